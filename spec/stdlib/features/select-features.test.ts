import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { fitRecipe } from "../../../stdlib/features/fit-recipe.ts";
import { jittered, noise, ofClasses, ofDiscrete, ofValues } from "../../../stdlib/features/selecting/mutual-information.ts";
import { best, chiSquare, fOfClasses, fOfValues, varianceScore } from "../../../stdlib/features/selecting/scores.ts";
import type { Target } from "../../../stdlib/training/estimator.ts";
import { diagnosticOf } from "../../kit/nodes.ts";
import { csvOf, near } from "./forms.ts";
import { estimator, named, numeric, recipeOf, rowsFrom, run, standardContext } from "./recipes.ts";

const context = await standardContext();
test.after(() => context.close());

interface Golden extends Readonly<Record<"y" | "classes" | "variance" | "f_regression" | "mi_classif" | "mi_regression" | "best_f", readonly number[]>> {
  readonly x: readonly (readonly number[])[];
  readonly flag: readonly boolean[];
  readonly f_classif: readonly (number | null)[];
  readonly chi2: readonly (number | null)[];
  readonly mi_flag_classif: number;
  readonly mi_flag_regression: number;
}

const golden = JSON.parse(readFileSync(new URL("../../fixtures/selection.json", import.meta.url), "utf8")) as Golden;
const columns = Array.from({ length: 6 }, (_, column) => Float64Array.from(golden.x, (row) => row[column] ?? Number.NaN));
const codes = Int32Array.from(golden.classes);
const values = Float64Array.from(golden.y);
const classes: Target = { task: "classification", classes: [0, 1, 2], codes };
const quantity: Target = { task: "regression", values };

test("scores are those of scikit-learn", () => {
  // Of the constant column, NumPy leaves a variance of 6e-29.
  near(columns.map(varianceScore), golden.variance);
  near(columns.map((own) => fOfClasses(own, codes, 3) || 0), golden.f_classif);
  near(columns.map((own) => fOfValues(own, values) || 0), golden.f_regression);
  near(columns.map((own) => chiSquare(own.map(Math.abs), codes, 3)), golden.chi2);
});

test("mutual information is that of scikit-learn", () => {
  const varied = columns.map((own, place) => (place === 3 ? undefined : jittered(own, noise(7, place))));
  const wanted = jittered(values, noise(7, -1));
  varied.forEach((own, place) => {
    if (!own) return;
    near([ofClasses(own, codes)], [golden.mi_classif[place] ?? Number.NaN]);
    near([ofValues(own, wanted)], [golden.mi_regression[place] ?? Number.NaN]);
  });
  const flag = Int32Array.from(golden.flag, Number);
  near([ofDiscrete(flag, codes)], [golden.mi_flag_classif]);
  near([ofClasses(wanted, flag)], [golden.mi_flag_regression]);
});

test("of equal scores the last stay, and what has no score goes first", () => {
  assert.equal(best([1, Number.NaN, 1, 1, 0.5], 2), [2, 3]);
  assert.equal(best([1, Number.NaN, 1, 1, 0.5], 4), [0, 2, 3, 4]);
  assert.equal(best([Number.NaN, 1], 5), [0, 1]);
});

const rows = () => rowsFrom(context, csvOf(golden.x));
const kept = async (args: Readonly<Record<string, unknown>>, target: Target | undefined = classes): Promise<readonly string[]> => {
  const { recipe } = await fitRecipe(recipeOf("y", ["select_features", { columns: numeric, ...args }]), await rows(), context, target);
  return recipe.features.map(({ name }) => name);
};

test("the best columns are kept: a number of them, a share, or those above a threshold", async () => {
  assert.equal(await kept({ method: "f", keep: 3 }), golden.best_f.map((place) => `x${place}`));
  assert.equal(await kept({ method: "f", keep: 0.5 }), golden.best_f.map((place) => `x${place}`));
  assert.equal(await kept({ method: "f", threshold: 30 }), golden.f_classif.flatMap((score, place) => ((score ?? 0) > 30 ? [`x${place}`] : [])));
  assert.equal(await kept({ method: "mutual_information", keep: 2 }), ["x0", "x1"]);
  assert.equal(await kept({ method: "mutual_information", keep: 2 }, quantity), best(golden.mi_regression, 2).map((place) => `x${place}`));
  assert.equal(await kept({ method: "f", keep: 1 }, quantity), ["x0"]);
});

test("a model's features are kept by their importance, and a lasso's where they are not 0", async () => {
  assert.equal(await kept({ method: "model", estimator: estimator("random_forest"), keep: 2 }), ["x0", "x1"]);
  assert.equal(await kept({ method: "model", estimator: estimator("lasso", { alpha: 0.5 }), threshold: 1e-9 }, quantity), ["x0"]);
});

test("a column without variance is dropped, on a dataset, too; gaps do not count, and other columns stay", async () => {
  const own = await rowsFrom(context, "t,a,b,c,y\nu,0.1,1,,0\nv,0.1,2,5,1\nw,0.1,3,,0\n");
  const made = await run("select_features", { rows: own, columns: named("a", "b", "c"), method: "variance" }, context);
  assert.equal(made.schema.columns.map(({ name }) => name), ["t", "b", "y"]);
  assert.equal((await context.rowsOf(made))[1], { t: "v", b: 2, y: 1 });
});

test("what cannot be chosen by is refused", async () => {
  const code = async (args: Readonly<Record<string, unknown>>, target?: Target) => (await diagnosticOf(kept(args, target))).code;
  assert.is(await code({ method: "f" }), "MLP6260");
  assert.is(await code({ method: "f", keep: 2, threshold: 3 }), "MLP6260");
  assert.is(await code({ method: "model" }), "MLP6260");
  assert.is(await code({ method: "model", estimator: estimator("k_nearest") }), "MLP6260");
  assert.is(await code({ method: "chi2", keep: 2 }), "MLP6261");
  assert.is(await code({ method: "chi2", keep: 2 }, quantity), "MLP6261");
  assert.is((await diagnosticOf(run("select_features", { rows: await rows(), columns: numeric, method: "f", keep: 2 }, context))).code, "MLP6243");
  const gaps = await rowsFrom(context, "a,b,y\n1,2,0\n,3,1\n2,5,0\n");
  const target: Target = { task: "classification", classes: [0, 1], codes: Int32Array.of(0, 1, 0) };
  assert.is((await diagnosticOf(fitRecipe(recipeOf("y", ["select_features", { columns: numeric, method: "f", keep: 1 }]), gaps, context, target))).code, "MLP6250");
});

test.run();
