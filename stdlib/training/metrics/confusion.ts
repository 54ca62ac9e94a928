import { ofCorrelation, ofShare, wilson, type Interval } from "./intervals.ts";

/** Index of the largest probability of each row, the first of equal ones. `probabilities` is row-major rows × classes. */
export function predictedClasses(probabilities: Float64Array, classes: number): Int32Array {
  const rows = classes === 0 ? 0 : probabilities.length / classes;
  const out = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    const start = i * classes;
    let best = 0;
    for (let k = 1; k < classes; k++) if (probabilities[start + k]! > probabilities[start + best]!) best = k;
    out[i] = best;
  }
  return out;
}

/** `matrix[i][j]`: rows of class i that are predicted as class j. */
export function confusionMatrix(predicted: Int32Array, codes: Int32Array, classes: number): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < codes.length; i++) matrix[codes[i]!]![predicted[i]!]!++;
  return matrix;
}

export interface Scored {
  readonly value: number;
  readonly interval: Interval | undefined;
}

interface Counts {
  readonly rows: number;
  readonly hits: readonly number[];
  readonly actual: readonly number[];
  readonly predicted: readonly number[];
  readonly matrix: readonly (readonly number[])[];
  /** Classes that occur, in truth or in predictions. */
  readonly labels: readonly number[];
}

/**
 * Metrics of the predicted classes. Precision, recall and F1 are those of the positive class of two, otherwise the mean over the classes that occur
 * (macro average). 0/0 counts as 0, as in scikit-learn.
 */
export function confusionScores(matrix: readonly (readonly number[])[], positive: number): Readonly<Record<"accuracy" | "precision" | "recall" | "f1" | "mcc", Scored>> {
  const counts = count(matrix);
  const { rows, hits, actual, predicted, labels } = counts;
  const correct = hits.reduce((sum, hit) => sum + hit, 0);
  const accuracy = { value: correct / rows, interval: wilson(correct, rows) };
  const over = matrix.length === 2 ? [positive] : labels;
  const fewest = Math.min(...labels.map((k) => actual[k]!).filter((n) => n > 0));
  const averaged = (each: ClassMetric): Scored => average(counts, over, each, fewest);
  const mcc = matthews(counts, fewest);
  if (matrix.length !== 2) return { accuracy, precision: averaged(precision), recall: averaged(recall), f1: averaged(f1), mcc };
  const share = (trials: number): Scored => ({ value: trials === 0 ? 0 : hits[positive]! / trials, interval: wilson(hits[positive]!, trials) });
  return { accuracy, precision: share(predicted[positive]!), recall: share(actual[positive]!), f1: average(counts, over, f1, actual[positive]!), mcc };
}

function count(matrix: readonly (readonly number[])[]): Counts {
  const actual = matrix.map((row) => row.reduce((sum, n) => sum + n, 0));
  const predicted = matrix.map((_, j) => matrix.reduce((sum, row) => sum + row[j]!, 0));
  return {
    rows: actual.reduce((sum, n) => sum + n, 0),
    hits: matrix.map((row, k) => row[k]!),
    actual,
    predicted,
    matrix,
    labels: [...matrix.keys()].filter((k) => actual[k]! + predicted[k]! > 0),
  };
}

/** A class's metric, with its derivatives by hits, actual and predicted counts. */
type ClassMetric = (hits: number, actual: number, predicted: number) => { value: number; byHits: number; byActual: number; byPredicted: number };

const nothing = { value: 0, byHits: 0, byActual: 0, byPredicted: 0 };

const precision: ClassMetric = (hits, _, predicted) =>
  predicted === 0 ? nothing : { value: hits / predicted, byHits: 1 / predicted, byActual: 0, byPredicted: -hits / predicted ** 2 };

const recall: ClassMetric = (hits, actual) => (actual === 0 ? nothing : { value: hits / actual, byHits: 1 / actual, byActual: -hits / actual ** 2, byPredicted: 0 });

const f1: ClassMetric = (hits, actual, predicted) => {
  const both = actual + predicted;
  if (both === 0) return nothing;
  return { value: (2 * hits) / both, byHits: 2 / both, byActual: (-2 * hits) / both ** 2, byPredicted: (-2 * hits) / both ** 2 };
};

/** The mean of a metric over classes; its interval by the delta method (K. Takahashi and others, "Confidence interval for micro- and macro-averaged F1", 2022). */
function average(counts: Counts, classes: readonly number[], each: ClassMetric, trials: number): Scored {
  const { hits, actual, predicted, matrix } = counts;
  const slopes = matrix.map(() => ({ byHits: 0, byActual: 0, byPredicted: 0 }));
  let value = 0;
  for (const k of classes) {
    const metric = each(hits[k]!, actual[k]!, predicted[k]!);
    value += metric.value / classes.length;
    slopes[k] = { byHits: metric.byHits / classes.length, byActual: metric.byActual / classes.length, byPredicted: metric.byPredicted / classes.length };
  }
  return { value, interval: ofShare(value, deltaError(counts, slopes), trials) };
}

/** Matthews' correlation for any number of classes (J. Gorodkin, 2004); 0 where it is not defined. */
function matthews(counts: Counts, trials: number): Scored {
  const { rows, hits, actual, predicted } = counts;
  const correct = hits.reduce((sum, n) => sum + n, 0);
  const covariance = correct * rows - actual.reduce((sum, n, k) => sum + n * predicted[k]!, 0);
  const actualSpread = rows * rows - actual.reduce((sum, n) => sum + n * n, 0);
  const predictedSpread = rows * rows - predicted.reduce((sum, n) => sum + n * n, 0);
  if (actualSpread === 0 || predictedSpread === 0) return { value: 0, interval: undefined };
  const root = Math.sqrt(actualSpread * predictedSpread);
  const value = covariance / root;
  const slopes = actual.map((n, k) => ({
    byHits: rows / root,
    byActual: -predicted[k]! / root + (value * n) / actualSpread,
    byPredicted: -n / root + (value * predicted[k]!) / predictedSpread,
  }));
  return { value, interval: ofCorrelation(value, deltaError(counts, slopes), trials) };
}

/** Standard error of a function of multinomial counts whose derivative by cell (i, j) is byActual(i) + byPredicted(j), and byHits(i) more where i = j. */
function deltaError({ matrix, rows }: Counts, slopes: readonly { byHits: number; byActual: number; byPredicted: number }[]): number {
  let mean = 0;
  let square = 0;
  matrix.forEach((row, i) =>
    row.forEach((n, j) => {
      const slope = slopes[i]!.byActual + slopes[j]!.byPredicted + (i === j ? slopes[i]!.byHits : 0);
      mean += n * slope;
      square += n * slope * slope;
    }),
  );
  return Math.sqrt(Math.max(0, square - (mean * mean) / rows));
}
