import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { rowNumber, type DatasetValue } from "../../../runtime/values.ts";
import type { Schema } from "../../../language/types/schema.ts";
import { split } from "../../../stdlib/data/split.ts";
import { keyColumns, keyText, keyTextSql, mixOfText } from "../../../stdlib/data/splitting/key.ts";
import { mixOfRow, mixOfRowSql, mixOfTextSql, saltOf } from "../../../stdlib/data/splitting/mix.ts";
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
  const parts = await partsOf(table(101), { train: 0.75, test: 0.25, stratify: { select: "columns", names: ["c"] } });
  const classes = (part: readonly number[] = []) => [part.filter((n) => n < 50).length, part.filter((n) => n >= 50 && n < 80).length, part.filter((n) => n >= 80).length];
  assert.equal(classes(parts["train"]), [37, 22, 16]);
  assert.equal(classes(parts["test"]), [13, 8, 5]);
  assert.equal(everyRow(parts), upTo(101));
  const three = await partsOf(table(101), { train: 0.7, validation: 0.15, test: 0.15, stratify: { select: "columns", names: ["c"] } });
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

const keySchema: Schema = {
  columns: ([["b", "int"], ["a", "string"], ["f", "float"], ["t", "timestamp"], ["d", "date"], ["o", "bool"]] as const).map(([name, kind]) => ({ name, type: { kind }, nullable: true })),
};
const keyRows = (rows: string): DatasetValue => ({
  kind: "dataset",
  schema: keySchema,
  table: {
    sql: `SELECT row_number() OVER () - 1 AS ${rowNumber}, k AS b, 'é' || k AS a, k::DOUBLE AS f, TIMESTAMP '1969-12-31 23:00:00.000001' + to_microseconds((k * 1234567)::BIGINT) AS t, DATE '2024-02-28' + (k::BIGINT % 900)::INTEGER AS d, k::BIGINT % 2 = 0 AS o FROM (${rows})`,
  },
  path: { input: keySchema, steps: [] },
});
const range = (from: number, to: number) => `SELECT range AS k FROM range(${from}, ${to})`;
const keySelector = (...names: readonly string[]) => ({ select: "columns", names });

/** The keys in each part. */
async function keysIn(dataset: DatasetValue, shares: Readonly<Record<string, number>>, names: readonly string[], seed = 7): Promise<ReadonlyMap<number, string>> {
  const parts = await partsFrom(split, { rows: dataset, ...shares, key: keySelector(...names) }, { ...context, seed });
  const found = await Promise.all([...parts].map(async ([name, part]) => (await context.rowsOf(part)).map((row): [number, string] => [Number(row["b"]), name])));
  return new Map(found.flat());
}

test("the place of a key is the same in SQL and in JavaScript, and fixed for good", async () => {
  const engine = await context.engine();
  const dataset = keyRows(range(0, 50));
  const salt = saltOf(7, "split");
  for (const names of [["b"], ["a"], ["f"], ["t"], ["d"], ["o"], ["b", "a"], ["t", "d", "o", "f"]]) {
    const columns = keyColumns(keySchema, names);
    const values = await engine.rows(`SELECT ${columns.map(({ name }) => `"${name}"`).join(", ")} FROM ${await engine.tableOf(dataset)}`);
    const found = await engine.rows(`SELECT ${keyTextSql(columns)} AS text, ${mixOfTextSql(keyTextSql(columns), salt)} AS m FROM ${await engine.tableOf(dataset)}`);
    const texts = values.map((row) => keyText(columns, columns.map(({ name }) => row[name] as string | number | boolean)));
    assert.equal(found.map(({ text }) => text), texts);
    assert.equal(found.map(({ m }) => Number(m)), texts.map((text) => mixOfText(text, salt)));
  }
  assert.equal(["", "42", "2:a11:é"].map((text) => mixOfText(text, 0)), [3444291170, 1161063638, 494344684]);
});

test("a key of several columns is no other key's, and the order they are written in does not count", async () => {
  const columns = keyColumns(keySchema, ["b", "a"]);
  assert.equal(columns.map(({ name }) => name), ["a", "b"]);
  assert.is.not(keyText(columns, ["1", 12]), keyText(columns, ["11", 2]));
  const half = { train: 0.5, test: 0.5 };
  assert.equal(await keysIn(keyRows(range(0, 300)), half, ["b", "a"]), await keysIn(keyRows(range(0, 300)), half, ["a", "b"]));
  assert.not.equal(await keysIn(keyRows(range(0, 300)), half, ["b", "a"]), await keysIn(keyRows(range(0, 300)), half, ["b"]));
});

