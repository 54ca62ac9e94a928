import { chiSquareQuantile } from "./distributions.ts";

/**
 * The Jensen–Shannon distance (the root of the divergence, natural logarithm; 0 to √ln 2 ≈ 0.83) of two discrete laws, given by counts or shares.
 * Agrees with scipy's `jensenshannon`.
 */
export function jensenShannon(a: readonly number[], b: readonly number[]): number {
  const [sumA, sumB] = [total(a), total(b)];
  let divergence = 0;
  for (let i = 0; i < a.length; i++) {
    const [p, q] = [(a[i] ?? 0) / sumA, (b[i] ?? 0) / sumB];
    const middle = (p + q) / 2;
    if (p > 0) divergence += p * Math.log(p / middle);
    if (q > 0) divergence += q * Math.log(q / middle);
  }
  return Math.sqrt(Math.max(0, divergence / 2));
}

/**
 * The distance that chance alone exceeds with probability `tail`, for samples of n and m values of one law over `categories` ≥ 2 values:
 * without drift the divergence is about (1/n + 1/m)·χ²/8 with categories − 1 degrees of freedom (second-order expansion around p = q).
 */
export function jensenShannonByChance(tail: number, categories: number, n: number, m: number): number {
  return Math.sqrt(((1 / n + 1 / m) * chiSquareQuantile(tail, categories - 1)) / 8);
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
