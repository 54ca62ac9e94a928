import { missingBin, type BinnedBlock } from "./bins.ts";

/** Per slot three sums: gradients, second derivatives, rows. */
export type Histogram = Float64Array;

/** Sums over the rows `order[from … to − 1]`. */
export function fillHistogram(
  out: Histogram,
  blocks: readonly BinnedBlock[],
  order: Int32Array,
  from: number,
  to: number,
  gradients: Float64Array,
  curvatures: Float64Array,
): void {
  out.fill(0);
  for (const block of blocks) {
    const keys = block.kind === "dense" ? block.bins : block.codes;
    for (let i = from; i < to; i++) {
      const row = order[i]!;
      const key = keys[row]!;
      if (key < 0) continue;
      const at = 3 * (block.slot + key);
      out[at]! += gradients[row]!;
      out[at + 1]! += curvatures[row]!;
      out[at + 2]!++;
    }
  }
}

export interface Totals {
  readonly gradient: number;
  readonly curvature: number;
  readonly rows: number;
}

export interface BoostedSplit {
  readonly block: BinnedBlock;
  /** Rows in bins up to this one go left; of a category column, the category that goes right. */
  readonly bin: number;
  readonly missingLeft: boolean;
  readonly gain: number;
  readonly left: Totals;
}

export interface SplitLimits {
  readonly minLeaf: number;
  readonly l2: number;
}

/** Leaves whose second derivatives sum to less are not made: their value would be noise. */
const minCurvature = 1e-3;

/** The split of a leaf that lowers the loss most, by its quadratic approximation; undefined when none does. Equal gains: the first column, then the first split tried. */
export function bestSplit(histogram: Histogram, blocks: readonly BinnedBlock[], totals: Totals, limits: SplitLimits): BoostedSplit | undefined {
  let best: BoostedSplit | undefined;
  const offer = (block: BinnedBlock, bin: number, missingLeft: boolean, left: Totals): void => {
    const right = minus(totals, left);
    if (left.rows < limits.minLeaf || right.rows < limits.minLeaf) return;
    if (left.curvature < minCurvature || right.curvature < minCurvature) return;
    const gain = score(left, limits.l2) + score(right, limits.l2) - score(totals, limits.l2);
    if (gain > 0 && (!best || gain > best.gain)) best = { block, bin, missingLeft, gain, left };
  };
  for (const block of blocks) {
    if (block.kind === "one_hot") {
      for (let category = 0; category < block.categories; category++) {
        const right = slotTotals(histogram, block.slot + category);
        if (right.rows > 0) offer(block, category, false, minus(totals, right));
      }
      continue;
    }
    const bins = block.thresholds.length + 1;
    const missing = slotTotals(histogram, block.slot + missingBin);
    const last = missing.rows > 0 ? bins : bins - 1;
    let left: Totals = nothing;
    for (let bin = 0; bin < last; bin++) {
      left = plus(left, slotTotals(histogram, block.slot + bin));
      // Where training misses no value of the column, the larger side takes the missing ones to come.
      offer(block, bin, !block.hasMissing && 2 * left.rows > totals.rows, left);
    }
    if (missing.rows === 0) continue;
    // From above, with the missing values left: a gap that this node leaves between two bins is cut at its upper end.
    let right: Totals = nothing;
    for (let bin = bins - 2; bin >= 0; bin--) {
      right = plus(right, slotTotals(histogram, block.slot + bin + 1));
      offer(block, bin, true, minus(totals, right));
    }
  }
  return best;
}

/** What a leaf of these rows takes off twice the loss. */
const score = ({ gradient, curvature }: Totals, l2: number): number => (gradient * gradient) / (curvature + l2 + 1e-15);

const nothing: Totals = { gradient: 0, curvature: 0, rows: 0 };

export const plus = (a: Totals, b: Totals): Totals => ({ gradient: a.gradient + b.gradient, curvature: a.curvature + b.curvature, rows: a.rows + b.rows });
export const minus = (a: Totals, b: Totals): Totals => ({ gradient: a.gradient - b.gradient, curvature: a.curvature - b.curvature, rows: a.rows - b.rows });

const slotTotals = (histogram: Histogram, slot: number): Totals => ({
  gradient: histogram[3 * slot]!,
  curvature: histogram[3 * slot + 1]!,
  rows: histogram[3 * slot + 2]!,
});
