import { chiSquareQuantile } from "./distributions.ts";

const smallestShare = 1e-4;

/** The population stability index of counts (or shares) in the same bins: Σ (q − p)·ln(q / p), where a share is never taken below 1e-4. */
export function populationStability(reference: readonly number[], current: readonly number[]): number {
  const [sizeP, sizeQ] = [total(reference), total(current)];
  let index = 0;
  for (let i = 0; i < reference.length; i++) {
    const p = Math.max((reference[i] ?? 0) / sizeP, smallestShare);
    const q = Math.max((current[i] ?? 0) / sizeQ, smallestShare);
    index += (q - p) * Math.log(q / p);
  }
  return index;
}

/**
 * The index that chance alone exceeds with probability `tail`, for samples of n and m values of one law in `bins` ≥ 2 bins:
 * without drift it is about (1/n + 1/m)·χ² with bins − 1 degrees of freedom.
 */
export function stabilityByChance(tail: number, bins: number, n: number, m: number): number {
  return (1 / n + 1 / m) * chiSquareQuantile(tail, bins - 1);
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
