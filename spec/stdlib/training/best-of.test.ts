import { test } from "uvu";
import * as assert from "uvu/assert";
import { chooseModel } from "../../../stdlib/training/choose-model.ts";
import { trainModel } from "../../../stdlib/training/train-model.ts";
import { diagnosticOf } from "../../kit/nodes.ts";
import { estimator, recipeOf, rowsFrom, standardContext } from "../features/recipes.ts";

const context = await standardContext();
test.after(() => context.close());

const csv = `n,y\n${Array.from({ length: 40 }, (_, i) => `${i},${i < 20 ? "a" : "b"}`).join("\n")}\n`;
const rows = await rowsFrom(context, csv);
const models = await Promise.all(["baseline", "decision_tree"].map((name) => trainModel({ estimator: estimator(name), features: recipeOf("y"), on: rows }, context)));

test("the best model is taken, with its metrics: of scores the largest, of losses the smallest", async () => {
  for (const by of ["accuracy", "log_loss"]) {
    const best = await chooseModel(models, by, rows, context);
    assert.is(best.estimator.name, "decision_tree");
    assert.is(best.metrics?.["accuracy"], 1);
  }
});

test("of equally good models the first is taken", async () => {
  const [plain] = models;
  assert.ok(plain);
  assert.is((await chooseModel([plain, { ...plain, trainedOn: { rows: 1 } }], "accuracy", rows, context)).trainedOn.rows, 40);
});

test("models that cannot be compared are told", async () => {
  const [plain] = models;
  assert.ok(plain);
  const other = { ...plain, target: { ...plain.target, column: "z" } };
  for (const [given, by] of [[[], "accuracy"], [models, "r2"], [[plain, other], "accuracy"]] as const) {
    assert.is((await diagnosticOf(chooseModel(given, by, rows, context))).code, "MLP6230");
  }
});

test.run();
