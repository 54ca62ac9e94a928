import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Column } from "../../../language/types/schema.ts";
import type { DatasetValue, Projection } from "../../../runtime/values.ts";
import { registerVersion } from "../../../stdlib/registry/store.ts";
import { addPredictions, type Scoring } from "../../../stdlib/serving/batch/add-predictions.ts";
import { predictFile } from "../../../stdlib/serving/batch/predict-file.ts";
import { modelForRows } from "../../../stdlib/serving/batch/model-for-rows.ts";
import type { ModelValue } from "../../../stdlib/training/model.ts";
import { testContext, type TestContext } from "../../kit/context.ts";
import { failureOf, newVersion } from "../registry/kit.ts";
import { classifier, openToy, regressor } from "./toy-model.ts";

const input: readonly Column[] = [
  { name: "age", type: { kind: "float" }, nullable: false },
  { name: "visits", type: { kind: "int" }, nullable: true },
  { name: "plan", type: { kind: "string" }, nullable: true },
  { name: "since", type: { kind: "date" }, nullable: true },
];
const withInput = (model: ModelValue): ModelValue => ({ ...model, path: { input: { columns: input }, steps: [] }, recipe: { ...model.recipe, input: { columns: input } } });

/** `Yes` with probability age / 100, or age × 10; negative ages have no finite score. */
const scoring: Scoring = {
  openModel: openToy,
  scoreDataset: async (model, rows, context) => {
    const ages = (await (await context.engine()).columns(rows, ["age"])).get("age");
    const values = (ages?.kind === "numbers" ? ages.values : new Float64Array()).map((age) => (age < 0 ? Number.NaN : age));
    return model.task === "regression" ? { values: values.map((age) => age * 10) } : { probabilities: Float64Array.from([...values].flatMap((age) => [1 - age / 100, age / 100])) };
  },
};

const csv = "id,since,plan,visits,age\nb,2024-01-02,paid,3,80\na,2024-01-01,,,10\n\"x,\"\"y\",,7,1,-1\n";

async function withModel(files: Readonly<Record<string, string>>, model: ModelValue, work: (context: TestContext) => Promise<void>): Promise<void> {
  const context = await testContext({ files });
  try {
    await registerVersion(context.home, newVersion(await context.putValue(withInput(model))), "champion");
    await work(context);
  } finally {
    await context.close();
  }
}

const predicted = (context: TestContext, inputFile: string, output: string) => predictFile({ reference: "churn", input: inputFile, output, context }, scoring);

test("a file is scored: all its columns in their order, the prediction, a probability for each class", () =>
  withModel({ "rows.csv": csv }, classifier, async (context) => {
    const result = await predicted(context, "rows.csv", "out/scored.csv");
    assert.equal([result.rows, result.release.name, result.release.version], [3, "churn", 1]);
    assert.equal(result.columns, ["id", "since", "plan", "visits", "age", "prediction", "probability_No", "probability_Yes"]);
    const lines = (await readFile(join(context.folder, "out/scored.csv"), "utf8")).trimEnd().split("\n");
    assert.is(lines[0], "id,since,plan,visits,age,prediction,probability_No,probability_Yes");
    assert.match(lines[1] ?? "", /^b,2024-01-02,paid,3,80,Yes,0\.19999999999999996,0\.8$/);
    assert.match(lines[2] ?? "", /^a,2024-01-01,,,10,No,0\.9,0\.1$/);
    assert.match(lines[3] ?? "", /^"x,""y",,7,1,-1,,,$/);
  }));

for (const format of ["json", "ndjson", "parquet", "tsv"]) {
  test(`rows of ${format} come out as they went in`, () =>
    withModel({ "rows.csv": csv }, regressor, async (context) => {
      await predicted(context, "rows.csv", `first.${format}`);
      const engine = await context.engine();
      const renamed = join(context.folder, `again.${format}`);
      const read = format === "parquet" ? "read_parquet" : format.endsWith("json") ? "read_json" : "read_csv";
      const rows = await engine.rows(`SELECT * FROM ${read}('${join(context.folder, `first.${format}`)}')`);
      assert.equal(rows.map((row) => [row["id"], row["prediction"]]), [["b", 800], ["a", 100], ['x,"y', null]]);
      await engine.execute(`COPY (SELECT * EXCLUDE (prediction) FROM ${read}('${join(context.folder, `first.${format}`)}')) TO '${renamed}' (${format === "tsv" ? "FORMAT csv, DELIMITER '\t'" : format.endsWith("json") ? `FORMAT json, ARRAY ${format === "json"}` : "FORMAT parquet"})`);
      await predicted(context, `again.${format}`, `second.${format}`);
      const before = await readFile(join(context.folder, `first.${format}`));
      const after = await readFile(join(context.folder, `second.${format}`));
      if (format !== "parquet") assert.is(after.toString(), before.toString());
      assert.ok(after.length > 0);
    }));
}

