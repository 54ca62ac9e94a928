import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compileRow } from "../../../language/expressions/evaluate.ts";
import { murmur3 } from "../../../language/expressions/hashing.ts";
import { resolveRow } from "../../../language/expressions/resolve.ts";
import { normalQuantile } from "../../../language/expressions/shapes.ts";
import type { Expr } from "../../../language/graph/graph.ts";
import type { Cell } from "../../../language/nodes/functions.ts";
import type { Schema } from "../../../language/types/schema.ts";
import { literal, render } from "../../../runtime/relational/sql.ts";
import type { DatasetValue } from "../../../runtime/values.ts";
import { rowFunctionNamed } from "../../../stdlib/data/functions/index.ts";
import { columnForm, columnsFor } from "../../../stdlib/features/column-form.ts";
import { testContext } from "../../kit/context.ts";

/** The functions that fitted steps become, in their three forms: SQL, row, and column. */
const schema: Schema = {
  columns: [
    { name: "__mlp_v", type: { kind: "float" }, nullable: true },
    { name: "at", type: { kind: "int" }, nullable: true },
    { name: "value", type: { kind: "string" }, nullable: true },
  ],
};
const [float, int, text] = schema.columns.map(({ name }): Expr => ({ column: name }));
const list = (...items: readonly (string | number)[]): Expr => ({ list: items.map((item) => ({ literal: item })) });
const call = (name: string, ...args: readonly Expr[]): Expr => ({ call: name, args });
const value = (literal: string | number | null): Expr => ({ literal });

const words = ["", "a", "ab", "abc", "abcd", "é", "🤦", "\u{1D400}\u{FFFD}", "it's", '"', "NULL", " a", "A", "a\tb", "a longer text, of more than sixteen bytes"];
const many = Array.from({ length: 40 }, (_, index) => (index - 20) / 4);

const exact: readonly Expr[] = [
  call("category_code", text!, list(...words)),
  call("category_code", text!, list("a", "b", "a", "🤦")),
  call("category_or", text!, value("other"), list("a", "é")),
  call("category_value", text!, value(null), value(0.5), list("a", "é", "it's"), list(1, 2.25, -3)),
  call("category_value", text!, value(7), value(null), list("a"), list(0)),
  call("category_value", call("category_or", text!, value("other"), list("a", "é")), value(0), value(0), list("a", "other"), list(1, 2)),
  ...[float!, int!].flatMap((number) => [
    call("interval_code", number, list(0)),
    call("interval_code", number, list(-2.5, 0, 1, 3)),
    call("interval_code", number, list(...many)),
    call("piecewise", number, list(0, 1), list(5, 6)),
    call("piecewise", number, list(-1, 0, 0, 0, 2.5), list(0, 0.25, 0.5, 0.75, 1)),
    call("piecewise", number, list(-1, -1, 0, 2.5, 2.5), list(0, 0.25, 0.5, 0.75, 1)),
    call("piecewise", number, list(3, 3, 3), list(0, 0.5, 1)),
    call("piecewise", number, list(...many), list(...many.map((x) => x ** 3))),
    call("item_at", call("interval_code", number, list(-2, 1)), list(0.1, 0.2, 0.3)),
  ]),
  call("item_at", int!, list("x", "y", "")),
  call("item_at", int!, list(1.5, 2, -3)),
  call("hash_bucket", text!, value(7)),
  call("hash_bucket", text!, value(1024)),
  call("item_at", call("hash_bucket", text!, value(3)), list("0", "1", "2")),
  call("category_unless", text!, value("a")),
  ...[0, 1, 2].flatMap((bucket) => [true, false].map((signed) => call("hash_flag", text!, value(3), value(bucket), { literal: signed }))),
];

// Made of logarithms and exponentials, whose last digits differ between libraries.
const near: readonly Expr[] = [
  ...[-3, -0.5, 0, 0.3, 1, 2, 2.5].flatMap((lambda) => [call("yeo_johnson", float!, value(lambda)), call("box_cox", float!, value(lambda))]),
  call("normal_quantile", call("piecewise", float!, list(-5, 5), list(0, 1))),
  call("normal_quantile", call("piecewise", float!, list(-5, 0, 5), list(1e-300, 1e-8, 0.1))),
];

const floats = fc.oneof(fc.double({ noNaN: true }), fc.double({ min: -8, max: 8, noNaN: true }), fc.integer({ min: -20, max: 20 }).map((n) => n / 4), fc.constantFrom(0, -0, 1e-12, -1e-12, 1e-300, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY));
const row = fc.record({ __mlp_v: fc.option(floats), at: fc.option(fc.integer({ min: -6, max: 12 })), value: fc.option(fc.oneof(fc.constantFrom(...words), fc.string({ unit: "grapheme", maxLength: 12 }).filter((one) => !one.includes("\0")))) });
type Row = Readonly<Record<string, Cell>>;
const rows: readonly Row[] = fc.sample(row, { numRuns: 600, seed: 8 });

