import { readFileSync } from "node:fs";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Expr, Literal } from "../../../language/graph/graph.ts";
import type { Aggregate } from "../../../language/nodes/aggregates.ts";
import type { Cell } from "../../../language/nodes/functions.ts";
import type { DatasetValue } from "../../../runtime/values.ts";
import { load } from "../../../stdlib/data/load.ts";
import { windows } from "../../../stdlib/data/windows.ts";
import { datasetOf, told, type Row } from "../../kit/arbitrary-rows.ts";
import { testContext, type TestContext } from "../../kit/context.ts";
import { exactSum } from "../../kit/exact-sum.ts";
import { datasetFrom } from "../../kit/nodes.ts";

const golden = JSON.parse(readFileSync(new URL("../../fixtures/windows.json", import.meta.url), "utf8")) as { readonly csv: readonly string[]; readonly rows: readonly Readonly<Record<string, number | null>>[] };

let context: TestContext;
test.before(async () => void (context = await testContext({ threads: 2, files: { "golden.csv": golden.csv.join("\n") } })));
test.after(() => context.close());

const col = (column: string): Expr => ({ column });
const of = (name: string, args: Readonly<Record<string, Expr | Literal>> = {}): Aggregate => ({ function: name, args });
const x = { of: col("x") };
const days = (count: number): number => count * 86_400_000;
const rowsOf = async (rows: DatasetValue, args: Readonly<Record<string, unknown>>, where = context) => where.rowsOf(await datasetFrom(windows, { rows, ...args }, where));
const isNear = (a: unknown, b: Cell, digits = 1e-12) => (typeof a !== "number" || typeof b !== "number" ? a === b : a === b || Math.abs(a - b) <= digits * Math.max(Math.abs(a), Math.abs(b)));
const by = (...names: string[]) => ({ by: { select: "columns", names } }) as const;

test("what is seen of earlier rows is what pandas sees", async () => {
  const rows = await datasetFrom(load, { path: "golden.csv" }, context);
  const week = { ...x, over: days(7) };
  const found = await rowsOf(rows, {
    ...by("g"), order: "t", lag1: of("lag", x), lag2: of("lag", { ...x, rows: 2 }), mean_7d: of("mean", week), sum_7d: of("sum", week), sd_7d: of("stddev", week), median_7d: of("median", week), n_7d: of("count", week),
    max_3: of("max", { ...x, last: 3 }), mean_3: of("mean", { ...x, last: 3 }), var_3: of("variance", { ...x, last: 3 }), mean_all: of("mean", x), sd_all: of("stddev", x),
  });
  const own = await rowsOf(rows, { ...by("g"), order: "t", include_current: true, own_3: of("sum", { ...x, last: 3 }) });
  golden.rows.forEach((row, index) => {
    for (const [name, value] of Object.entries(row)) assert.ok(isNear({ ...found[index], own_3: own[index]?.["own_3"] }[name], value, 1e-11), `row ${index}, ${name}: ${told(found[index]?.[name])}, and not ${told(value)}`);
  });
  assert.equal(found.map(({ t }) => t), (await context.rowsOf(rows)).map(({ t }) => t));
});

const values = fc.oneof(fc.double({ min: -1000, max: 1000, noNaN: true }), fc.constantFrom(0, -0, 0.1, 1e-12, 1e15, -1e15, 3));
const table = fc.array(fc.record({ g: fc.option(fc.constantFrom("a", "b"), { freq: 6 }), t: fc.option(fc.integer({ min: 0, max: 12 }), { freq: 8 }), x: fc.option(values, { freq: 5 }) }), { minLength: 1, maxLength: 30 });
const schema = { columns: [{ name: "g", type: { kind: "string" }, nullable: true }, { name: "t", type: { kind: "int" }, nullable: true }, { name: "x", type: { kind: "float" }, nullable: true }] } as const;

interface Looks {
  readonly over?: number;
  readonly last?: number;
  readonly current: boolean;
}

/** The plain way: from each row over all of them. */
function plainly(rows: readonly Row[], { over, last, current }: Looks): readonly Readonly<Record<string, Cell>>[] {
  return rows.map((row, index) => {
    const moment = row["t"] ?? null;
    if (moment === null) return { n: null, sum: null, mean: null, std: null, low: null, median: null, lag: null, first: null, last: null, different: null };
    const time = Number(moment);
    const order = rows.map((one, place) => ({ one, place })).filter(({ one }) => (one["t"] ?? null) !== null && (one["g"] ?? null) === (row["g"] ?? null)).sort((a, b) => Number(a.one["t"]) - Number(b.one["t"]) || a.place - b.place);
    const earlier = order.filter(({ one }) => Number(one["t"]) < time);
    const whole = current ? order.filter(({ one, place }) => (last === undefined ? Number(one["t"]) <= time : Number(one["t"]) < time || (one["t"] === moment && place <= index))) : earlier;
    const seen = whole.filter(({ one }) => over === undefined || Number(one["t"]) >= time - over).slice(last === undefined ? 0 : -last);
    const found = seen.map(({ one }) => one["x"] ?? null).filter((value) => value !== null).map(Number);
    const [sum, ordered] = [found.length > 0 ? exactSum(found) : null, [...found].sort((a, b) => a - b)];
    const mean = sum === null ? null : sum / found.length;
    const middle = (ordered.length - 1) / 2;
    return {
      n: seen.length, sum, mean, std: found.length > 1 ? Math.sqrt(exactSum(found.map((one) => (one - (mean ?? 0)) ** 2)) / (found.length - 1)) : null, low: ordered[0] ?? null,
      median: found.length > 0 ? ((ordered[Math.floor(middle)] ?? 0) + (ordered[Math.ceil(middle)] ?? 0)) / 2 : null, lag: earlier.at(-2)?.one["x"] ?? null, first: found[0] ?? null, last: found.at(-1) ?? null, different: new Set(found.map((one) => one + 0)).size,
    };
  });
}

