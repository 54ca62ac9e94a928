/** 1 / (1 + e⁻ˣ) without overflow. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** log(1 + eˣ) without overflow. */
export function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}

/** Turns row i of `scores` (one array a class) into probabilities, in place, and returns log Σ exp of the scores. */
export function softmaxRow(scores: readonly Float64Array[], i: number): number {
  let top = -Infinity;
  for (const column of scores) top = Math.max(top, column[i]!);
  let sum = 0;
  for (const column of scores) sum += column[i] = Math.exp(column[i]! - top);
  for (const column of scores) column[i]! /= sum;
  return top + Math.log(sum);
}
