import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Expr, Literal } from "../../../language/graph/graph.ts";
import type { Aggregate } from "../../../language/nodes/aggregates.ts";
import type { Cell } from "../../../language/nodes/functions.ts";
import { aggregate } from "../../../stdlib/data/aggregate.ts";
import { load } from "../../../stdlib/data/load.ts";
import type { DatasetValue } from "../../../runtime/values.ts";
import { datasetOf, told, type Row } from "../../kit/arbitrary-rows.ts";
import { testContext, type TestContext } from "../../kit/context.ts";
import { exactSum } from "../../kit/exact-sum.ts";
import { datasetFrom, diagnosticOf } from "../../kit/nodes.ts";

let context: TestContext;
test.before(async () => void (context = await testContext({ threads: 2, files: { "golden.csv": golden } })));
test.after(() => context.close());

const col = (column: string): Expr => ({ column });
const of = (name: string, args: Readonly<Record<string, Expr | Literal>> = {}): Aggregate => ({ function: name, args });
const by = (...names: string[]) => ({ by: { select: "columns", names } }) as const;
const rowsOf = async (rows: DatasetValue, args: Readonly<Record<string, unknown>>, where = context) => where.rowsOf(await datasetFrom(aggregate, { rows, ...args }, where));
const isNear = (a: unknown, b: number | null, digits = 1e-12) => (typeof a !== "number" || b === null ? a === b : Object.is(a, b) || a === b || Math.abs(a - b) <= digits * Math.max(Math.abs(a), Math.abs(b)));

/*
import numpy as np, pandas as pd
d = pd.read_csv("golden.csv"); g = d.groupby("g", sort=False)
g.x.agg(["count", "sum", "mean", "median", "min", "max", "std", "var", "first", "last", "nunique"])
g.x.quantile(.3); g.x.std(ddof=0); g.k.sum(); g.k.agg(lambda k: k.mode()[0])
*/
const golden = "g,x,k\nb,1.25,3\na,-191.72,31\nb,,3\na,0.1,2\nc,,7\nb,786.46,5\na,0.2,2\nb,1.25,9\na,0.3,-4\n";

test("aggregates are those of pandas", async () => {
  const rows = await datasetFrom(load, { path: "golden.csv" }, context);
  const x = { of: col("x") };
  const found = await rowsOf(rows, {
    ...by("g"), n: of("count"), present: of("count", x), sum: of("sum", x), mean: of("mean", x), median: of("median", x), low: of("min", x), high: of("max", x), std: of("stddev", x), var: of("variance", x), all: of("stddev", { ...x, ddof: 0 }),
    first: of("first", x), last: of("last", x), different: of("count_distinct", x), q: of("quantile", { ...x, at: 0.3 }), whole: of("sum", { of: col("k") }), mode: of("mode", { of: col("k") }), latest: of("last", { ...x, by: col("k") }),
  });
  const expected = [
    { g: "b", n: 4, present: 3, sum: 788.96, mean: 262.9866666666667, median: 1.25, low: 1.25, high: 786.46, std: 453.34120487038604, var: 205518.24803333334, all: 370.151543770326, first: 1.25, last: 1.25, different: 2, q: 1.25, whole: 20, mode: 3, latest: 1.25 },
    { g: "a", n: 4, present: 4, sum: -191.12, mean: -47.78, median: 0.15000000000000002, low: -191.72, high: 0.3, std: 95.96003473668955, var: 9208.328266666666, all: 83.10382783001033, first: -191.72, last: 0.3, different: 4, q: -19.082000000000022, whole: 31, mode: 2, latest: -191.72 },
    { g: "c", n: 1, present: 0, sum: null, mean: null, median: null, low: null, high: null, std: null, var: null, all: null, first: null, last: null, different: 0, q: null, whole: 7, mode: 7, latest: null },
  ];
  assert.is(found.length, expected.length);
  expected.forEach((row, index) => {
    for (const [name, value] of Object.entries(row)) assert.ok(typeof value === "number" ? isNear(found[index]?.[name], value) : found[index]?.[name] === value, `${row.g} ${name}: ${told(found[index]?.[name])}, and not ${told(value)}`);
  });
});

