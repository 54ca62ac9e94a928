import { test } from "uvu";
import * as assert from "uvu/assert";
import { evaluateModel } from "../../../stdlib/training/evaluate-model.ts";
import { openModel } from "../../../stdlib/training/predictor.ts";
import { diagnosticOf } from "../../kit/nodes.ts";
import { categorical, estimator, named, numeric, recipeOf, rowsFrom, run, standardContext } from "../features/recipes.ts";
import { penguinModel } from "./penguins.ts";

const context = await standardContext();
test.after(() => context.close());

const { part, train, model } = await penguinModel(context);

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

test.run();
