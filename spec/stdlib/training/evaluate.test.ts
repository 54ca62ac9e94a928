import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Cell } from "../../../language/nodes/functions.ts";
import type { DatasetValue } from "../../../runtime/values.ts";
import { load } from "../../../stdlib/data/load.ts";
import { evaluateModel } from "../../../stdlib/training/evaluate-model.ts";
import { openModel } from "../../../stdlib/training/predictor.ts";
import { scoreDataset } from "../../../stdlib/training/score.ts";
import { trainModel, type TrainArgs } from "../../../stdlib/training/train-model.ts";
import { datasetFrom, diagnosticOf, partsFrom } from "../../kit/nodes.ts";
import { categorical, estimator, named, nodeNamed, numeric, recipeOf, rowsFrom, run, standardContext } from "../features/recipes.ts";

const context = await standardContext();
test.after(() => context.close());

const steps = recipeOf("Species", ["impute", { columns: numeric }], ["impute", { columns: categorical, with: "most_frequent" }], ["scale", { columns: numeric }], ["encode", { columns: categorical }]);

const raw = await datasetFrom(load, { path: "npm:vega-datasets/data/penguins.json" }, context);
const bill = { call: "/", args: [{ column: "Beak Length (mm)" }, { column: "Beak Depth (mm)" }] };
const named_ = await run("rename", { rows: await run("derive", { rows: raw, bill }, context), mass: "Body Mass (g)" }, context);
const parts = await partsFrom(nodeNamed("split"), { rows: named_, train: 0.8, test: 0.2, stratify: "Species" }, context);
const part = (name: string): DatasetValue => parts.get(name) ?? raw;
const train = (args: Partial<TrainArgs> = {}) => trainModel({ estimator: estimator("logistic_regression"), features: steps, on: part("train"), ...args }, context);
const model = await train();
const rawRows = (await context.rowsOf(raw)) as readonly Readonly<Record<string, Cell>>[];

test("penguins are told apart, far better than the baseline does", async () => {
  const report = await evaluateModel(model, part("test"), context);
  assert.ok((report.metrics["accuracy"] ?? 0) > 0.95, `accuracy ${report.metrics["accuracy"]}`);
  assert.ok((report.baseline["accuracy"] ?? 1) < 0.6);
  assert.equal(report.model, { estimator: "logistic_regression", target: "Species", classes: ["Adelie", "Chinstrap", "Gentoo"] });
  assert.equal(report.plots.roc?.map(({ label }) => label), ["Adelie", "Chinstrap", "Gentoo"]);
  assert.is(report.plots.confusion?.flat().reduce((sum, count) => sum + count, 0), report.rows);
  assert.equal(report.notes, []);
});

test("the same seed gives the same model", async () => assert.equal(await train(), model));

test("raw rows score the same one by one as in the engine", async () => {
  const predictor = await openModel(model, context);
  const { probabilities = new Float64Array() } = await scoreDataset(model, raw, context);
  assert.equal(predictor.predict(rawRows).flatMap((row) => row.probabilities ?? []), [...probabilities]);
});

test("a model asks for the raw columns that its features read, and never for the target", async () => {
  const { input } = await openModel(model, context);
  assert.equal(input.columns.map(({ name }) => name), ["Island", "Beak Length (mm)", "Beak Depth (mm)", "Flipper Length (mm)", "Body Mass (g)", "Sex"]);
});

test("rows are prepared as the recipe takes them", async () => {
  const predictor = await openModel(model, context);
  const [row] = predictor.prepare(rawRows.slice(0, 1));
  assert.equal(Object.keys(row ?? {}).sort(), model.recipe.input.columns.map(({ name }) => name).sort());
  assert.is(row?.["bill"], 39.1 / 18.7);
});

test("a regression reports residuals, and a tree what matters", async () => {
  const features = recipeOf("mass", ["impute", { columns: numeric }], ["drop_columns", { columns: categorical }]);
  const known = await run("filter", { rows: part("train"), where: { call: "!=", args: [{ column: "mass" }, { literal: null }] } }, context);
  const trees = await train({ estimator: estimator("random_forest", { trees: 20 }), features, on: known });
  const report = await evaluateModel(trees, part("test"), context);
  assert.ok((report.metrics["r2"] ?? 0) > 0.6, `r2 ${report.metrics["r2"]}`);
  assert.ok(Math.abs(report.baseline["r2"] ?? 1) < 0.2);
  assert.is(report.plots.residuals?.residual.length, report.rows);
  assert.is(report.plots.importance?.[0]?.feature, "Flipper Length (mm)");
});

test("rows without a target are left out and noted, as are categories that training has not seen", async () => {
  const features = recipeOf("y", ["encode", { columns: named("a") }]);
  const small = await train({ features, on: await rowsFrom(context, "a,y\nk,no\nk,no\nl,yes\nl,yes\n") });
  const report = await evaluateModel(small, await rowsFrom(context, "a,y\nk,no\nl,yes\nm,yes\nk,\nm,\n"), context);
  assert.is(report.rows, 3);
  assert.equal(report.notes, ["2 rows without a value of `y` were left out", "`a` has a category that training had not seen in 1 row; it counts as none of the known ones"]);
  assert.is(report.model.positive, "yes");
  assert.equal((await openModel(small, context)).predict([{ a: "k" }, { a: "l" }]).map(({ prediction }) => prediction), ["no", "yes"]);
});

const trainedOn = "n,y\n1,a\n2,b\n3,a\n4,b\n";
const mistakes: readonly (readonly [what: string, code: string, csv: string])[] = [
  ["a missing target", "MLP6222", "n\n1\n"],
  ["a class that training has not seen", "MLP6226", "n,y\n1,c\n"],
  ["a missing feature", "MLP6227", "m,y\n1,a\n"],
  ["a feature of another type", "MLP6231", "n,y\nk,a\n"],
  ["no row with a target", "MLP6229", "n,y\n"],
];
for (const [what, code, csv] of mistakes) {
  test(`${what} is told`, async () => {
    const small = await train({ features: recipeOf("y"), on: await rowsFrom(context, trainedOn) });
    assert.is((await diagnosticOf(rowsFrom(context, csv).then((on) => evaluateModel(small, on, context)))).code, code);
  });
}

test("a model behind a node that single rows cannot take is not served", async () => {
  const broken = { ...model, path: { broken: "sample" } };
  assert.is((await diagnosticOf(openModel(broken, context))).code, "MLP6228");
  assert.is((await diagnosticOf(scoreDataset(broken, raw, context))).code, "MLP6228");
});

test.run();
