import type { ClassLabel } from "../../training/estimator.ts";
import type { TargetInfo } from "../../training/model.ts";
import type { LabelledPrediction } from "../check.ts";
import { classificationScores, regressionScores } from "./scores.ts";

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
  const actual = Float64Array.from(known, (one) => Number(one.actual));
  const predicted = Float64Array.from(known, (one) => Number(one.prediction));
  return { value: regressionScores(actual, predicted)[metric] ?? Number.NaN, rows: known.length, strangers: labelled.length - known.length };
}

function classified(metric: string, labelled: readonly LabelledPrediction[], classes: readonly ClassLabel[], positive: ClassLabel | undefined): Score {
  // Feedback may write a class as text: "1" for 1, "true" for true.
  const codes = new Map(classes.map((label, code) => [String(label), code]));
  const known = labelled.filter(({ actual, prediction }) => codes.has(String(actual)) && codes.has(String(prediction)));
  const codeOf = (label: ClassLabel): number => codes.get(String(label)) ?? -1;
  const scores = classificationScores({
    actual: known.map(({ actual }) => codeOf(actual)),
    predicted: known.map(({ prediction }) => codeOf(prediction)),
    probabilities: known.map(({ probabilities }) => probabilities ?? []),
    classes: classes.length,
    positive: positive === undefined ? classes.length - 1 : codeOf(positive),
  });
  return { value: scores[metric] ?? Number.NaN, rows: known.length, strangers: labelled.length - known.length };
}