const double = (cell: Cell | undefined): string => (cell === null || cell === undefined ? "CAST(NULL AS DOUBLE)" : `CAST('${Object.is(cell, -0) ? "-0.0" : String(cell)}' AS DOUBLE)`);
const values = rows.map((one, index) => `(${index}, ${double(one["__mlp_v"])}, CAST(${literal(one["at"] ?? null)} AS BIGINT), CAST(${literal(one["value"] ?? null)} AS VARCHAR))`);
const dataset: DatasetValue = { kind: "dataset", schema, table: { sql: `SELECT * FROM (VALUES ${values.join(", ")}) AS given("__mlp_row", "__mlp_v", "at", "value")` }, path: { input: schema, steps: [] } };

const context = await testContext();
test.after(() => context.close());

async function inEngine(expressions: readonly Expr[]): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const engine = await context.engine();
  return engine.rows(`SELECT ${expressions.map((expr, index) => `${render(resolveRow(expr, schema, rowFunctionNamed))} AS r${index}`).join(", ")} FROM ${await engine.tableOf(dataset)}`);
}

const shown = (expr: Expr, index: number): string => `${JSON.stringify(expr)} of ${JSON.stringify(rows[index], (_, one: unknown) => (typeof one === "number" ? String(one) : one))}`;

test("tables of categories, intervals, lines and hashes have three forms that give the same bits", async () => {
  const results = await inEngine(exact);
  const columns = await (await context.engine()).columns(dataset, schema.columns.map(({ name }) => name));
  exact.forEach((expr, index) => {
    const compute = compileRow(expr, schema, rowFunctionNamed);
    assert.ok(columnsFor(expr, schema) !== undefined, JSON.stringify(expr));
    const own = columnForm(expr, schema, columns);
    assert.ok(own, JSON.stringify(expr));
    rows.forEach((one, at) => {
      const cell = compute(one);
      assert.is(results[at]?.[`r${index}`], typeof cell === "number" ? cell + 0 : cell, shown(expr, at));
      const ofColumn = own.kind === "codes" ? (own.words[own.codes[at] ?? -1] ?? null) : Number.isNaN(own.values[at]) ? null : own.values[at];
      assert.is(ofColumn, cell, shown(expr, at));
    });
  });
});

test("shapes give the same to the last digits, and in columns what they give by row", async () => {
  const results = await inEngine(near);
  const columns = await (await context.engine()).columns(dataset, schema.columns.map(({ name }) => name));
  near.forEach((expr, index) => {
    const own = columnForm(expr, schema, columns);
    const compute = compileRow(expr, schema, rowFunctionNamed);
    rows.forEach((one, at) => {
      const [a, b] = [results[at]?.[`r${index}`], compute(one)];
      assert.is(own?.kind === "numbers" && !Number.isNaN(own.values[at]) ? own.values[at] : null, b, shown(expr, at));
      if (typeof a !== "number" || typeof b !== "number" || !Number.isFinite(a)) assert.is(a, b, shown(expr, at));
      else assert.ok(Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b)) || Math.max(Math.abs(a), Math.abs(b)) < 1e-300, `${shown(expr, at)}: ${a}, ${b}`);
    });
  });
});

test("hashes are those of MurmurHash3", () => {
  // sklearn.utils.murmurhash3_32(word, seed=0)
  const known: Readonly<Record<string, number>> = { "": 0, a: 1009084850, ab: -1681926305, abc: -1277324294, abcd: 1139631978, abcde: -392455434, é: 269551495, "🤦x": 2145735094, "hello world this": -87915594 };
  for (const [word, hash] of Object.entries(known)) assert.is(murmur3(word), hash);
});

test("normal quantiles are those of scipy", () => {
  // scipy.stats.norm.ppf
  const known: readonly (readonly [number, number])[] = [[9.999999978e-8, -5.199337582601775], [1e-300, -37.0470962993612], [0.001, -3.090232306167813], [0.2, -0.8416212335729142], [0.5, 0], [0.6, 0.2533471031357997], [0.93, 1.475791028179171], [0.999999, 4.753424308817087]];
  for (const [p, quantile] of known) assert.ok(Math.abs(normalQuantile(p) - quantile) <= 1e-14 * Math.max(1, Math.abs(quantile)), String(p));
});

test.run();
