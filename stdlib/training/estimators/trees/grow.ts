import type { Random } from "../../numeric/random.ts";
import type { TreeColumn } from "./ranked.ts";
import { SplitFinder, type NodeRows, type Split, type TreeTarget } from "./split.ts";
import { TreeBuilder, type Tree } from "./tree.ts";

export interface GrowOptions {
  /** The most questions from the root to a leaf. */
  readonly depth: number;
  /** The fewest rows in a leaf. */
  readonly minLeaf: number;
  /** Columns that are tried at each node, drawn by `random`; all of them, in order, when it is at least their number. */
  readonly columnsPerNode: number;
  readonly random: Random;
}

interface Pending extends NodeRows {
  readonly node: number;
  readonly depth: number;
}

/**
 * Grows a tree by CART (L. Breiman and others, 1984): every node takes the split that leaves the purest sides, until its rows are of one kind, too few, or
 * too deep. `rowWeights` counts how often each row stands in the sample; rows with 0 are left out. Adds to `importance`, by column, how much purity its
 * splits have won. Equal splits: the first column tried, the lowest threshold.
 */
export function growTree(columns: readonly TreeColumn[], target: TreeTarget, rowWeights: Float64Array, options: GrowOptions, importance: Float64Array): Tree {
  const builder = new TreeBuilder(target.outputs);
  const finder = new SplitFinder(columns, target, rowWeights, options.minLeaf);
  const drawn = Int32Array.from(columns.keys());
  const order = Int32Array.from(rowsWithWeight(rowWeights));
  const buffer = new Int32Array(order.length);
  const value = new Float64Array(target.outputs);

  const open = (from: number, to: number, depth: number): Pending => {
    const { sums, weight } = totals(order, from, to, target, rowWeights);
    for (let k = 0; k < sums.length; k++) value[k] = sums[k]! / weight;
    return { order, from, to, sums, weight, depth, node: builder.leaf(value) };
  };

  const pending = [open(0, order.length, 0)];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.depth >= options.depth || node.to - node.from < 2 * options.minLeaf || isPure(node, target)) continue;
    const split = bestSplit(finder, node, drawn, options);
    if (!split) continue;
    importance[split.column]! += Math.max(0, split.purity - node.sums.reduce((sum, s) => sum + s * s, 0) / node.weight);
    const middle = partition(columns[split.column]!, split.threshold, node, buffer);
    const left = open(node.from, middle, node.depth + 1);
    const right = open(middle, node.to, node.depth + 1);
    builder.split(node.node, split.column, split.threshold, left.node, right.node);
    pending.push(right, left);
  }
  return builder.finish();
}

/** Tries columns until `columnsPerNode` have been tried and one of them was not constant. */
function bestSplit(finder: SplitFinder, node: NodeRows, drawn: Int32Array, { columnsPerNode, random }: GrowOptions): Split | undefined {
  let best: Split | undefined;
  let varied = false;
  const all = columnsPerNode >= drawn.length;
  for (let tried = 0; tried < drawn.length && (tried < columnsPerNode || !varied); tried++) {
    if (!all) {
      const at = tried + random.below(drawn.length - tried);
      const chosen = drawn[at]!;
      drawn[at] = drawn[tried]!;
      drawn[tried] = chosen;
    }
    const split = finder.find(drawn[tried]!, node);
    if (split === "constant") continue;
    varied = true;
    if (split && (!best || split.purity > best.purity)) best = split;
  }
  return best;
}

/** Moves the rows that go left to the front, both sides in their order; returns where the right side begins. */
function partition(column: TreeColumn, threshold: number, { order, from, to }: NodeRows, buffer: Int32Array): number {
  let left = from;
  let right = 0;
  for (let i = from; i < to; i++) {
    const row = order[i]!;
    const goesLeft = column.kind === "category" ? column.codes[row] !== column.category : column.high[column.ranks[row]!]! <= threshold;
    if (goesLeft) order[left++] = row;
    else buffer[right++] = row;
  }
  order.set(buffer.subarray(0, right), left);
  return left;
}

function* rowsWithWeight(weights: Float64Array): Generator<number> {
  for (let i = 0; i < weights.length; i++) if (weights[i]! > 0) yield i;
}

function totals(order: Int32Array, from: number, to: number, target: TreeTarget, rowWeights: Float64Array): { sums: Float64Array; weight: number } {
  const sums = new Float64Array(target.outputs);
  let weight = 0;
  for (let i = from; i < to; i++) {
    const row = order[i]!;
    const own = rowWeights[row]!;
    if (target.codes) sums[target.codes[row]!]! += own;
    else sums[0]! += own * target.values![row]!;
    weight += own;
  }
  return { sums, weight };
}

function isPure({ order, from, to, sums }: NodeRows, target: TreeTarget): boolean {
  if (target.codes) return sums.reduce((kinds, sum) => kinds + (sum > 0 ? 1 : 0), 0) <= 1;
  const values = target.values!;
  const first = values[order[from]!];
  for (let i = from + 1; i < to; i++) if (values[order[i]!] !== first) return false;
  return true;
}
