import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ModelValue } from "../../../../stdlib/training/model.ts";
import type { LabelledPrediction, MonitorWindow } from "../../../../stdlib/monitoring/check.ts";
import { qualityCheck } from "../../../../stdlib/monitoring/checks/quality-check.ts";
import type { QualityArgs, QualityMetric } from "../../../../stdlib/monitoring/checks/quality.ts";
import { scoreOf } from "../../../../stdlib/monitoring/checks/score.ts";
import { now, referenceOf, schemaOf } from "../kit.ts";
import { close, uniform } from "../statistics/close.ts";

const schema = schemaOf({ age: "float" });
const two = { column: "y", type: { kind: "string" }, classes: ["no", "yes"], positive: "yes" } as const;
const count = 60;

const binary = (): LabelledPrediction[] => {
  const chance = uniform(4, count);
  return Array.from(uniform(3, count), (value, i) => {
    const p = Math.round(value * 1000) / 1000;
    return { prediction: p >= 0.5 ? "yes" : "no", probabilities: [1 - p, p], actual: (chance[i] ?? 0) < p * 0.6 + 0.2 ? "yes" : "no" };
  });
};

const windowOf = (labelled: readonly LabelledPrediction[], target: ModelValue["target"] = two): MonitorWindow => ({
  from: now, to: now, rows: 100, minRows: 30, column: () => undefined, labelled: async () => labelled, model: async () => ({ task: "classification", target }),
});
const args = (metric: QualityMetric, at_least?: number, at_most?: number): QualityArgs => ({ metric, at_least, at_most });
const statusOf = async (labelled: readonly LabelledPrediction[], given: QualityArgs) => (await qualityCheck.run(windowOf(labelled), referenceOf([], schema), given)).map(({ status }) => status);

test("metrics of two classes agree with scikit-learn", () => {
  const golden = { accuracy: 0.5333333333333333, precision: 0.5357142857142857, recall: 0.5, f1: 0.5172413793103449, roc_auc: 0.545, log_loss: 0.9193252958038524, brier: 0.31981501666666656, mcc: 0.0668153104781061 };
  for (const [metric, expected] of Object.entries(golden)) close(scoreOf(metric, binary(), two).value, expected, 1e-10, metric);
});

test("metrics of three classes agree with scikit-learn's unweighted means", () => {
  const [a, b, c, y] = [uniform(7, count), uniform(8, count), uniform(9, count), uniform(10, count)];
  const labelled = Array.from({ length: count }, (_, i): LabelledPrediction => {
    const raw = [a, b, c].map((values) => (values[i] ?? 0) + 0.1);
    const total = raw.reduce((sum, value) => sum + value, 0);
    const probabilities = raw.map((value) => value / total);
    return { prediction: probabilities.indexOf(Math.max(...probabilities)), probabilities, actual: Math.floor((y[i] ?? 0) * 3) };
  });
  const golden = { accuracy: 0.31666666666666665, precision: 0.3411255411255411, f1: 0.3106060606060606, roc_auc: 0.4872408293460924, log_loss: 1.2624576028591752, brier: 0.7436489744959662, mcc: -0.00521087832900602 };
  for (const [metric, expected] of Object.entries(golden)) close(scoreOf(metric, labelled, { classes: [0, 1, 2] }).value, expected, 1e-10, metric);
});

test("metrics of a regression agree with scikit-learn", () => {
  const [t, q] = [uniform(5, count), uniform(6, count)];
  const labelled = Array.from(t, (value, i): LabelledPrediction => ({ actual: value * 10 + 1, prediction: value * 10 + 1 + (q[i] ?? 0) - 0.4 }));
  const golden = { r2: 0.9878937838680681, rmse: 0.3185353888009439, mae: 0.2772139664584149, mape: 0.06745267150995428 };
  for (const [metric, expected] of Object.entries(golden)) close(scoreOf(metric, labelled, {}).value, expected, 1e-10, metric);
});

test("is held against the bounds", async () => {
  assert.equal(await statusOf(binary(), args("accuracy", 0.53)), ["passed"]);
  assert.equal(await statusOf(binary(), args("accuracy", 0.54)), ["failed"]);
  assert.equal(await statusOf(binary(), args("log_loss", undefined, 0.9)), ["failed"]);
  assert.equal(await statusOf(binary(), args("log_loss", 0.5, 1)), ["passed"]);
  const [failed] = await qualityCheck.run(windowOf(binary()), referenceOf([], schema), args("log_loss", 0.5, 0.9));
  assert.is(failed?.threshold, 0.9);
});

test("says when there are no labels, too few, or of one class only", async () => {
  assert.equal(await statusOf([], args("accuracy", 0.5)), ["no_labels"]);
  assert.equal(await statusOf(binary().slice(0, 29), args("accuracy", 0.5)), ["not_enough_rows"]);
  assert.equal(await statusOf(binary().map((one) => ({ ...one, actual: "yes" })), args("roc_auc", 0.5)), ["not_enough_rows"]);
  assert.equal(await statusOf(binary().map(({ prediction, actual }) => ({ prediction, actual })), args("roc_auc", 0.5)), ["not_enough_rows"]);
});

test("labels that are no class of the model are left out, and classes as text are understood", () => {
  const labelled: LabelledPrediction[] = [{ prediction: 1, actual: "1" }, { prediction: 0, actual: "maybe" }, { prediction: 0, actual: "1" }];
  assert.equal(scoreOf("accuracy", labelled, { classes: [0, 1], positive: 1 }), { value: 0.5, rows: 2, strangers: 1 });
});

test("a metric of the other task, and missing or crossed bounds, are said before the first round", () => {
  const code = (given: QualityArgs) => {
    try {
      qualityCheck.reads(schema, given, "regression");
    } catch (error) {
      return (error as { diagnostic?: { code: string } }).diagnostic?.code;
    }
    return undefined;
  };
  assert.equal([code(args("roc_auc", 0.5)), code(args("rmse")), code(args("rmse", 3, 2)), code(args("rmse", undefined, 2))], ["MLP8107", "MLP8102", "MLP8103", undefined]);
});

test.run();
