import { normalTwoSided } from "./distributions.ts";
import { logChoose } from "./gamma.ts";

/**
 * The two-sided p of "both samples have the same proportion", for `a` of `n` and `b` of `m`: the pooled z test where at least five of each kind are
 * expected in each sample, else Fisher's exact test, which a single odd row in a small sample does not mislead.
 */
export function twoProportions(a: number, n: number, b: number, m: number): number {
  const pooled = (a + b) / (n + m);
  if (pooled === 0 || pooled === 1) return 1;
  if (Math.min(n, m) * Math.min(pooled, 1 - pooled) < 5) return fisherExact(a, n, b, m);
  return normalTwoSided((a / n - b / m) / Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m)));
}

/** Fisher's exact test, two-sided: the probability of all tables with these margins that are no likelier than this one. Agrees with scipy's `fisher_exact`. */
export function fisherExact(a: number, n: number, b: number, m: number): number {
  const hits = a + b;
  const logAll = logChoose(n + m, hits);
  const probability = (k: number): number => Math.exp(logChoose(n, k) + logChoose(m, hits - k) - logAll);
  const observed = probability(a) * (1 + 1e-7);
  let p = 0;
  for (let k = Math.max(0, hits - m); k <= Math.min(n, hits); k++) {
    const one = probability(k);
    if (one <= observed) p += one;
  }
  return Math.min(1, p);
}
