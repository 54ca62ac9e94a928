import { TreeBuilder, type Tree } from "../trees/tree.ts";
import { missingBin, type BinnedBlock } from "./bins.ts";
import { bestSplit, fillHistogram, minus, type BoostedSplit, type Histogram, type Totals } from "./histogram.ts";

export interface BoostedTreeOptions {
  readonly leaves: number;
  readonly minLeaf: number;
  readonly l2: number;
  readonly learningRate: number;
}

interface Leaf {
  readonly node: number;
  readonly from: number;
  readonly to: number;
  readonly totals: Totals;
  readonly histogram: Histogram;
  readonly split: BoostedSplit | undefined;
}

/**
 * Grows one tree on gradients and second derivatives, always at the leaf where it pays most, and adds its values to `raw`. Of two new leaves the smaller
 * one is summed, the other is what remains of their parent. Adds each split's gain to `importance`.
 */
export class BoostedTrees {
  private readonly order: Int32Array;
  private readonly buffer: Int32Array;
  private readonly spare: Histogram[] = [];
  private readonly blocks: readonly BinnedBlock[];
  private readonly slots: number;
  private readonly options: BoostedTreeOptions;
  private readonly importance: Float64Array;

  constructor(rows: number, blocks: readonly BinnedBlock[], slots: number, options: BoostedTreeOptions, importance: Float64Array) {
    this.order = new Int32Array(rows);
    this.buffer = new Int32Array(rows);
    this.blocks = blocks;
    this.slots = slots;
    this.options = options;
    this.importance = importance;
  }

  grow(gradients: Float64Array, curvatures: Float64Array, raw: Float64Array): Tree {
    const builder = new TreeBuilder(1);
    const { order } = this;
    for (let i = 0; i < order.length; i++) order[i] = i;
    const root = this.histogram();
    fillHistogram(root, this.blocks, order, 0, order.length, gradients, curvatures);
    const leaves = [this.leaf(builder, 0, order.length, sumTotals(gradients, curvatures), root)];
    while (leaves.length < this.options.leaves) {
      const at = richest(leaves);
      const parent = leaves[at];
      if (!parent?.split) break;
      leaves.splice(at, 1, ...this.divide(builder, parent, parent.split, gradients, curvatures));
    }
    for (const { node, from, to, totals, histogram } of leaves) {
      const value = this.value(totals);
      builder.setValue(node, value);
      for (let i = from; i < to; i++) raw[order[i]!]! += value;
      this.spare.push(histogram);
    }
    return builder.finish(true);
  }

  private divide(builder: TreeBuilder, parent: Leaf, split: BoostedSplit, gradients: Float64Array, curvatures: Float64Array): [Leaf, Leaf] {
    const { order } = this;
    const middle = this.partition(parent, split);
    const smallLeft = middle - parent.from <= parent.to - middle;
    const small = this.histogram();
    fillHistogram(small, this.blocks, order, smallLeft ? parent.from : middle, smallLeft ? middle : parent.to, gradients, curvatures);
    const large = parent.histogram;
    for (let i = 0; i < large.length; i++) large[i]! -= small[i]!;
    const left = this.leaf(builder, parent.from, middle, split.left, smallLeft ? small : large);
    const right = this.leaf(builder, middle, parent.to, minus(parent.totals, split.left), smallLeft ? large : small);
    const { block, bin, missingLeft } = split;
    const column = block.column + (block.kind === "one_hot" ? bin : 0);
    // Above the last threshold there are only missing values.
    const threshold = block.kind === "one_hot" ? 0.5 : (block.thresholds[bin] ?? Number.MAX_VALUE);
    builder.split(parent.node, column, threshold, left.node, right.node, missingLeft);
    this.importance[column]! += split.gain;
    return [left, right];
  }

  private leaf(builder: TreeBuilder, from: number, to: number, totals: Totals, histogram: Histogram): Leaf {
    const splittable = to - from >= 2 * this.options.minLeaf;
    const split = splittable ? bestSplit(histogram, this.blocks, totals, this.options) : undefined;
    return { node: builder.leaf([0]), from, to, totals, histogram, split };
  }

  private value({ gradient, curvature }: Totals): number {
    return (-this.options.learningRate * gradient) / (curvature + this.options.l2 + 1e-15);
  }

  private histogram(): Histogram {
    return this.spare.pop() ?? new Float64Array(3 * this.slots);
  }

  /** Moves the rows that go left to the front, both sides in their order; returns where the right side begins. */
  private partition({ from, to }: Leaf, { block, bin, missingLeft }: BoostedSplit): number {
    const { order, buffer } = this;
    let left = from;
    let right = 0;
    for (let i = from; i < to; i++) {
      const row = order[i]!;
      let goesLeft: boolean;
      if (block.kind === "one_hot") goesLeft = block.codes[row] !== bin;
      else {
        const own = block.bins[row]!;
        goesLeft = own === missingBin ? missingLeft : own <= bin;
      }
      if (goesLeft) order[left++] = row;
      else buffer[right++] = row;
    }
    order.set(buffer.subarray(0, right), left);
    return left;
  }
}

/** The place of the leaf whose split gains most, the first of equal ones; −1 when none can be split. */
function richest(leaves: readonly Leaf[]): number {
  let best = -1;
  leaves.forEach(({ split }, i) => {
    if (split && (best < 0 || split.gain > (leaves[best]?.split?.gain ?? 0))) best = i;
  });
  return best;
}

function sumTotals(gradients: Float64Array, curvatures: Float64Array): Totals {
  let gradient = 0;
  let curvature = 0;
  for (let i = 0; i < gradients.length; i++) {
    gradient += gradients[i]!;
    curvature += curvatures[i]!;
  }
  return { gradient, curvature, rows: gradients.length };
}
