import { test } from "uvu";
import * as assert from "uvu/assert";
import { compileRow } from "../../../language/expressions/evaluate.ts";
import type { Expr } from "../../../language/graph/graph.ts";
import type { Cell } from "../../../language/nodes/functions.ts";
import { showColumnType } from "../../../language/types/schema.ts";
import { rowNumber, type DatasetValue } from "../../../runtime/values.ts";
import { cast } from "../../../stdlib/data/cast.ts";
import { clip } from "../../../stdlib/data/clip.ts";
import { derive } from "../../../stdlib/data/derive.ts";
import { dropColumns } from "../../../stdlib/data/drop-columns.ts";
import { dropDuplicates } from "../../../stdlib/data/drop-duplicates.ts";
import { dropRows } from "../../../stdlib/data/drop-rows.ts";
import { expect } from "../../../stdlib/data/expect.ts";
import { filter } from "../../../stdlib/data/filter.ts";
import { rowFunctionNamed } from "../../../stdlib/data/functions/index.ts";
import { load } from "../../../stdlib/data/load.ts";
import { rename } from "../../../stdlib/data/rename.ts";
import { sample } from "../../../stdlib/data/sample.ts";
import { select } from "../../../stdlib/data/select.ts";
import { sort } from "../../../stdlib/data/sort.ts";
import { rowSteps, type Row } from "../../../stdlib/training/row-steps.ts";
import { testContext, type TestContext } from "../../kit/context.ts";
import { datasetFrom, diagnosticOf } from "../../kit/nodes.ts";

const csv = "id,name,age,price\n1,Ann,30,1.5\n2,bob,,2\n3,Ann,30,1.5\n4,Čech,17,-3\n5,bob,,x\n";
const typed = "id,v,day\n1,3,2024-01-02\n2,,2024-01-01\n3,9,\n4,-1,2024-01-02\n";

let context: TestContext;
let people: DatasetValue;
let values: DatasetValue;
test.before(async () => {
  context = await testContext({ files: { "people.csv": csv, "values.csv": typed, "many.csv": `n\n${Array.from({ length: 20_000 }, (_, index) => (index * 37) % 1000).join("\n")}\n` } });
  people = await datasetFrom(load, { path: "people.csv" }, context);
  values = await datasetFrom(load, { path: "values.csv" }, context);
});
test.after(() => context.close());

const col = (column: string): Expr => ({ column });
const call = (name: string, ...args: Expr[]): Expr => ({ call: name, args });
const num = (literal: Cell): Expr => ({ literal });
const names = (...list: string[]) => ({ select: "columns", names: list }) as const;
const column = async (dataset: DatasetValue, name: string) => (await context.rowsOf(dataset)).map((row) => row[name]);
const types = (dataset: DatasetValue) => dataset.schema.columns.map((each) => `${each.name}: ${showColumnType(each)}`);
const numbersOf = async (dataset: DatasetValue) => {
  const engine = await context.engine();
  return (await engine.rows(`SELECT ${rowNumber} AS n FROM ${await engine.tableOf(dataset)}`)).map(({ n }) => n);
};

test("select and drop_columns keep the order of the table, and the rest of the types", async () => {
  assert.equal(types(await datasetFrom(select, { rows: people, columns: names("age", "id") }, context)), ["id: int", "age: int?"]);
  assert.equal(types(await datasetFrom(dropColumns, { rows: people, columns: { select: "numeric" } }, context)), ["name: string", "price: string"]);
  assert.is((await diagnosticOf(datasetFrom(dropColumns, { rows: people, columns: { select: "all" } }, context))).code, "MLP5204");
});

test("filter keeps what is true and drop_rows drops what is true; null is neither", async () => {
  const adult = call(">", col("age"), num(18));
  assert.equal(await column(await datasetFrom(filter, { rows: people, where: adult }, context), "id"), [1, 3]);
  assert.equal(await column(await datasetFrom(dropRows, { rows: people, where: adult }, context), "id"), [2, 4, 5]);
  assert.equal(await column(await datasetFrom(dropRows, { rows: people, where: call("==", col("age"), num(null)) }, context), "id"), [1, 3, 4]);
});

test("drop_duplicates keeps the first of equal rows, nulls being equal, and the order", async () => {
  const some = await datasetFrom(select, { rows: people, columns: names("name", "age") }, context);
  assert.equal(await column(await datasetFrom(dropDuplicates, { rows: some }, context), "name"), ["Ann", "bob", "Čech"]);
  const by = await datasetFrom(dropDuplicates, { rows: people, by: names("name") }, context);
  assert.equal(await column(by, "id"), [1, 2, 4]);
  assert.equal(await numbersOf(by), [0, 1, 3]);
  const many = await datasetFrom(load, { path: "many.csv" }, context);
  const kept = await datasetFrom(filter, { rows: await datasetFrom(dropDuplicates, { rows: many }, context), where: call(">=", col("n"), num(0)) }, context);
  assert.equal(await column(kept, "n"), Array.from({ length: 1000 }, (_, index) => (index * 37) % 1000));
});

test("rename and derive keep places, and refuse names that the engine takes for one", async () => {
  assert.equal(types(await datasetFrom(rename, { rows: people, years: "age" }, context)), ["id: int", "name: string", "years: int?", "price: string"]);
  const made = await datasetFrom(derive, { rows: values, v: call("*", col("v"), num(2)), half: call("/", col("v"), num(2)), __proto__x: call("year", col("day")) }, context);
  assert.equal(types(made), ["id: int", "v: int?", "day: date?", "half: float?", "__proto__x: int?"]);
  assert.equal(await column(made, "v"), [6, null, 18, -2]);
  assert.equal(await column(made, "half"), [1.5, null, 4.5, -0.5]);
  assert.is((await diagnosticOf(datasetFrom(derive, { rows: values, V: num(1) }, context))).code, "MLP5201");
  assert.is((await diagnosticOf(datasetFrom(rename, { rows: values, __mlp_row: "v" }, context))).code, "MLP5203");
});

