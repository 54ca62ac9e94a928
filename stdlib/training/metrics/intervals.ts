import { varianceOf } from "../numeric/sums.ts";

export type Interval = readonly [low: number, high: number];

/** The 97.5 % point of the standard normal distribution: all intervals cover 95 %. */
const z = 1.959963984540054;

/** Of a share of `successes` in `trials` (E. B. Wilson, 1927). */
export function wilson(successes: number, trials: number): Interval | undefined {
  if (trials === 0) return undefined;
  const share = successes / trials;
  const middle = (share + (z * z) / (2 * trials)) / (1 + (z * z) / trials);
  const half = (z / (1 + (z * z) / trials)) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  return [successes === 0 ? 0 : Math.max(0, middle - half), successes === trials ? 1 : Math.min(1, middle + half)];
}

/** Of the mean of a value a row that is never negative, by the central limit theorem. */
export function ofMean(values: Float64Array, mean: number): Interval | undefined {
  if (values.length < 2) return undefined;
  const half = z * Math.sqrt(varianceOf(values, mean) / values.length);
  return [Math.max(0, mean - half), mean + half];
}

/**
 * Of an estimate between 0 and 1 with a standard error, normal on the logit scale, so that it stays between them. An estimate at the edge has no
 * standard error; it gets the exact (Clopper–Pearson) bound of a share that was 0 or 1 in `trials`.
 */
export function ofShare(estimate: number, error: number, trials: number): Interval | undefined {
  if (!Number.isFinite(estimate) || trials < 1) return undefined;
  if (estimate >= 1) return [0.025 ** (1 / trials), 1];
  if (estimate <= 0) return [0, 1 - 0.025 ** (1 / trials)];
  if (!Number.isFinite(error)) return undefined;
  const logit = Math.log(estimate / (1 - estimate));
  const half = (z * error) / (estimate * (1 - estimate));
  return [1 / (1 + Math.exp(half - logit)), 1 / (1 + Math.exp(-half - logit))];
}

/** Of a correlation between −1 and 1 with a standard error, normal on Fisher's z scale; at the edges as `ofShare`. */
export function ofCorrelation(estimate: number, error: number, trials: number): Interval | undefined {
  const share = ofShare((estimate + 1) / 2, error / 2, trials);
  return share && [2 * share[0] - 1, 2 * share[1] - 1];
}

/** Of a positive ratio with the standard error of its logarithm. */
export function ofRatio(estimate: number, logError: number): Interval | undefined {
  if (!Number.isFinite(logError)) return undefined;
  const factor = Math.exp(z * logError);
  return [estimate / factor, estimate * factor];
}
