import { test } from "uvu";
import * as assert from "uvu/assert";
import { rowNumber, type DatasetValue } from "../../../runtime/values.ts";
import { pictureOf, type Bin } from "../../../stdlib/data/profiling/picture.ts";
import { testContext, type TestContext } from "../../kit/context.ts";

let context: TestContext;
test.before(async () => void (context = await testContext()));
test.after(() => context.close());

const columns = [
  { name: "few", sql: "n % 3", type: { kind: "int" } },
  { name: "many", sql: "n::DOUBLE", type: { kind: "float" } },
  { name: "same", sql: "7.5::DOUBLE", type: { kind: "float" } },
  { name: "wide", sql: "CASE n WHEN 0 THEN -1.7e308 WHEN 1 THEN 1.7e308 WHEN 2 THEN 'inf'::DOUBLE WHEN 3 THEN NULL ELSE 0 END", type: { kind: "float" } },
  { name: "text", sql: "CASE WHEN n < 60 THEN 'b' WHEN n % 2 = 0 THEN 'a' END", type: { kind: "string" } },
] as const;

const rows = (count: number): DatasetValue => ({
  kind: "dataset",
  schema: { columns: columns.map(({ name, type }) => ({ name, type, nullable: true })) },
  table: { sql: `SELECT n AS ${rowNumber}, ${columns.map(({ name, sql }) => `${sql} AS ${name}`).join(", ")} FROM range(${count}) t(n)` },
  path: { broken: "test" },
});
const counts = (bins: readonly Bin[] = []) => bins.map(({ rows: found }) => found);

// numpy.histogram(range(100), 20): 5 in each
test("numbers are counted in bins, and values by how often they are there", async () => {
  const picture = await pictureOf(rows(100), context);
  const [few, many, same, wide, text] = picture.columns;
  assert.equal(few?.bins, [{ from: -0.5, to: 0.5, rows: 34 }, { from: 0.5, to: 1.5, rows: 33 }, { from: 1.5, to: 2.5, rows: 33 }]);
  assert.equal(counts(many?.bins), Array.from({ length: 20 }, () => 5));
  assert.equal([many?.bins.at(0)?.from, many?.bins.at(-1)?.to], [0, 99]);
  assert.equal(same?.bins, [{ from: 7, to: 8, rows: 100 }]);
  assert.is(counts(wide?.bins).reduce((a, b) => a + b, 0), 98);
  assert.equal([counts(wide?.bins).at(0), counts(wide?.bins).at(10), counts(wide?.bins).at(-1)], [1, 96, 1]);
  assert.equal(text?.top, [{ value: "b", rows: 60 }, { value: "a", rows: 20 }]);
  assert.equal([text?.bins, many?.top], [[], []]);
});

test("no rows have no picture", async () => {
  const picture = await pictureOf(rows(0), context);
  assert.is(picture.rows, 0);
  assert.ok(picture.columns.every(({ top, bins }) => top.length === 0 && bins.length === 0));
});

test.run();
