import type { Prediction, Target, Task } from "./estimator.ts";
import { scoreClassification, type Scores } from "./metrics/classification.ts";
import { scoreRegression } from "./metrics/regression.ts";
import type { TargetInfo } from "./model.ts";
import { classificationMetrics, regressionMetrics } from "./report.ts";

export const metricsOfTask = (task: Task): readonly string[] => (task === "classification" ? classificationMetrics : regressionMetrics);

/** The place of the class that scores of two classes speak of. */
export function positivePlace({ classes = [], positive }: TargetInfo): number {
  return positive === undefined ? 0 : classes.indexOf(positive);
}

/** Every metric of a prediction. */
export function qualityOf(prediction: Prediction, y: Target, info: TargetInfo): Scores {
  if (prediction.task === "regression" || y.task === "regression") {
    const values = prediction.task === "regression" ? prediction.values : new Float64Array();
    return scoreRegression(values, y.task === "regression" ? y.values : new Float64Array());
  }
  return scoreClassification(prediction.probabilities, y.codes, prediction.classes, positivePlace(info));
}
