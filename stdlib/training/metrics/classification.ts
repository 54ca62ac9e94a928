import { meanOf } from "../numeric/sums.ts";
import { confusionMatrix, confusionScores, predictedClasses, type Scored } from "./confusion.ts";
import { ofMean, type Interval } from "./intervals.ts";
import { binaryAuc, macroAuc } from "./roc.ts";

export interface Scores {
  readonly metrics: Readonly<Record<string, number>>;
  /** 95 % confidence intervals, for the metrics that have one. */
  readonly intervals: Readonly<Record<string, Interval>>;
}

/**
 * Every metric of a classification, as scikit-learn defines it. `probabilities` is row-major rows × classes, `codes` the true classes; the predicted
 * class has the largest probability, the first of equal ones. With two classes, `positive` is the one that precision, recall, F1, ROC AUC and the Brier score
 * speak of; with more, the first three and the AUC (one against the rest) are macro averages, and the Brier score sums over the classes.
 * Intervals: Wilson's for shares, DeLong's for the AUC, normal for means, the delta method for the rest. Metrics that are not defined
 * (no rows; AUC with rows of one class only) are NaN.
 */
export function scoreClassification(probabilities: Float64Array, codes: Int32Array, classes: number, positive: number): Scores {
  const matrix = confusionMatrix(predictedClasses(probabilities, classes), codes, classes);
  const losses = logLosses(probabilities, codes, classes);
  const squares = brierScores(probabilities, codes, classes, positive);
  const scored: Record<string, Scored> = {
    ...confusionScores(matrix, positive),
    roc_auc: classes === 2 ? binaryAuc(probabilities, codes, positive) : macroAuc(probabilities, codes, classes),
    log_loss: ofRows(losses),
    brier: ofRows(squares),
  };
  return collect(scored);
}

export function collect(scored: Readonly<Record<string, Scored>>): Scores {
  const metrics = Object.fromEntries(Object.entries(scored).map(([name, { value }]) => [name, value]));
  const intervals = Object.fromEntries(Object.entries(scored).flatMap(([name, { interval }]) => (interval ? [[name, interval]] : [])));
  return { metrics, intervals };
}

/** The mean of a value a row. */
export function ofRows(values: Float64Array): Scored {
  const value = meanOf(values);
  return { value, interval: ofMean(values, value) };
}

/** −log of the probability of a row's own class, which is kept ε = 2.2e-16 away from 0 and 1. */
function logLosses(probabilities: Float64Array, codes: Int32Array, classes: number): Float64Array {
  const losses = new Float64Array(codes.length);
  for (let i = 0; i < losses.length; i++) {
    const own = probabilities[i * classes + codes[i]!]!;
    losses[i] = -Math.log(Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, own)));
  }
  return losses;
}

/** Squared distance of a row's probabilities from its class: of the positive one of two, summed over more. */
function brierScores(probabilities: Float64Array, codes: Int32Array, classes: number, positive: number): Float64Array {
  const squares = new Float64Array(codes.length);
  for (let i = 0; i < squares.length; i++) {
    const own = codes[i]!;
    if (classes === 2) {
      squares[i] = (probabilities[i * 2 + positive]! - (own === positive ? 1 : 0)) ** 2;
      continue;
    }
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += (probabilities[i * classes + k]! - (k === own ? 1 : 0)) ** 2;
    squares[i] = sum;
  }
  return squares;
}
