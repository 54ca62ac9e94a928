import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { CrossValidationValue } from "../../../stdlib/training/cross-validation.ts";
import { scoreRegression } from "../../../stdlib/training/metrics/regression.ts";
import { partsFrom, datasetFrom, diagnosticOf, runNode } from "../../kit/nodes.ts";
import { estimator, named, nodeNamed, numeric, recipeOf, rowsFrom, standardContext } from "../features/recipes.ts";
import type { ReportValue } from "../../../stdlib/training/report.ts";
import { near } from "./near.ts";

const context = await standardContext();
test.after(() => context.close());

const golden = JSON.parse(readFileSync(new URL("../../fixtures/cross-validation.json", import.meta.url), "utf8")) as Record<string, Record<string, number[]>>;

/** A data set that comes with scikit-learn, as rows with the target `y` and the number of the row as `t`. */
function csvOf(name: string): string {
  const { columns, target } = JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), "utf8")) as { columns: Record<string, number[]>; target: number[] };
  const names = Object.keys(columns);
  return `${[...names.map((_, index) => `x${index}`), "y", "t"].join(",")}\n${target.map((y, row) => [...names.map((column) => columns[column]?.[row]), y, row].join(",")).join("\n")}\n`;
}

const standard = recipeOf("y", ["drop_columns", { columns: named("t") }], ["scale", { columns: numeric, method: "standard" }]);
const validate = async (csv: string, args: Readonly<Record<string, unknown>>): Promise<CrossValidationValue> =>
  (await runNode(nodeNamed("cross_validate"), { features: standard, on: await rowsFrom(context, csv), ...args }, context)) as CrossValidationValue;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The scores of each fold, their means and their standard deviations are these. */
function agrees(cv: CrossValidationValue, expected: Readonly<Record<string, readonly number[]>>): void {
  assert.equal(Object.keys(cv.metrics).sort(), Object.keys(expected).sort());
  for (const [metric, values] of Object.entries(expected)) {
    near(cv.scores[metric] ?? [], values, 1e-9);
    near([cv.metrics[metric] ?? Number.NaN], [mean(values)], 1e-9);
    near([cv.spread[metric] ?? Number.NaN], [Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)))], 1e-9);
  }
}

test("scores are those of scikit-learn's cross_validate in the same folds: KFold, TimeSeriesSplit, StratifiedKFold", async () => {
  const ridge = estimator("ridge", { alpha: 2 });
  agrees(await validate(csvOf("diabetes"), { estimator: ridge, shuffle: false }), golden["ridge"] ?? {});
  agrees(await validate(csvOf("diabetes"), { estimator: ridge, k: 4, by_time: "t" }), golden["ridge by time"] ?? {});
  agrees(await validate(csvOf("breast-cancer"), { estimator: estimator("logistic_regression"), k: 4, shuffle: false }), golden["logistic"] ?? {});
});

/** Forty rows of two classes that x tells apart, with a word and a group. */
const words = Array.from({ length: 40 }, (_, row) => `${row},${["p", "q", "r"][row % 3]},${row % 8},${row < 20 ? "a" : "b"}`);
const small = `x,w,g,y\n${words.join("\n")}\n`;
const encoded = recipeOf("y", ["drop_columns", { columns: named("g") }], ["encode", { columns: named("w") }]);

test("each fold is what a model says that is trained on the fold's rows alone", async () => {
  const on = await rowsFrom(context, small);
  const args = { estimator: estimator("logistic_regression"), features: encoded, on };
  const cv = (await runNode(nodeNamed("cross_validate"), { ...args, k: 3, group: "g" }, context)) as CrossValidationValue;
  const parts = await partsFrom(nodeNamed("folds"), { rows: on, k: 3, group: "g" }, context);
  const baselines: number[] = [];
  for (const [place, fold] of cv.folds.entries()) {
    const model = await runNode(nodeNamed("train"), { ...args, on: parts.get(`train_${place + 1}`) }, context);
    const report = (await runNode(nodeNamed("evaluate"), { model, on: parts.get(`test_${place + 1}`) }, context)) as ReportValue;
    assert.equal(Object.fromEntries(Object.entries(cv.scores).map(([metric, values]) => [metric, values[place]])), report.metrics);
    assert.equal(fold, { trained: 40 - report.rows, tested: report.rows });
    baselines.push(report.baseline["accuracy"] ?? Number.NaN);
  }
  assert.is(cv.baseline["accuracy"], mean(baselines));
});

test("a classification keeps the classes' shares in every fold, unless something else is said", async () => {
  const uneven = `x,y\n${Array.from({ length: 60 }, (_, row) => `${row},${row < 6 ? "yes" : "no"}`).join("\n")}\n`;
  const cv = await validate(uneven, { estimator: estimator("naive_bayes"), features: recipeOf("y"), k: 6 });
  assert.equal(cv.folds.map(({ tested }) => tested), [10, 10, 10, 10, 10, 10]);
  assert.equal(cv.notes, []);
  assert.ok(cv.scores["roc_auc"]?.every(Number.isFinite));
});