test("all columns that are missing are named at once, with what was probably meant", () =>
  withModel({ "rows.csv": "Age,vists,other\n1,2,3\n" }, classifier, async (context) => {
    const failure = await failureOf(() => predicted(context, "rows.csv", "scored.csv"));
    assert.is(failure.code, "MLP8006");
    for (const name of ["age", "visits", "plan", "since"]) assert.match(failure.message, new RegExp(`\`${name}\``));
    assert.match(failure.help ?? "", /is `Age` meant for `age`\? is `vists` meant for `visits`\?/);
    assert.equal((await readdir(context.folder)).sort(), [".mlp", "rows.csv"]);
  }));

const good = ["a", "2024-01-01", "free", "1", "2.5"];
for (const [column, value] of [["age", "old"], ["visits", "1.5"], ["since", "soon"], ["since", "3"]] as const) {
  test(`\`${value}\` in \`${column}\` is refused with its row, and no file appears`, async () => {
    const names = ["id", "since", "plan", "visits", "age"];
    const bad = good.map((cell, index) => (names[index] === column ? value : cell));
    await withModel({ "rows.csv": [names, good, good, bad, bad].map((row) => row.join(",")).join("\n") }, classifier, async (context) => {
      const failure = await failureOf(() => predicted(context, "rows.csv", "scored.csv"));
      assert.is(failure.code, "MLP8008");
      assert.match(failure.message, new RegExp(`\`${column}\` .* row 3 has \`${value.replace(".", "\\.")}\`, and 1 more`));
      assert.not.ok((await readdir(context.folder)).includes("scored.csv"));
    });
  });
}

test("a type that the file tells less of is still the model's: whole numbers for floats, numbers for text, nothing at all", () =>
  withModel({ "rows.csv": "id,since,plan,visits,age\na,,1,,10\nb,,2,,20\n" }, regressor, async (context) => {
    await predicted(context, "rows.csv", "scored.csv");
    assert.is(await readFile(join(context.folder, "scored.csv"), "utf8"), "id,since,plan,visits,age,prediction\na,,1,,10,100.0\nb,,2,,20,200.0\n");
  }));

test("a file that has predictions already is refused", () =>
  withModel({ "rows.csv": "since,plan,visits,age,Prediction\n,,,1,2\n" }, regressor, async (context) => {
    assert.is((await failureOf(() => predicted(context, "rows.csv", "scored.csv"))).code, "MLP8007");
  }));

test("a model, a file or a format that does not exist is a diagnostic", () =>
  withModel({ "rows.csv": csv }, classifier, async (context) => {
    const code = async (reference: string, from: string, to: string) => (await failureOf(() => predictFile({ reference, input: from, output: to, context }, scoring))).code;
    assert.is(await code("chrun", "rows.csv", "out.csv"), "MLP7002");
    assert.is(await code("churn@9", "rows.csv", "out.csv"), "MLP7003");
    assert.match(await code("churn", "none.csv", "out.csv"), /^MLP5/);
    assert.match(await code("churn", "rows.csv", "out.xlsx"), /^MLP5/);
    assert.equal((await readdir(context.folder)).sort(), [".mlp", "rows.csv"]);
  }));

