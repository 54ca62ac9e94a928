import type { FeatureMatrix } from "../../estimator.ts";

/** A dense column as ranks of its values: rows of one group cannot be told apart by a split. */
export interface RankedColumn {
  readonly kind: "ranked";
  readonly ranks: Int32Array;
  /** Smallest and largest value of each group, ascending. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** One category of a one-hot block: `block` names the block among all blocks. */
export interface CategoryColumn {
  readonly kind: "category";
  readonly block: number;
  readonly codes: Int32Array;
  readonly category: number;
  readonly categories: number;
}

export type TreeColumn = RankedColumn | CategoryColumn;

/**
 * The columns of a matrix without missing values, ready for growing trees. Up to `exactRows` rows (65,535 at most) every distinct value is a group of its own;
 * above, columns are cut into 255 groups of about equal size.
 */
export function treeColumns(x: FeatureMatrix, exactRows: number, check: () => void): readonly TreeColumn[] {
  const columns: TreeColumn[] = [];
  x.blocks.forEach((block, index) => {
    check();
    if (block.kind === "dense") columns.push(ranked(block.values, exactRows));
    else {
      for (let category = 0; category < block.categories.length; category++) {
        columns.push({ kind: "category", block: index, codes: block.codes, category, categories: block.categories.length });
      }
    }
  });
  return columns;
}

function ranked(values: Float64Array, exactRows: number): RankedColumn {
  const sorted = values.slice().sort();
  const ends = groupEnds(sorted, exactRows);
  const low = Float64Array.from(ends, (_, g) => sorted[g === 0 ? 0 : ends[g - 1]!]!);
  const high = Float64Array.from(ends, (end) => sorted[end - 1]!);
  const ranks = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) ranks[i] = firstAtLeast(high, values[i]!);
  return { kind: "ranked", ranks, low, high };
}

/** Where each group of sorted values ends; equal values are never parted. */
function groupEnds(sorted: Float64Array, exactRows: number): number[] {
  const ends: number[] = [];
  for (let i = 1; i <= sorted.length; i++) if (i === sorted.length || sorted[i]! > sorted[i - 1]!) ends.push(i);
  if (sorted.length <= exactRows || ends.length <= 255) return ends;
  const coarse: number[] = [];
  let group = 0;
  for (let bin = 1; bin <= 255; bin++) {
    const wanted = (bin * sorted.length) / 255;
    while (group < ends.length - 1 && ends[group]! < wanted) group++;
    if (coarse.at(-1) !== ends[group]) coarse.push(ends[group]!);
  }
  return coarse;
}

function firstAtLeast(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
