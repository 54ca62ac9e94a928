import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { rowNumber, type DatasetValue } from "../../../runtime/values.ts";
import type { Schema } from "../../../language/types/schema.ts";
import { split } from "../../../stdlib/data/split.ts";
import { mixOfRow, mixOfRowSql, saltOf } from "../../../stdlib/data/splitting/mix.ts";
import { partSizes, spread, stratifiedSizes } from "../../../stdlib/data/splitting/sizes.ts";
import { testContext, type TestContext } from "../../kit/context.ts";
import { diagnosticOf, partsFrom } from "../../kit/nodes.ts";

const schema: Schema = {
  columns: [
    { name: "c", type: { kind: "string" }, nullable: true },
    { name: "g", type: { kind: "int" }, nullable: false },
    { name: "t", type: { kind: "date" }, nullable: false },
  ],
};

/** Rows with a class of 50, 30 and 21, 20 groups, and three rows a day. */
const table = (rows: number): DatasetValue => ({
  kind: "dataset",
  schema,
  table: { sql: `SELECT range AS ${rowNumber}, CASE WHEN range < 50 THEN 'a' WHEN range < 80 THEN 'b' ELSE 'c''' END AS c, (range * 7) % 20 AS g, DATE '2024-01-01' + CAST((${rows} - range) // 3 AS INTEGER) AS t FROM range(${rows})` },
  path: { input: schema, steps: [] },
});

let context: TestContext;
test.before(async () => void (context = await testContext()));
test.after(() => context.close());

async function numbers(dataset: DatasetValue | undefined): Promise<number[]> {
  if (!dataset) throw new Error("no such part");
  const engine = await context.engine();
  return (await engine.rows(`SELECT ${rowNumber} AS n FROM ${await engine.tableOf(dataset)}`)).map(({ n }) => Number(n));
}

async function partsOf(dataset: DatasetValue, args: Readonly<Record<string, unknown>>, seed = 7): Promise<Record<string, number[]>> {
  const parts = await partsFrom(split, { rows: dataset, ...args }, { ...context, seed });
  const found = await Promise.all([...parts].map(async ([name, part]) => [name, await numbers(part)] as const));
  for (const [name, part] of parts) assert.is(part.rows, found.find(([other]) => other === name)?.[1].length);
  return Object.fromEntries(found);
}

const ascending = (values: readonly number[]) => values.every((value, index) => index === 0 || (values[index - 1] ?? 0) < value);
const everyRow = (parts: Record<string, number[]>) => Object.values(parts).flat().sort((a, b) => a - b);
const upTo = (rows: number) => Array.from({ length: rows }, (_, index) => index);

test("sizes are those of scikit-learn for two parts, and add up for any number", () => {
  for (const [rows, train, rest] of [[10, 7, 3], [11, 8, 3], [13, 9, 4], [101, 75, 26]] as const) assert.equal(partSizes(rows, [0.75, 0.25]), [train, rest]);
  assert.equal(partSizes(100, [0.93, 0.07]), [93, 7]);
  assert.equal(partSizes(10, [0.7, 0.15, 0.15]), [6, 2, 2]);
  const shares = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 5 }).map((parts) => parts.map((part) => part / parts.reduce((a, b) => a + b, 0)));
  fc.assert(fc.property(fc.nat(100_000), shares, (rows, given) => partSizes(rows, given).reduce((a, b) => a + b, 0) === rows && partSizes(rows, given).every((size) => size >= 0)));
});

test("classes are spread as scikit-learn spreads them", () => {
  assert.equal(stratifiedSizes([50, 30, 21], [75, 26], 1), [[37, 13], [22, 8], [16, 5]]);
  const counts = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(counts, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (given, share, salt) => {
      const total = given.reduce((a, b) => a + b, 0);
      const size = Math.floor(share * total);
      const taken = spread(given, size, salt);
      return taken.reduce((a, b) => a + b, 0) === size && taken.every((each, index) => Math.abs(each - ((given[index] ?? 0) / total) * size) < 1 + 1e-9);
    }),
  );
});

test("the random order is the same in SQL and in JavaScript, and fixed for good", async () => {
  const rows = [0, 1, 2, 999_999, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 12345, Number.MAX_SAFE_INTEGER];
  const engine = await context.engine();
  for (const salt of [0, 1, saltOf(7, "split"), 2 ** 32 - 1]) {
    const found = await engine.rows(`SELECT ${mixOfRowSql("r", salt)} AS m FROM (SELECT unnest([${rows.join(", ")}]::BIGINT[]) AS r)`);
    assert.equal(found.map(({ m }) => m), rows.map((row) => mixOfRow(row, salt)));
  }
  assert.equal([0, 1, 2].map((row) => mixOfRow(row, 0)), [0, 114555507, 229111015]);
});

