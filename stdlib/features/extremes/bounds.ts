import { quantile, mean, variance } from "../statistics.ts";

export const methods = ["iqr", "z", "mad"] as const;
export type Method = (typeof methods)[number];

/** Where a method puts its limits, unless a threshold says otherwise. */
export const usualThreshold: Readonly<Record<Method, number>> = { iqr: 1.5, z: 3, mad: 3.5 };

/** Below the one and above the other, a value is an outlier; values on them are none. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/**
 * The bounds of the values that are there; reorders them. `iqr`: so many times the distance of the quartiles beyond them (Tukey's fences, quartiles
 * interpolated linearly). `z`: so many standard deviations (ddof 0) from the mean. `mad`: a modified z-score, 0.6745 · distance from the median / median of
 * these distances, of so much (Iglewicz and Hoaglin, 1993).
 */
export function boundsOf(values: Float64Array, method: Method, threshold: number): Bounds {
  if (method === "iqr") {
    const [first, third] = [quantile(values, 0.25), quantile(values, 0.75)];
    return around(first, third, threshold * (third - first));
  }
  if (method === "z") {
    const centre = mean(values);
    return around(centre, centre, threshold * Math.sqrt(variance(values, centre)));
  }
  const centre = quantile(values, 0.5);
  const spread = quantile(values.map((value) => Math.abs(value - centre)), 0.5);
  return around(centre, centre, (threshold * spread) / 0.6745);
}

const around = (low: number, high: number, distance: number): Bounds => ({ low: low - distance, high: high + distance });

export const limits = ["quantile", "rank"] as const;
export type Limits = (typeof limits)[number];

/**
 * The values at which shares of the values are cut off at both ends; reorders them. `quantile` interpolates linearly between two values, as NumPy does;
 * `rank` takes the value behind the ⌊share · n⌋ lowest, and in front of as many highest, as `scipy.stats.mstats.winsorize` does.
 */
export function tailBounds(values: Float64Array, lower: number, upper: number, by: Limits): Bounds {
  if (by === "quantile") return { low: quantile(values, lower), high: quantile(values, 1 - upper) };
  const sorted = values.sort();
  return { low: sorted[Math.trunc(lower * sorted.length)] ?? Number.NaN, high: sorted[sorted.length - Math.trunc(upper * sorted.length) - 1] ?? Number.NaN };
}