test("by a key, a row keeps its part when rows come, go or change places, on any number of threads", async () => {
  const share = fc.integer({ min: 5, max: 60 }).map((percent) => percent / 100);
  const one = await testContext({ threads: 1 });
  try {
    await fc.assert(
      fc.asyncProperty(share, fc.nat(), fc.nat(400), fc.integer({ min: 100, max: 900 }), async (test, seed, from, more) => {
        const shares = { train: 1 - test, test };
        const old = await keysIn(keyRows(range(400, 900)), shares, ["b", "t"], seed);
        const grown = await keysIn(keyRows(`${range(from, 900 + more)} ORDER BY (range * 7919) % 1009 DESC`), shares, ["b", "t"], seed);
        for (const [key, part] of old) assert.is(grown.get(key), part);
        const alone = await partsFrom(split, { rows: keyRows(range(400, 900)), ...shares, key: keySelector("b", "t") }, { ...one, seed });
        for (const [name, part] of alone) for (const row of await one.rowsOf(part)) assert.is(old.get(Number(row["b"])), name);
      }),
      { numRuns: 8, seed: 1 },
    );
  } finally {
    await one.close();
  }
});

test("by a key, shares are met as closely as chance has it", async () => {
  const rows = 5000;
  const shares = { train: 0.6, validation: 0.15, test: 0.25 };
  for (const seed of [1, 2, 3, 4]) {
    const keys = await keysIn(keyRows(range(0, rows)), shares, ["a"], seed);
    for (const [name, share] of Object.entries(shares)) {
      const count = [...keys.values()].filter((part) => part === name).length;
      assert.ok(Math.abs(count - share * rows) < 4 * Math.sqrt(rows * share * (1 - share)), `${name}: ${count}`);
    }
  }
});

test("a key of whole numbers reads the same in an integer and in a float column; others are refused", async () => {
  const half = { train: 0.5, test: 0.5 };
  assert.equal(await keysIn(keyRows(range(0, 300)), half, ["f"]), await keysIn(keyRows(range(0, 300)), half, ["b"]));
  const broken = await diagnosticOf(keysIn(keyRows("SELECT range + 0.5 AS k FROM range(3)"), half, ["f"]));
  assert.is(broken.code, "MLP5309");
  assert.is(broken.message, "3 values of `f` are no whole numbers, or too large for a float to hold exactly, and cannot be a key");
  const gap = await diagnosticOf(keysIn(keyRows("SELECT unnest([1, 2, NULL]) AS k"), half, ["d", "b"]));
  assert.is(gap.code, "MLP5308");
  assert.is(gap.message, "1 row has no value in `b`, by which the rows are split");
});

test("two ways to split say which one to keep", async () => {
  const half = { train: 0.5, test: 0.5 };
  const help = async (args: Readonly<Record<string, unknown>>) => (await diagnosticOf(partsFrom(split, { rows: table(20), ...half, ...args }, context))).help;
  assert.match((await help({ key: keySelector("g"), group: "g" })) ?? "", "give the group's column as `key:` alone");
  assert.match((await help({ key: keySelector("g"), stratify: { select: "columns", names: ["c"] } })) ?? "", "keep `key:`");
  assert.match((await help({ by_time: "t", stratify: { select: "columns", names: ["c"] } })) ?? "", "keep `by_time:`");
  assert.match((await help({ group: "g", stratify: { select: "columns", names: ["c"] } })) ?? "", "keep `group:`");
});

test("what cannot be split says why", async () => {
  const code = async (dataset: DatasetValue, args: Readonly<Record<string, unknown>>) => (await diagnosticOf(partsFrom(split, { rows: dataset, ...args }, context))).code;
  const half = { train: 0.5, test: 0.5 };
  const gaps: DatasetValue = { ...table(10), table: { sql: `SELECT range AS ${rowNumber}, NULLIF('a', 'a') AS c, range AS g, NULL::DATE AS t FROM range(10)` } };
  assert.is(await code(table(10), { train: 0.8, test: 0.3 }), "MLP5301");
  assert.is(await code(table(10), { all: 1 }), "MLP5302");
  assert.is(await code(table(10), { ...half, group: "g", key: keySelector("g") }), "MLP5303");
  const lonely = await diagnosticOf(partsFrom(split, { rows: table(81), ...half, stratify: { select: "columns", names: ["c"] } }, context));
  assert.is(lonely.code, "MLP5304");
  assert.is(lonely.message, "the class \"c'\" of `c` has only one row, and a stratified split needs at least two");
  assert.is(await code(table(101), { train: 0.99, test: 0.01, stratify: { select: "columns", names: ["c"] } }), "MLP5305");
  assert.is(await code(table(1), half), "MLP5306");
  assert.is(await code(table(0), half), "MLP5306");
  assert.is(await code(gaps, { ...half, by_time: "t" }), "MLP5307");
  assert.is(await code(gaps, { ...half, stratify: { select: "columns", names: ["c"] } }), "MLP5308");
});

test.run();