test("predictions are out of fold, in the order of the rows, and the pooled score can be had of them", async () => {
  const cv = await validate(csvOf("diabetes"), { estimator: estimator("ridge"), k: 7 });
  const rows = await context.rowsOf(await datasetFrom(nodeNamed("out_of_fold"), { cv }, context));
  assert.equal(rows.map((row) => Number(row["t"])), rows.map((_, place) => place));
  const [predicted, actual] = ["prediction", "y"].map((name) => Float64Array.from(rows, (row) => Number(row[name])));
  assert.ok(predicted && actual);
  const { mae } = scoreRegression(predicted, actual).metrics;
  near([mae ?? Number.NaN], [cv.folds.reduce((sum, { tested }, place) => sum + tested * (cv.scores["mae"]?.[place] ?? Number.NaN), 0) / 442], 1e-12);
});

test("the same seed gives the same value, another seed other folds", async () => {
  const args = { estimator: estimator("random_forest", { trees: 5 }), features: encoded };
  const first = await validate(small, args);
  assert.equal(await validate(small, args), first);
  const other = await standardContext({ seed: 8 });
  const drawn = (await runNode(nodeNamed("cross_validate"), { ...args, on: await rowsFrom(other, small) }, other)) as CrossValidationValue;
  assert.not.equal(drawn.predictions.table, first.predictions.table);
  await other.close();
});

test("rows before the first fold in time have no prediction", async () => {
  const cv = await validate(csvOf("diabetes"), { estimator: estimator("ridge"), k: 2, by_time: "t" });
  const rows = await context.rowsOf(cv.predictions);
  assert.is(rows.filter((row) => row["prediction"] === null).length, 148);
  assert.equal(cv.folds.map(({ trained, tested }) => [trained, tested]), [[148, 147], [295, 147]]);
});

test("words that a fold has not seen are noted with the fold", async () => {
  const rare = `w,y\n${Array.from({ length: 20 }, (_, row) => `${row === 7 ? "rare" : "often"},${row}.5`).join("\n")}\n`;
  const cv = await validate(rare, { estimator: estimator("ridge"), features: recipeOf("y", ["encode", { columns: named("w") }]), k: 4, shuffle: false });
  assert.equal(cv.notes, ["fold 2: `w` has a category that training had not seen in 1 row; it counts as none of the known ones"]);
});

test("a score that a fold does not have has no mean, and that is noted", async () => {
  const sorted = `x,y,t\n${Array.from({ length: 20 }, (_, row) => `${row},${row === 3 || row === 15 ? "a" : "b"},${row}`).join("\n")}\n`;
  const cv = await validate(sorted, { estimator: estimator("naive_bayes"), features: recipeOf("y", ["drop_columns", { columns: named("t") }]), k: 3, by_time: "t" });
  assert.ok(Number.isNaN(cv.metrics["roc_auc"]));
  assert.ok(cv.notes.some((note) => note.startsWith("`roc_auc` is not defined in fold 1, 2, so")), cv.notes.join("\n"));
});

const mistakes: readonly (readonly [what: string, code: string, csv: string, args: Readonly<Record<string, unknown>>])[] = [
  ["more folds than rows", "MLP5315", "x,y\n1,2.5\n2,3.5\n3,1.5\n", { estimator: estimator("ridge"), features: recipeOf("y") }],
  ["no rows", "MLP6102", "x,y\n", { estimator: estimator("ridge"), features: recipeOf("y"), task: "regression" }],
  ["a class of one row", "MLP6115", `x,y\n${Array.from({ length: 12 }, (_, row) => `${row},${row === 4 ? "c" : row % 2 ? "a" : "b"}`).join("\n")}\n`, { estimator: estimator("naive_bayes"), features: recipeOf("y"), k: 3 }],
  ["an estimator of the other task", "MLP6106", small, { estimator: estimator("ridge"), features: encoded }],
  ["a target with gaps", "MLP6223", "x,y\n1,a\n2,\n3,b\n4,a\n", { estimator: estimator("naive_bayes"), features: recipeOf("y"), k: 2 }],
  ["a column that predictions would take", "MLP8007", "prediction,y\n1,2.5\n2,3.5\n3,1.5\n", { estimator: estimator("ridge"), features: recipeOf("y"), k: 2 }],
];
for (const [what, code, csv, args] of mistakes) test(`${what} is told`, async () => assert.is((await diagnosticOf(validate(csv, args))).code, code));

test("it stops between two folds", async () => {
  const own = await standardContext();
  const on = await rowsFrom(own, small);
  let folds = 0;
  const stopping = { ...own, progress: (_: number, note?: string) => void (note?.startsWith("fold 1") && folds++ === 0 && own.abort(new Error("stopped"))) };
  await runNode(nodeNamed("cross_validate"), { estimator: estimator("naive_bayes"), features: encoded, on }, stopping).then(
    () => assert.unreachable("it went on"),
    (error: unknown) => assert.match(String(error), /stopped/),
  );
  await own.close();
});

test.run();

