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
  return wasserstein(reference, current) / Math.max(standardDeviation(reference), 0.001);
}

function standardDeviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
