import type { ClassLabel } from "../../training/estimator.ts";
import { scoreClassification } from "../../training/metrics/classification.ts";
import { confusionMatrix, confusionScores } from "../../training/metrics/confusion.ts";
import { scoreRegression } from "../../training/metrics/regression.ts";
import type { TargetInfo } from "../../training/model.ts";
import type { LabelledPrediction } from "../check.ts";

export interface Score {
  /** NaN where the metric is not defined for these labels. */
  readonly value: number;
  /** Labels that it is measured on. */
  readonly rows: number;
  /** Labels that are left out: no class of the model, or no number. */
  readonly strangers: number;
}

/** A metric of logged predictions against what turned out to be true. */
export function scoreOf(metric: string, labelled: readonly LabelledPrediction[], target: Pick<TargetInfo, "classes" | "positive">): Score {
  return target.classes ? classified(metric, labelled, target.classes, target.positive) : measured(metric, labelled);
}

function measured(metric: string, labelled: readonly LabelledPrediction[]): Score {
  const known = labelled.filter(({ actual, prediction }) => typeof actual === "number" && typeof prediction === "number");
  const predicted = Float64Array.from(known, (one) => Number(one.prediction));
  const actual = Float64Array.from(known, (one) => Number(one.actual));
  return scored(metric, scoreRegression(predicted, actual).metrics, known, labelled);
}

function classified(metric: string, labelled: readonly LabelledPrediction[], classes: readonly ClassLabel[], positive: ClassLabel | undefined): Score {
  // Feedback may write a class as text: "1" for 1, "true" for true.
  const codes = new Map(classes.map((label, code) => [String(label), code]));
  const codeOf = (label: ClassLabel): number => codes.get(String(label)) ?? -1;
  const known = labelled.filter(({ actual, prediction }) => codeOf(actual) >= 0 && codeOf(prediction) >= 0);
  const actual = Int32Array.from(known, (one) => codeOf(one.actual));
  const judged = positive === undefined ? classes.length - 1 : codeOf(positive);
  // What was answered counts, not what the probabilities would say.
  const answers = confusionScores(confusionMatrix(Int32Array.from(known, (one) => codeOf(one.prediction)), actual, classes.length), judged);
  const metrics: Record<string, number> = { ...ofProbabilities(known, actual, classes.length, judged) };
  for (const [name, { value }] of Object.entries(answers)) metrics[name] = value;
  return scored(metric, metrics, known, labelled);
}

/** Nothing where a row's probabilities were not logged. */
function ofProbabilities(rows: readonly LabelledPrediction[], actual: Int32Array, classes: number, positive: number): Readonly<Record<string, number>> {
  if (rows.some(({ probabilities }) => probabilities?.length !== classes)) return {};
  return scoreClassification(Float64Array.from(rows.flatMap(({ probabilities }) => probabilities ?? [])), actual, classes, positive).metrics;
}

const scored = (metric: string, metrics: Readonly<Record<string, number>>, known: readonly unknown[], all: readonly unknown[]): Score => ({
  value: metrics[metric] ?? Number.NaN,
  rows: known.length,
  strangers: all.length - known.length,
});