test("rows after a filter keep their order and their numbers", () =>
  withModel({}, regressor, async (context) => {
    const sql = "SELECT * FROM (VALUES (5::BIGINT, 50.0::DOUBLE, 1::BIGINT, 'a', NULL::DATE), (2, 20.0, 1, 'b', NULL), (9, 90.0, 1, 'c', NULL)) t(__mlp_row, age, visits, plan, since) ORDER BY __mlp_row";
    const rows: DatasetValue = { kind: "dataset", schema: { columns: input }, table: { sql }, path: { input: { columns: input }, steps: [] } };
    const scored = await addPredictions(withInput(regressor), rows, context, scoring);
    assert.is(scored.rows, 3);
    assert.equal((await context.rowsOf(scored)).map((row) => [row["plan"], row["prediction"]]), [["b", 200], ["a", 500], ["c", 900]]);
    const again = await addPredictions(withInput(regressor), rows, context, scoring);
    assert.equal(again.table, scored.table);
  }));

test("labels that are numbers, booleans or differ only in case have columns of their own", () =>
  withModel({}, classifier, async (context) => {
    const rows: DatasetValue = { kind: "dataset", schema: { columns: input }, table: { sql: "SELECT 0::BIGINT AS __mlp_row, 80.0::DOUBLE AS age, 1::BIGINT AS visits, 'a' AS plan, NULL::DATE AS since" }, path: { input: { columns: input }, steps: [] } };
    const scored = async (classes: readonly (string | number | boolean)[], kind: "int" | "bool" | "string") => {
      const target = { column: "left", type: { kind }, classes } as const;
      const [row] = await context.rowsOf(await addPredictions({ ...withInput(classifier), target }, rows, context, scoring));
      return [row?.["prediction"], Object.keys(row ?? {}).slice(-2)];
    };
    assert.equal(await scored([0, 1], "int"), [1, ["probability_0", "probability_1"]]);
    assert.equal(await scored([false, true], "bool"), [true, ["probability_false", "probability_true"]]);
    assert.equal(await scored(["it's", "IT'S"], "string"), ["IT'S", ["probability_it's", "probability_IT'S_2"]]);
  }));

const column = (name: string): Column => ({ name, type: { kind: "float" }, nullable: false });
const step = (...parts: readonly (readonly [string, string])[]): Projection => ({
  columns: parts.map(([name, from]) => ({ name, expr: { call: "*", args: [{ column: from }, { literal: 2 }] } })),
  schema: { columns: parts.map(([name]) => column(name)) },
});

test("raw rows take the model's whole path, prepared ones none of it", () => {
  const path = { input: { columns: [column("age")] }, steps: [step(["double", "age"])] };
  const model: ModelValue = { ...classifier, path, recipe: { ...classifier.recipe, input: { columns: [column("double")] } } };
  const rowsWith = (names: readonly string[], ...steps: Projection[]): DatasetValue => ({ kind: "dataset", schema: { columns: names.map(column) }, table: { sql: "" }, path: { input: { columns: [column("age"), column("id")] }, steps } });
  const chosen = (rows: DatasetValue) => {
    const { model: ready, differs } = modelForRows(model, rows);
    return [ready.path === path ? "whole" : "prepared", differs];
  };
  assert.equal(chosen(rowsWith(["age", "id"])), ["whole", false]);
  assert.equal(chosen(rowsWith(["age", "id", "double"])), ["whole", false]);
  assert.equal(chosen(rowsWith(["double", "other"], step(["double", "age"], ["other", "id"]))), ["prepared", false]);
  assert.equal(chosen(rowsWith(["double"], step(["double", "id"]))), ["prepared", true]);
  assert.equal(chosen(rowsWith(["age"], step(["age", "age"]))), ["whole", false]);
  assert.equal(chosen({ ...rowsWith(["double"]), path: { broken: "union" } }), ["prepared", true]);
});

test("rows that were prepared in another way are predicted with a warning", () =>
  withModel({}, regressor, async (context) => {
    const sql = "SELECT 0::BIGINT AS __mlp_row, 80.0::DOUBLE AS age, 1::BIGINT AS visits, 'a' AS plan, NULL::DATE AS since";
    const rows: DatasetValue = { kind: "dataset", schema: { columns: input }, table: { sql }, path: { broken: "union" } };
    assert.equal((await context.rowsOf(await addPredictions(withInput(regressor), rows, context, scoring))).map((row) => row["prediction"]), [800]);
    assert.equal(context.lines, ["warning these rows were prepared in another way than those that the model was trained on"]);
  }));

test.run();
