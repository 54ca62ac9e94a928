import { meanOf, sumOf, varianceOf } from "../numeric/sums.ts";
import { ofShare } from "./intervals.ts";
import type { Scored } from "./confusion.ts";

interface Separated {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

/** The probabilities of one class, of its own rows and of all others, each sorted. */
function separate(probabilities: Float64Array, codes: Int32Array, classes: number, of: number): Separated {
  let own = 0;
  for (const code of codes) if (code === of) own++;
  const positives = new Float64Array(own);
  const negatives = new Float64Array(codes.length - own);
  let p = 0;
  let n = 0;
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] === of) positives[p++] = probabilities[i * classes + of]!;
    else negatives[n++] = probabilities[i * classes + of]!;
  }
  return { positives: positives.sort(), negatives: negatives.sort() };
}

/** The share of the other side that each row is ranked rightly against, ties counted half (DeLong's placements), in row order. */
function placements(probabilities: Float64Array, codes: Int32Array, classes: number, of: number): { readonly placed: Float64Array; readonly own: number } {
  const { positives, negatives } = separate(probabilities, codes, classes, of);
  const placed = new Float64Array(codes.length);
  for (let i = 0; i < codes.length; i++) {
    const score = probabilities[i * classes + of]!;
    const others = codes[i] === of ? negatives : positives;
    const below = firstNotBelow(others, score);
    const tied = firstAbove(others, score, below) - below;
    const rightly = codes[i] === of ? below + tied / 2 : others.length - below - tied / 2;
    placed[i] = rightly / others.length;
  }
  return { placed, own: positives.length };
}

/**
 * Area under the ROC curve of one class against the other, ties counted half. NaN when all rows are of one class. Its interval is DeLong's
 * (E. DeLong and others, 1988), on the logit scale.
 */
export function binaryAuc(probabilities: Float64Array, codes: Int32Array, positive: number): Scored {
  const { placed, own } = placements(probabilities, codes, 2, positive);
  const others = codes.length - own;
  if (own === 0 || others === 0) return { value: Number.NaN, interval: undefined };
  const positives = placed.filter((_, i) => codes[i] === positive);
  const negatives = placed.filter((_, i) => codes[i] !== positive);
  const value = sumOf(own, (i) => positives[i]! * others) / (own * others);
  const error = Math.sqrt(varianceOf(positives) / own + varianceOf(negatives) / others);
  return { value, interval: ofShare(value, error, Math.min(own, others)) };
}

/** The mean of the areas of each class against all others; NaN when a class has no rows. Its interval comes from each row's influence on the mean. */
export function macroAuc(probabilities: Float64Array, codes: Int32Array, classes: number): Scored {
  const influence = new Float64Array(codes.length);
  let value = 0;
  let fewest = Infinity;
  for (let k = 0; k < classes; k++) {
    const { placed, own } = placements(probabilities, codes, classes, k);
    const others = codes.length - own;
    if (own === 0 || others === 0) return { value: Number.NaN, interval: undefined };
    fewest = Math.min(fewest, own, others);
    const auc = sumOf(codes.length, (i) => (codes[i] === k ? placed[i]! * others : 0)) / (own * others);
    value += auc / classes;
    for (let i = 0; i < codes.length; i++) influence[i]! += ((placed[i]! - auc) * codes.length) / ((codes[i] === k ? own : others) * classes);
  }
  const error = Math.sqrt(varianceOf(influence, meanOf(influence)) / codes.length);
  return { value, interval: ofShare(value, error, fewest) };
}

/**
 * The ROC curve of one class against all others, from (0, 0) to (1, 1), at the thresholds where it turns; thinned to about 200 points that are at
 * least a hundredth apart. Empty when all rows are on one side.
 */
export function rocCurve(
  probabilities: Float64Array,
  codes: Int32Array,
  classes: number,
  of: number,
): { readonly falsePositiveRate: readonly number[]; readonly truePositiveRate: readonly number[] } {
  const { positives, negatives } = separate(probabilities, codes, classes, of);
  if (positives.length === 0 || negatives.length === 0) return { falsePositiveRate: [], truePositiveRate: [] };
  const falsePositiveRate = [0];
  const truePositiveRate = [0];
  let p = positives.length;
  let n = negatives.length;
  let last = 0;
  while (p > 0 || n > 0) {
    const threshold = Math.max(p > 0 ? positives[p - 1]! : -Infinity, n > 0 ? negatives[n - 1]! : -Infinity);
    while (p > 0 && positives[p - 1]! >= threshold) p--;
    while (n > 0 && negatives[n - 1]! >= threshold) n--;
    const hits = 1 - p / positives.length;
    const alarms = 1 - n / negatives.length;
    if (hits + alarms - last < 0.01 && (p > 0 || n > 0)) continue;
    falsePositiveRate.push(alarms);
    truePositiveRate.push(hits);
    last = hits + alarms;
  }
  return { falsePositiveRate, truePositiveRate };
}

function firstNotBelow(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstAbove(sorted: Float64Array, value: number, from: number): number {
  let low = from;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
