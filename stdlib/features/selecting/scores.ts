import { meanOf, squaresAround, sumOf } from "../../training/numeric/sums.ts";

/** A feature's values and the classes of its rows, as codes. */
export type ClassScore = (values: Float64Array, codes: Int32Array, classes: number) => number;

/** ddof 0; exactly 0 for a constant column, of which rounding would leave something. */
export const varianceScore = (values: Float64Array): number => (isConstant(values) ? 0 : squaresAround(values, meanOf(values)) / values.length);

const isConstant = (values: Float64Array): boolean => values.every((value) => value === values[0]);

/** The F statistic of a one-way analysis of variance: what lies between the classes over what lies within (scikit-learn's `f_classif`). NaN for a constant column. */
export function fOfClasses(values: Float64Array, codes: Int32Array, classes: number): number {
  if (isConstant(values)) return Number.NaN;
  const counts = new Float64Array(classes);
  const means = new Float64Array(classes);
  codes.forEach((code, row) => {
    counts[code]!++;
    means[code]! += values[row]!;
  });
  means.forEach((sum, code) => (means[code] = sum / (counts[code] || 1)));
  const whole = meanOf(values);
  const between = means.reduce((sum, mean, code) => sum + counts[code]! * (mean - whole) ** 2, 0);
  const within = sumOf(values.length, (row) => (values[row]! - means[codes[row]!]!) ** 2);
  const present = counts.filter((count) => count > 0).length;
  return between / (present - 1) / (within / (values.length - present));
}

/** The F statistic of a regression on the feature alone, r² / (1 − r²) · (n − 2) (scikit-learn's `f_regression`). NaN for a constant column. */
export function fOfValues(values: Float64Array, target: Float64Array): number {
  if (isConstant(values)) return Number.NaN;
  const [a, b] = [meanOf(values), meanOf(target)];
  const together = sumOf(values.length, (row) => (values[row]! - a) * (target[row]! - b));
  const square = together ** 2 / (squaresAround(values, a) * squaresAround(target, b));
  return square >= 1 ? Number.MAX_VALUE : (square / (1 - square)) * (values.length - 2);
}

/** Pearson's χ² between the sums of a feature in the classes and what their shares of the rows would give (scikit-learn's `chi2`); for values of 0 and more. */
export function chiSquare(values: Float64Array, codes: Int32Array, classes: number): number {
  const counts = new Float64Array(classes);
  const observed = new Float64Array(classes);
  codes.forEach((code, row) => {
    counts[code]!++;
    observed[code]! += values[row]!;
  });
  const total = observed.reduce((sum, own) => sum + own, 0);
  return observed.reduce((sum, own, code) => {
    const expected = (counts[code]! / values.length) * total;
    return counts[code] === 0 ? sum : sum + (own - expected) ** 2 / expected;
  }, 0);
}

/**
 * The places of the `count` highest scores, in their order. What has no score is the lowest; of equal ones the last are taken, as scikit-learn's `SelectKBest`
 * does.
 */
export function best(scores: readonly number[], count: number): readonly number[] {
  const orderable = scores.map((score) => (Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score));
  const ascending = scores.map((_, place) => place).sort((a, b) => (orderable[a]! === orderable[b]! ? a - b : orderable[a]! - orderable[b]!));
  return ascending.slice(Math.max(0, scores.length - count)).sort((a, b) => a - b);
}
