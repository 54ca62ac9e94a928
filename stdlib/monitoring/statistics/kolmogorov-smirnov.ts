import { kolmogorovUpper } from "./kolmogorov.ts";

export interface TwoSampleResult {
  /** The largest distance between the two empirical distribution functions, 0 to 1. */
  readonly statistic: number;
  readonly p: number;
}

/** Above this size of the larger sample, p comes from the finite-n law of one sample. */
const exactUpTo = 10_000;
/** Steps of the exact count above which p is far below 1e-40, whatever the method. */
const mostSteps = 2e7;

/**
 * The two-sample, two-sided Kolmogorov–Smirnov test. Both samples are sorted ascending, without NaN, and not empty; ties are allowed.
 * p is exact (every order of the values counted) up to 10,000 values a sample, then that of Kolmogorov's statistic for
 * round(n·m / (n + m)) values. Agrees with scipy 1.17's `ks_2samp`.
 */
export function kolmogorovSmirnov(a: Float64Array, b: Float64Array): TwoSampleResult {
  const divisor = greatestCommonDivisor(a.length, b.length);
  const steps = largestGap(a, b) / divisor;
  const multiple = (a.length / divisor) * b.length;
  const statistic = steps / multiple;
  if (steps === 0) return { statistic, p: 1 };
  const [large, small] = a.length >= b.length ? [a.length, b.length] : [b.length, a.length];
  if (large <= exactUpTo) {
    if (large === small) return { statistic, p: outsideSquare(large, steps) };
    if (large * Math.min(small, 2 * statistic * small + 1) <= mostSteps) return { statistic, p: outsideBand(large, small, divisor, steps) };
  }
  return { statistic, p: kolmogorovUpper(statistic, Math.round((large * small) / (large + small))) };
}

/** max |i·|b| − j·|a|| where i and j count the values up to a point: the distance of the distribution functions in whole steps. */
function largestGap(a: Float64Array, b: Float64Array): number {
  let [i, j, gap] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const at = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    while (i < a.length && a[i] === at) i++;
    while (j < b.length && b[j] === at) j++;
    gap = Math.max(gap, Math.abs(i * b.length - j * a.length));
  }
  return gap;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** The share of lattice paths from (0, 0) to (n, n) that reach |x − y| ≥ h (reflection principle, summed from the smallest term). */
function outsideSquare(n: number, h: number): number {
  let share = 0;
  for (let k = Math.floor(n / h); k >= 0; k--) {
    let factor = 1;
    for (let j = 0; j < h; j++) factor *= (n - k * h - j) / (n + k * h + j + 1);
    share = factor * (1 - share);
  }
  return Math.min(1, 2 * share);
}

/**
 * The share of lattice paths from (0, 0) to (m, n), m > n, that reach |n·x − m·y| ≥ h·divisor: counted column by column,
 * each cell the mean of its two predecessors weighted by the paths through them (J. Hodges, 1958; T. Viehmann, 2021).
 */
function outsideBand(m: number, n: number, divisor: number, h: number): number {
  const [mg, ng] = [m / divisor, n / divisor];
  const outside = new Float64Array(n + 1).fill(1);
  outside.fill(0, 0, Math.min(Math.ceil(h / mg), n + 1));
  for (let i = 1; i <= m; i++) {
    const low = Math.max(Math.floor((ng * i - h) / mg) + 1, 0);
    const high = Math.min(Math.ceil((ng * i + h) / mg), n + 1);
    if (high <= low) return 1;
    let below = low === 0 ? 0 : 1;
    for (let j = low; j < high; j++) {
      below = ((outside[j] ?? 1) * i + below * j) / (i + j);
      outside[j] = below;
    }
  }
  return Math.min(1, outside[n] ?? 1);
}
