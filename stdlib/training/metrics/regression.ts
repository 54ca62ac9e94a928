import { meanOf, sumOf, varianceOf } from "../numeric/sums.ts";
import { collect, ofRows, type Scores } from "./classification.ts";
import type { Scored } from "./confusion.ts";
import { ofRatio } from "./intervals.ts";

/**
 * Every metric of a regression, as scikit-learn defines it, with 95 % intervals: normal for means (MAE, MAPE, and the mean squared error under the RMSE),
 * the delta method on the scale of log(1 − R²) for R². Without rows all are NaN, as is R² of a single row.
 */
export function scoreRegression(predicted: Float64Array, actual: Float64Array): Scores {
  const errors = actual.map((value, i) => value - predicted[i]!);
  const squares = errors.map((error) => error * error);
  const meanSquare = ofRows(squares);
  const absolute = errors.map(Math.abs);
  return collect({
    r2: determination(squares, actual),
    rmse: { value: Math.sqrt(meanSquare.value), interval: meanSquare.interval && [Math.sqrt(meanSquare.interval[0]), Math.sqrt(meanSquare.interval[1])] },
    mae: ofRows(absolute),
    mape: ofRows(absolute.map((error, i) => error / Math.max(Math.abs(actual[i]!), Number.EPSILON))),
  });
}

/** R²; a constant target is 1 when predicted perfectly, otherwise 0. */
function determination(squares: Float64Array, actual: Float64Array): Scored {
  const rows = actual.length;
  if (rows < 2) return { value: Number.NaN, interval: undefined };
  const mean = meanOf(actual);
  const deviations = actual.map((value) => (value - mean) ** 2);
  const left = sumOf(rows, (i) => squares[i]!);
  const total = sumOf(rows, (i) => deviations[i]!);
  if (total === 0) return { value: left === 0 ? 1 : 0, interval: undefined };
  if (left === 0) return { value: 1, interval: undefined };
  const influence = squares.map((square, i) => (rows * square) / left - (rows * deviations[i]!) / total);
  const ratio = ofRatio(left / total, Math.sqrt(varianceOf(influence) / rows));
  return { value: 1 - left / total, interval: ratio && [1 - ratio[1], 1 - ratio[0]] };
}

/** Predictions and residuals (actual − predicted) of at most `limit` rows, evenly spaced in row order. */
export function residualSample(
  predicted: Float64Array,
  actual: Float64Array,
  limit = 500,
): { readonly predicted: readonly number[]; readonly residual: readonly number[] } {
  const count = Math.min(limit, actual.length);
  const places = Array.from({ length: count }, (_, i) => Math.floor((i * actual.length) / count));
  return { predicted: places.map((i) => predicted[i]!), residual: places.map((i) => actual[i]! - predicted[i]!) };
}
