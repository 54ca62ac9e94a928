/** How well one column predicts a target alone. Columns and targets of one call have the same length. */

/** A category in fewer rows than this is not judged: any rare value "predicts" its few rows. */
const fewestOfCategory = 5;

/** Pearson's correlation, squared: the R² of a straight line. 0 where one of the two is constant. */
export function squaredCorrelation(a: Float64Array, b: Float64Array): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let row = 0; row < a.length; row++) {
    const [x, y] = [(a[row] ?? 0) - meanA, (b[row] ?? 0) - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? (ab / Math.sqrt(aa)) ** 2 / bb : 0;
}

/** Spearman's correlation without its sign: Pearson's of the ranks, ties at their mean. */
export function rankCorrelation(a: Float64Array, b: Float64Array): number {
  return Math.sqrt(squaredCorrelation(ranks(a), ranks(b)));
}

/** The area under the ROC curve of a column as a score for label 1 of two: the share of pairs in the right order, ties half. */
export function rocAuc(values: Float64Array, labels: Int32Array): number {
  const [zeros, ones] = sortedByClass(values, labels, 2);
  if (!zeros || !ones || zeros.length === 0 || ones.length === 0) return 0.5;
  let [below, upTo, pairs] = [0, 0, 0];
  for (const value of ones) {
    while (below < zeros.length && (zeros[below] ?? 0) < value) below++;
    while (upTo < zeros.length && (zeros[upTo] ?? 0) <= value) upTo++;
    pairs += (below + upTo) / 2;
  }
  return pairs / (zeros.length * ones.length);
}

/**
 * The mean recall of the best division of a column into at most one interval a class, each with one class: a tree of that many leaves.
 * Found by going through the values in order with, for each number of intervals and class of the last one, the best sum so far.
 */
export function bestIntervals(values: Float64Array, labels: Int32Array, classes: number): number {
  const sorted = sortedByClass(values, labels, classes);
  const sums = new Float64Array(classes * classes).fill(Number.NEGATIVE_INFINITY);
  /** The best sum with exactly this many intervals before the value at hand. */
  const before = new Float64Array(classes + 1).fill(Number.NEGATIVE_INFINITY);
  before[0] = 0;
  const gain = new Float64Array(classes);
  const heads = new Int32Array(classes);
  for (;;) {
    const value = sorted.reduce((least, own, label) => Math.min(least, own[heads[label] ?? 0] ?? Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
    if (value === Number.POSITIVE_INFINITY) break;
    sorted.forEach((own, label) => {
      const from = heads[label] ?? 0;
      let to = from;
      while (to < own.length && own[to] === value) to++;
      heads[label] = to;
      gain[label] = own.length === 0 ? 0 : (to - from) / own.length;
    });
    for (let place = classes - 1; place >= 0; place--) {
      let best = Number.NEGATIVE_INFINITY;
      for (let label = 0; label < classes; label++) {
        const at = place * classes + label;
        const sum = Math.max(sums[at] ?? 0, before[place] ?? 0) + (gain[label] ?? 0);
        sums[at] = sum;
        if (sum > best) best = sum;
      }
      before[place + 1] = best;
    }
    before[0] = Number.NEGATIVE_INFINITY;
  }
  return Math.max(...before.subarray(1)) / classes;
}

/** The mean recall of saying, for each category, the class it speaks for most; -1 is a category, too. */
export function bestOfCategories(codes: Int32Array, categories: number, labels: Int32Array, classes: number): number {
  const worth = worths(labels, classes);
  const counts = new Int32Array((categories + 1) * classes);
  for (let row = 0; row < codes.length; row++) {
    const at = ((codes[row] ?? -1) + 1) * classes + (labels[row] ?? 0);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  let sum = 0;
  for (let category = 0; category <= categories; category++) {
    const own = counts.subarray(category * classes, (category + 1) * classes);
    if (own.reduce((a, b) => a + b, 0) >= fewestOfCategory) sum += Math.max(...[...own].map((count, label) => count * (worth[label] ?? 0)));
  }
  return sum / classes;
}

/** The R² of saying each category's mean. */
export function explainedByCategories(codes: Int32Array, categories: number, values: Float64Array): number {
  const counts = new Float64Array(categories + 1);
  const sums = new Float64Array(categories + 1);
  const middle = mean(values);
  let total = 0;
  for (let row = 0; row < codes.length; row++) {
    const [at, value] = [(codes[row] ?? -1) + 1, (values[row] ?? 0) - middle];
    counts[at] = (counts[at] ?? 0) + 1;
    sums[at] = (sums[at] ?? 0) + value;
    total += value * value;
  }
  const explained = sums.reduce((sum, each, at) => sum + ((counts[at] ?? 0) >= fewestOfCategory ? each ** 2 / (counts[at] ?? 1) : 0), 0);
  return total > 0 ? explained / total : 0;
}

/** What a row of each class counts, so that each class counts 1. */
function worths(labels: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts.map((count) => (count === 0 ? 0 : 1 / count));
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? 0 : sum / values.length;
}

/** Each class's values in order. Typed arrays sort fastest without a comparison of one's own, so rows are not sorted by index. */
function sortedByClass(values: Float64Array, labels: Int32Array, classes: number): readonly Float64Array[] {
  return Array.from({ length: classes }, (_, label) => values.filter((_, row) => labels[row] === label).sort());
}

/** Ranks from 1, ties at their mean. */
function ranks(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  return values.map((value) => (placeIn(sorted, (other) => other < value) + placeIn(sorted, (other) => other <= value) + 1) / 2);
}

/** How many of the first values of a sorted array are in front. */
function placeIn(sorted: Float64Array, isInFront: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isInFront(sorted[middle] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}