test("what is seen is that of a plain loop: ties, gaps, missing moments and groups", async () => {
  const looks: fc.Arbitrary<Looks> = fc.record({ over: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }), last: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }), current: fc.boolean() }).filter(({ over, last }) => over === undefined || last === undefined).map(({ over, last, current }) => ({ current, ...(over !== undefined && { over }), ...(last !== undefined && { last }) }));
  await fc.assert(
    fc.asyncProperty(table, looks, async (rows, look) => {
      const frame = { ...(look.over !== undefined && { over: look.over }), ...(look.last !== undefined && { last: look.last }) };
      const found = await rowsOf(datasetOf({ schema, rows }), {
        ...by("g"), order: "t", include_current: look.current, n: of("count", frame), sum: of("sum", { ...x, ...frame }), mean: of("mean", { ...x, ...frame }), std: of("stddev", { ...x, ...frame }), low: of("min", { ...x, ...frame }), median: of("median", { ...x, ...frame }),
        lag: of("lag", { ...x, rows: 2 }), first: of("first", { ...x, ...frame }), last: of("last", { ...x, ...frame }), different: of("count_distinct", { ...x, ...frame }),
      });
      plainly(rows, look).forEach((row, index) => {
        const largest = Math.max(...rows.map((one) => Math.abs(Number(one["x"] ?? 0))));
        for (const [name, value] of Object.entries(row)) {
          const own = found[index]?.[name];
          // Squares are taken of distances from the median of the group.
          const isClose = name === "std" && typeof own === "number" && typeof value === "number" && Math.abs(own - value) <= 1e-7 * largest;
          // What is 10^33 times smaller than the largest value of its group counts as nothing.
          const isTiny = typeof own === "number" && typeof value === "number" && Math.abs(own - value) <= 1e-31 * largest;
          assert.ok(isClose || isTiny || isNear(own, value, name === "median" ? 1e-12 : 1e-14), `row ${index}, ${name} of ${told(rows)} with ${told(look)}: ${told(own)}, and not ${told(value)}`);
        }
      });
    }),
    { numRuns: 12 },
  );
});

const many = `SELECT range AS __mlp_row, (range * 7919) % 50021 AS t, CASE WHEN range % 11 = 0 THEN NULL ELSE sin(range) * pow(10.0, (range % 21) - 10) END AS x FROM range(20000)`;
const dataset = (sql: string): DatasetValue => ({ kind: "dataset", schema: { columns: [{ name: "t", type: { kind: "int" }, nullable: false }, { name: "x", type: { kind: "float" }, nullable: true }] }, table: { sql }, path: { input: { columns: [] }, steps: [] } });

test("sums over many rows are the same bits on any number of threads, in any order of the engine's chunks", async () => {
  const found: unknown[] = [];
  for (const threads of [2, 4]) {
    const other = await testContext({ threads });
    for (const sql of [many, `SELECT * FROM (${many}) ORDER BY hash(__mlp_row)`]) {
      const made = await datasetFrom(windows, { rows: dataset(sql), order: "t", sum: of("sum", { ...x, over: 5000 }), mean: of("mean", x), std: of("stddev", { ...x, over: 5000 }), last: of("last", { ...x, over: 20 }) }, other);
      const engine = await other.engine();
      found.push(...(await engine.rows(`SELECT CAST(sum(CAST(hash(__mlp_row, sum, mean, std, last) AS HUGEINT)) AS VARCHAR) AS h, count(*) AS n FROM ${await engine.tableOf(made)}`)));
    }
    await other.close();
  }
  assert.is(new Set(found.map((one) => JSON.stringify(one))).size, 1);
});

test("infinities and NaN are seen like any value, and only where they are", async () => {
  const rows = datasetOf({ schema, rows: [1, Infinity, 2, NaN, 3].map((value, t) => ({ g: "a", t, x: value })) });
  assert.equal((await rowsOf(rows, { order: "t", sum: of("sum", { ...x, last: 1 }) })).map(({ sum }) => String(sum)), ["null", "1", "Infinity", "2", "NaN"]);
});

test("a name that is there is replaced in its place, and rows keep their numbers", async () => {
  const rows = datasetOf({ schema, rows: [{ g: "a", t: 3, x: 1 }, { g: "a", t: 1, x: 2 }, { g: "b", t: 2, x: 5 }] });
  const made = await datasetFrom(windows, { rows, order: "t", x: of("lag", x), late: of("count", { over: 1 }) }, context);
  assert.equal(made.schema.columns.map(({ name }) => name), ["g", "t", "x", "late"]);
  assert.equal(await context.rowsOf(made), [{ g: "a", t: 3, x: 5, late: 1 }, { g: "a", t: 1, x: null, late: 0 }, { g: "b", t: 2, x: 2, late: 1 }]);
  assert.equal(made.path, { broken: "windows" });
});

test.run();
