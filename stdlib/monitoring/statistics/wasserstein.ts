import { chiSquareQuantile } from "./distributions.ts";

/**
 * The first Wasserstein (earth mover's) distance of two samples, in their unit: the area between their empirical distribution functions.
 * Both are sorted ascending, without NaN, and not empty. Agrees with scipy's `wasserstein_distance`.
 */
export function wasserstein(a: Float64Array, b: Float64Array): number {
  let [i, j, area] = [0, 0, 0];
  let last = Math.min(a[0] ?? 0, b[0] ?? 0);
  while (i < a.length || j < b.length) {
    const at = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    area += Math.abs(i / a.length - j / b.length) * (at - last);
    while (i < a.length && a[i] === at) i++;
    while (j < b.length && b[j] === at) j++;
    last = at;
  }
  return area;
}

/** The distance in standard deviations (of the population, not below 0.001) of `reference`. */
export function normalisedWasserstein(reference: Float64Array, current: Float64Array): number {
  return wasserstein(reference, current) / unit(reference);
}

/**
 * A normalised distance that chance alone exceeds with probability at most `tail`, for samples of n and m values of the reference's law F.
 * Without drift the distance is about √(1/n + 1/m)·∫|B(F(x))| dx with a Brownian bridge B. The integral's mean is √(2/π)·∫√(F(1 − F)) dx,
 * and it strays from its median as a normal variable with at most the reference's variance (C. Borell, 1975; the median is at most the mean).
 */
export function wassersteinByChance(tail: number, reference: Float64Array, n: number, m: number): number {
  let mean = 0;
  for (let i = 1; i < reference.length; i++) {
    const below = i / reference.length;
    mean += Math.sqrt(below * (1 - below)) * ((reference[i] ?? 0) - (reference[i - 1] ?? 0));
  }
  const scale = unit(reference);
  const astray = Math.sqrt(chiSquareQuantile(2 * tail, 1)) * (standardDeviation(reference) / scale);
  return Math.sqrt(1 / n + 1 / m) * ((Math.sqrt(2 / Math.PI) * mean) / scale + astray);
}

const unit = (reference: Float64Array): number => Math.max(standardDeviation(reference), 0.001);

function standardDeviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