test("cast changes types, and says which value cannot be changed", async () => {
  const failed = await diagnosticOf(datasetFrom(cast, { rows: people, columns: names("price"), to: "float" }, context).then((made) => context.rowsOf(made)));
  assert.is(failed.code, "MLP5001");
  assert.is(failed.message, 'the column `price` holds "x", which is no float');
  const lenient = await datasetFrom(cast, { rows: people, columns: names("price"), to: "float", on_error: "null" }, context);
  assert.equal(await column(lenient, "price"), [1.5, 2, 1.5, -3, null]);
  assert.equal(types(lenient).at(-1), "price: float?");
  const text = await datasetFrom(cast, { rows: values, columns: names("v", "day"), to: "string" }, context);
  assert.equal(await context.rowsOf(text), [{ id: 1, v: "3", day: "2024-01-02" }, { id: 2, v: null, day: "2024-01-01" }, { id: 3, v: "9", day: null }, { id: 4, v: "-1", day: "2024-01-02" }]);
  assert.is((await diagnosticOf(datasetFrom(cast, { rows: values, columns: names("day"), to: "int" }, context))).code, "MLP5205");
});

test("clip keeps integers and gaps", async () => {
  const clipped = await datasetFrom(clip, { rows: values, columns: names("v"), min: 0, max: 5 }, context);
  assert.equal(await column(clipped, "v"), [3, null, 5, 0]);
  assert.equal(types(clipped)[1], "v: int?");
  assert.is((await diagnosticOf(datasetFrom(clip, { rows: values, columns: names("day"), min: 0 }, context))).code, "MLP5206");
  assert.is((await diagnosticOf(datasetFrom(clip, { rows: values, columns: names("v") }, context))).code, "MLP5207");
});

test("the row path computes for one row what the engine computed for all", async () => {
  let dataset = await datasetFrom(derive, { rows: people, initial: call("upper", call("slice", col("name"), num(0), num(1))), old: call(">", col("age"), num(20)) }, context);
  dataset = await datasetFrom(cast, { rows: dataset, columns: names("price"), to: "float", on_error: "null" }, context);
  dataset = await datasetFrom(clip, { rows: dataset, columns: names("price"), min: 0 }, context);
  dataset = await datasetFrom(rename, { rows: dataset, cost: "price" }, context);
  dataset = await datasetFrom(dropColumns, { rows: dataset, columns: names("name") }, context);
  const { path } = dataset;
  if (!("steps" in path)) throw new Error(path.broken);
  const through = await rowSteps(path.input, path.steps, context);
  const byRow = through((await context.rowsOf(people)) as readonly Row[]);
  assert.equal(byRow, await context.rowsOf(dataset));
  assert.is(byRow[3]?.["initial"], "Č");
});

test("a strict cast refuses the same value in a request", () => {
  const strict = compileRow(call("strict_int", col("x"), num("x")), { columns: [{ name: "x", type: { kind: "string" }, nullable: true }] }, rowFunctionNamed);
  assert.is(strict({ x: "12" }), 12);
  assert.is(strict({ x: null }), null);
  assert.throws(() => strict({ x: "twelve" }), /the column `x` holds "twelve", which is no int/);
});

test("sort orders by columns as they are written, gaps last, and numbers the rows anew", async () => {
  const sorted = await datasetFrom(sort, { rows: values, by: names("day", "v") }, context);
  assert.equal(await column(sorted, "id"), [2, 4, 1, 3]);
  assert.equal(await numbersOf(sorted), [0, 1, 2, 3]);
  assert.equal(await column(await datasetFrom(sort, { rows: values, by: names("v"), descending: names("v") }, context), "id"), [3, 1, 4, 2]);
});

test("a sample is the same for the same seed, and keeps the order", async () => {
  const many = await datasetFrom(load, { path: "many.csv" }, context);
  const first = await numbersOf(await datasetFrom(sample, { rows: many, count: 500 }, context));
  assert.is(first.length, 500);
  assert.equal(first, [...first].sort((a, b) => Number(a) - Number(b)));
  assert.equal(await numbersOf(await datasetFrom(sample, { rows: many, share: 0.025 }, context)), first);
  assert.not.equal(await numbersOf(await datasetFrom(sample, { rows: many, count: 500 }, { ...context, seed: 8 })), first);
  assert.is((await numbersOf(await datasetFrom(sample, { rows: values, count: 100 }, context))).length, 4);
  assert.is((await diagnosticOf(datasetFrom(sample, { rows: many }, context))).code, "MLP5209");
});

test("expect stops with a count and examples, warns where told to, and gives the rows on", async () => {
  const where = call(">", col("v"), num(0));
  const failed = await diagnosticOf(datasetFrom(expect, { rows: values, where }, context));
  assert.is(failed.code, "MLP5006");
  assert.match(failed.message, /^2 rows have values for which `\.v > 0\.?0?` does not hold \(row \d/);
  assert.is(await datasetFrom(expect, { rows: values, where, at_least: 0.5 }, context), values);
  await datasetFrom(expect, { rows: values, where, on_fail: "warn" }, context);
  assert.match(context.lines.at(-1) ?? "", /^warning 2 rows have values/);
});

test.run();
