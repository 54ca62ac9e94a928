import { mean, quantile, variance } from "../statistics.ts";

/** What is subtracted, and what it is divided by. */
export interface Line {
  readonly centre: number;
  readonly divisor: number;
}

/** As scikit-learn's StandardScaler. */
export function standardOf(values: Float64Array): Line {
  const centre = mean(values);
  const spread = variance(values, centre);
  return { centre, divisor: isConstant(values.length, centre, spread) ? 1 : Math.sqrt(spread) };
}

/** Whether a variance is no more than what rounding alone makes of a constant column (Chan, Golub and LeVeque, 1983). */
const isConstant = (count: number, centre: number, spread: number): boolean => spread <= count * Number.EPSILON * spread + (count * centre * Number.EPSILON) ** 2;

/** As MinMaxScaler, to a range from 0 to 1. */
export function minMaxOf(values: Float64Array): Line {
  const { low, high } = extremesOf(values);
  return { centre: low, divisor: unlessConstant(high - low) };
}

/** As MaxAbsScaler. */
export function maxAbsOf(values: Float64Array): Line {
  const { low, high } = extremesOf(values);
  return { centre: 0, divisor: unlessConstant(Math.max(Math.abs(low), Math.abs(high))) };
}

/** As RobustScaler, with the distance between two quantiles. Reorders the values. */
export function robustOf(values: Float64Array, [low, high]: readonly [number, number]): Line {
  return { centre: quantile(values, 0.5), divisor: unlessConstant(quantile(values, high) - quantile(values, low)) };
}

const unlessConstant = (spread: number): number => (spread < 10 * Number.EPSILON ? 1 : spread);

export function extremesOf(values: Float64Array): { readonly low: number; readonly high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}