test("parts share no row, hold every row, keep the order, and follow the seed", async () => {
  const parts = await partsOf(table(101), { train: 0.6, validation: 0.2, test: 0.2 });
  assert.equal(Object.entries(parts).map(([name, part]) => `${name} ${part.length}`), ["train 60", "validation 20", "test 21"]);
  assert.equal(everyRow(parts), upTo(101));
  assert.ok(Object.values(parts).every(ascending));
  assert.equal(await partsOf(table(101), { train: 0.6, validation: 0.2, test: 0.2 }), parts);
  assert.not.equal(await partsOf(table(101), { train: 0.6, validation: 0.2, test: 0.2 }, 8), parts);
  const order = upTo(101).sort((a, b) => mixOfRow(a, saltOf(7, "split")) - mixOfRow(b, saltOf(7, "split")));
  assert.equal(parts["train"], order.slice(0, 60).sort((a, b) => a - b));
});

test("a stratified split has each class in its share", async () => {
  const parts = await partsOf(table(101), { train: 0.75, test: 0.25, stratify: "c" });
  const classes = (part: readonly number[] = []) => [part.filter((n) => n < 50).length, part.filter((n) => n >= 50 && n < 80).length, part.filter((n) => n >= 80).length];
  assert.equal(classes(parts["train"]), [37, 22, 16]);
  assert.equal(classes(parts["test"]), [13, 8, 5]);
  assert.equal(everyRow(parts), upTo(101));
  const three = await partsOf(table(101), { train: 0.7, validation: 0.15, test: 0.15, stratify: "c" });
  assert.equal(everyRow(three), upTo(101));
  assert.ok(Object.values(three).every((part) => ascending(part) && classes(part).every((count) => count > 0)));
});

test("groups stay whole", async () => {
  const parts = await partsOf(table(101), { train: 0.7, test: 0.3, group: "g" });
  const groups = (part: readonly number[] = []) => new Set(part.map((n) => (n * 7) % 20));
  assert.is(groups(parts["train"]).size, 14);
  assert.is(groups(parts["test"]).size, 6);
  assert.equal(everyRow(parts), upTo(101));
});

test("a split by time puts the past first, and keeps a moment together on the earlier side", async () => {
  const parts = await partsOf(table(101), { past: 0.7, future: 0.3, by_time: "t" });
  const day = (n: number) => Math.floor((101 - n) / 3);
  const latest = Math.max(...(parts["past"] ?? []).map(day));
  assert.ok((parts["future"] ?? []).every((n) => day(n) > latest));
  assert.is(parts["past"]?.length, 71);
  assert.equal(everyRow(parts), upTo(101));
});

test("by a key, rows keep their part when the data grows", async () => {
  const keyed = (rows: number): DatasetValue => ({ ...table(rows), table: { sql: `SELECT range AS ${rowNumber}, 'k' || range AS c, range AS g, DATE '2024-01-01' AS t FROM range(${rows})` } });
  const small = await partsOf(keyed(1000), { train: 0.7, test: 0.3, key: "c" });
  const large = await partsOf(keyed(3000), { train: 0.7, test: 0.3, key: "c" });
  assert.equal(large["test"]?.filter((n) => n < 1000), small["test"]);
  assert.ok(Math.abs((large["test"]?.length ?? 0) / 3000 - 0.3) < 0.03);
});

test("what cannot be split says why", async () => {
  const code = async (dataset: DatasetValue, args: Readonly<Record<string, unknown>>) => (await diagnosticOf(partsFrom(split, { rows: dataset, ...args }, context))).code;
  const half = { train: 0.5, test: 0.5 };
  const gaps: DatasetValue = { ...table(10), table: { sql: `SELECT range AS ${rowNumber}, NULLIF('a', 'a') AS c, range AS g, NULL::DATE AS t FROM range(10)` } };
  assert.is(await code(table(10), { train: 0.8, test: 0.3 }), "MLP5301");
  assert.is(await code(table(10), { all: 1 }), "MLP5302");
  assert.is(await code(table(10), { ...half, group: "g", key: "g" }), "MLP5303");
  const lonely = await diagnosticOf(partsFrom(split, { rows: table(81), ...half, stratify: "c" }, context));
  assert.is(lonely.code, "MLP5304");
  assert.is(lonely.message, "the class \"c'\" of `c` has only one row, and a stratified split needs at least two");
  assert.is(await code(table(101), { train: 0.99, test: 0.01, stratify: "c" }), "MLP5305");
  assert.is(await code(table(1), half), "MLP5306");
  assert.is(await code(table(0), half), "MLP5306");
  assert.is(await code(gaps, { ...half, by_time: "t" }), "MLP5307");
  assert.is(await code(gaps, { ...half, stratify: "c" }), "MLP5308");
});

test.run();