const doubles = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double({ min: -1000, max: 1000, noNaN: true }), fc.constantFrom(0, -0, 1e300, -1e300, 5e-324, 1e-310, 0.1, 2 ** 32, 2 ** 32 - 2 ** -20, Number.MAX_VALUE));
const table = fc.array(fc.record({ g: fc.option(fc.constantFrom("a", "b", "c", "ä"), { freq: 6 }), x: fc.option(doubles, { freq: 6 }), k: fc.option(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.maxSafeInteger()), { freq: 6 }), flag: fc.option(fc.boolean(), { freq: 4 }) }), { minLength: 1, maxLength: 40 });
const schema = { columns: [{ name: "g", type: { kind: "string" }, nullable: true }, { name: "x", type: { kind: "float" }, nullable: true }, { name: "k", type: { kind: "int" }, nullable: true }, { name: "flag", type: { kind: "bool" }, nullable: true }] } as const;
const present = (rows: readonly Row[], name: string) => rows.map((row) => row[name] ?? null).filter((value) => value !== null);

/** The plain way: over all rows, group by group. */
function plainly(rows: readonly Row[], keys: readonly string[]): readonly Readonly<Record<string, Cell>>[] {
  const groups = new Map<string, Row[]>();
  if (keys.length === 0) groups.set("[]", []);
  for (const row of rows) {
    const key = JSON.stringify(keys.map((name) => row[name] ?? null));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((all) => {
    const x = present(all, "x").map(Number);
    const k = present(all, "k").map(Number);
    const flags = present(all, "flag");
    const sum = x.length > 0 ? exactSum(x) : null;
    const ordered = [...x].sort((a, b) => a - b);
    const middle = (ordered.length - 1) / 2;
    const counts = new Map(k.map((value) => [value, k.filter((other) => other === value).length]));
    const whole = k.reduce((a, b) => a + BigInt(b), 0n);
    const [most] = [...counts].sort(([a, m], [b, n]) => n - m || a - b);
    return {
      ...Object.fromEntries(keys.map((name) => [name, all[0]?.[name] ?? null])), n: all.length, sum, mean: sum === null ? null : sum / x.length,
      median: x.length > 0 ? (ordered[Math.floor(middle)] ?? 0) + ((ordered[Math.ceil(middle)] ?? 0) - (ordered[Math.floor(middle)] ?? 0)) * (middle % 1) : null,
      low: x.length > 0 ? Math.min(...x) + 0 : null, first: x[0] ?? null, last: x.at(-1) ?? null, whole: k.length > 0 && BigInt.asIntN(64, whole) === whole ? Number(whole) : null,
      mode: most?.[0] ?? null, any: flags.length > 0 ? flags.includes(true) : null, all: flags.length > 0 ? !flags.includes(false) : null, different: new Set(k).size,
    };
  });
}

const results = {
  n: of("count"), sum: of("sum", { of: col("x") }), mean: of("mean", { of: col("x") }), median: of("median", { of: col("x") }), low: of("min", { of: col("x") }), first: of("first", { of: col("x") }), last: of("last", { of: col("x") }),
  whole: of("sum", { of: col("k") }), mode: of("mode", { of: col("k") }), any: of("any", { of: col("flag") }), all: of("all", { of: col("flag") }), different: of("count_distinct", { of: col("k") }),
};

test("aggregates are those of a plain loop with exact sums, for groups and for all rows", async () => {
  await fc.assert(
    fc.asyncProperty(table, fc.constantFrom([], ["g"], ["g", "flag"]), async (rows, keys) => {
      const found = await rowsOf(datasetOf({ schema, rows }), { ...(keys.length > 0 && by(...keys)), ...results });
      const expected = plainly(rows, keys);
      assert.equal(found.length, expected.length);
      expected.forEach((row, index) => {
        for (const [name, value] of Object.entries(row)) {
          const [own, overflows] = [found[index]?.[name], typeof value === "number" && !Number.isFinite(value)];
          assert.ok(overflows || (typeof value === "number" ? isNear(own, value, name === "median" ? 1e-12 : 1e-15) || (name !== "whole" && Math.abs(Number(own) - value) < 1e-300) : own === value), `${name} of ${told(rows)}: ${told(own)}, and not ${told(value)}`);
        }
      });
    }),
    { numRuns: 60 },
  );
});

const thousands = `SELECT range AS __mlp_row, 'g' || CAST((range * 7919) % 13 AS VARCHAR) AS g, CASE WHEN range % 11 = 0 THEN NULL ELSE sin(range) * pow(10.0, (range % 41) - 20) END AS x FROM range(200000)`;
const many = (sql: string): DatasetValue => ({ kind: "dataset", schema: { columns: [{ name: "g", type: { kind: "string" }, nullable: false }, { name: "x", type: { kind: "float" }, nullable: true }] }, table: { sql }, path: { input: { columns: [] }, steps: [] } });

test("sums, means and deviations are the same bits on any number of threads, in any order of the engine's chunks", async () => {
  const x = { of: col("x") };
  const args = { ...by("g"), sum: of("sum", x), mean: of("mean", x), std: of("stddev", x), first: of("first", x) };
  const found: string[] = [];
  for (const threads of [2, 4]) {
    const other = await testContext({ threads });
    for (const sql of [thousands, `SELECT * FROM (${thousands}) ORDER BY hash(__mlp_row)`]) found.push(JSON.stringify(await rowsOf(many(sql), args, other)).replaceAll(/"g":"g\d+"/g, (one) => one));
    await other.close();
  }
  assert.is(found[0]?.includes('"std"'), true);
  assert.equal([...new Set(found)].length, 1);
});

test("an empty table has no groups, and one row of all its rows", async () => {
  const empty = many(`SELECT * FROM (${thousands}) WHERE FALSE`);
  assert.equal(await rowsOf(empty, { ...by("g"), n: of("count"), sum: of("sum", { of: col("x") }) }), []);
  assert.equal(await rowsOf(empty, { n: of("count"), sum: of("sum", { of: col("x") }), std: of("stddev", { of: col("x") }), mode: of("mode", { of: col("x") }) }), [{ n: 0, sum: null, std: null, mode: null }]);
});

test("infinities and NaN add up as they do elsewhere", async () => {
  const rows = (...values: number[]) => datasetOf({ schema: { columns: [{ name: "x", type: { kind: "float" }, nullable: true }] }, rows: values.map((x) => ({ x })) });
  const sums = async (...values: number[]) => Object.values((await rowsOf(rows(...values), { sum: of("sum", { of: col("x") }), mean: of("mean", { of: col("x") }), std: of("stddev", { of: col("x") }) }))[0] ?? {});
  assert.equal((await sums(1, Infinity)).map(String), ["Infinity", "Infinity", "NaN"]);
  assert.equal((await sums(-Infinity, Infinity)).map(String), ["NaN", "NaN", "NaN"]);
  assert.equal((await sums(1, NaN, 3)).map(String), ["NaN", "NaN", "NaN"]);
  assert.equal(await sums(1e20, 1, -1e20), [1, 1 / 3, 1e20]);
  assert.equal(await sums(5, 5, 5), [15, 5, 0]);
});

test("names that the engine takes for one, and no column at all, are refused", async () => {
  const rows = await datasetFrom(load, { path: "golden.csv" }, context);
  assert.is((await diagnosticOf(datasetFrom(aggregate, { rows, ...by("g"), G: of("count") }, context))).code, "MLP5201");
  assert.is((await diagnosticOf(datasetFrom(aggregate, { rows, ...by("g") }, context))).code, "MLP5210");
});

test.run();
