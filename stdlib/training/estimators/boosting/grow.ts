import type { Kernel } from "../../kernels/kernel.ts";
import type { Random } from "../../numeric/random.ts";
import { TreeBuilder, type Tree } from "../trees/tree.ts";
import { missingBin, type BinnedMatrix } from "./bins.ts";
import { RowOrder } from "./rows.ts";
import { bestSplit, foundBytes, nodeValue, type FoundSplit } from "./splits.ts";

export interface BoostedTreeOptions {
  readonly leaves: number;
  readonly depth: number;
  readonly minLeaf: number;
  readonly l2: number;
  readonly learningRate: number;
  /** Features that each node may ask, drawn by `random`; all of them when it is their number. */
  readonly featuresPerNode: number;
  readonly random: Random;
  /** By feature: 1 or −1 where predictions may only rise or fall with it. */
  readonly monotone?: Int8Array | undefined;
}

/** The address of the rows' gradients and second derivatives, two whole numbers a row, and what one of each is worth. */
export interface Derivatives {
  readonly at: number;
  readonly gradientUnit: number;
  readonly curvatureUnit: number;
}

/** The value of a leaf in the place of the one that its gradients suggest; called with the leaf's rows. */
export type LeafValue = (rows: Uint32Array) => number;

interface Leaf {
  readonly node: number;
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly histogram: number;
  readonly split: FoundSplit | undefined;
}

type Opened = Pick<Leaf, "from" | "to" | "depth" | "low" | "high">;

const featureBytes = 256 * 20;
const partBytes = 256 * 16;
const featuresAGroup = 6;
/** The kernels count the rows of a piece in so many bits. */
const mostRowsAPiece = 65_536;
const fewestRowsAPiece = 4_096;
const piecesWanted = 24;
/** Additions below which other threads would take longer to wake. */
const worthSharing = 50_000;

/**
 * Grows trees on gradients and second derivatives, always at the leaf where it pays most. Of two new leaves the smaller one is summed, the other is what
 * remains of their parent. Adds each split's gain to `importance`.
 */
export class BoostedTrees {
  private readonly kernel: Kernel;
  private readonly matrix: BinnedMatrix;
  private readonly options: BoostedTreeOptions;
  private readonly importance: Float64Array;
  private readonly rows: RowOrder;
  private readonly spare: number[] = [];
  private readonly sums: number;
  private readonly results: readonly [small: number, large: number];
  private readonly scratch: number;
  private readonly scratchBytes = 256 * 12;
  private readonly drawn: number[];

  constructor(kernel: Kernel, matrix: BinnedMatrix, options: BoostedTreeOptions, importance: Float64Array) {
    const features = matrix.features.length;
    this.kernel = kernel;
    this.matrix = matrix;
    this.options = options;
    this.importance = importance;
    this.rows = new RowOrder(kernel, matrix);
    const pieces = Math.max(piecesWanted + 1, Math.ceil(matrix.rows / mostRowsAPiece));
    this.sums = kernel.allocate(pieces * features * partBytes);
    this.results = [kernel.allocate(features * foundBytes), kernel.allocate(features * foundBytes)];
    this.scratch = kernel.allocate(kernel.threads * this.scratchBytes);
    this.drawn = [...matrix.features.keys()];
  }

  /** One tree; adds its values to the raw predictions at `raw`. */
  grow(derivatives: Derivatives, raw: number, leafValue?: LeafValue): Tree {
    const builder = new TreeBuilder(1);
    this.rows.begin();
    const leaves = [this.root(builder, derivatives)];
    while (leaves.length < this.options.leaves) {
      const at = richest(leaves);
      const parent = leaves[at];
      if (!parent?.split) break;
      leaves.splice(at, 1, ...this.divide(builder, parent, parent.split, derivatives));
    }
    const valued = leaves.map(({ node, from, to, value, histogram }) => {
      if (histogram > 0) this.spare.push(histogram);
      const own = this.options.learningRate * (leafValue ? leafValue(this.rows.between(from, to)) : value);
      builder.setValue(node, own);
      return { from, to, value: own };
    });
    this.rows.add(valued, raw);
    return builder.finish(true);
  }

  private root(builder: TreeBuilder, derivatives: Derivatives): Leaf {
    const all = { from: 0, to: this.matrix.rows, depth: 0, low: -Infinity, high: Infinity };
    if (this.matrix.features.length === 0) return { ...all, node: builder.leaf([0]), value: 0, histogram: 0, split: undefined };
    const histogram = this.histogram();
    this.search(all, histogram, undefined, derivatives);
    return this.leaf(builder, all, histogram, this.results[0]);
  }

  private divide(builder: TreeBuilder, parent: Leaf, split: FoundSplit, derivatives: Derivatives): [Leaf, Leaf] {
    const { feature } = split;
    const sides = this.sidesOf(split);
    const middle = this.rows.divide(parent.from, parent.to, feature, sides);
    const monotone = this.options.monotone?.[feature] ?? 0;
    const between = (split.leftValue + split.rightValue) / 2;
    const { depth, low, high } = parent;
    const left: Opened = { from: parent.from, to: middle, depth: depth + 1, low: monotone < 0 ? between : low, high: monotone > 0 ? between : high };
    const right: Opened = { from: middle, to: parent.to, depth: depth + 1, low: monotone > 0 ? between : low, high: monotone < 0 ? between : high };
    const leftSmall = middle - parent.from <= parent.to - middle;
    const small = this.histogram();
    this.search(leftSmall ? left : right, small, { ...(leftSmall ? right : left), histogram: parent.histogram }, derivatives);
    const [a, b] = leftSmall ? [small, parent.histogram] : [parent.histogram, small];
    const [ra, rb] = leftSmall ? this.results : [this.results[1], this.results[0]];
    const [leftLeaf, rightLeaf] = [this.leaf(builder, left, a, ra), this.leaf(builder, right, b, rb)];
    this.write(builder, parent.node, split, leftLeaf.node, rightLeaf.node);
    return [leftLeaf, rightLeaf];
  }

  /** The histogram of a node, and of its sibling what remains of their parent's; the features' splits of both. */
  private search(node: Opened, histogram: number, sibling: (Opened & { readonly histogram: number }) | undefined, { at, gradientUnit, curvatureUnit }: Derivatives): void {
    const { kernel, matrix, options } = this;
    const features = matrix.features.length;
    const rows = node.to - node.from;
    const pieceRows = Math.min(mostRowsAPiece, Math.max(fewestRowsAPiece, Math.ceil(rows / piecesWanted)));
    const pieces = Math.max(1, Math.ceil(rows / pieceRows));
    const groups = Math.ceil(features / featuresAGroup);
    const groupSize = Math.ceil(features / groups);
    const order = sibling ? this.rows.order : 0;
    kernel[rows * features < worthSharing ? "runAlone" : "run"]("fillHistograms", pieces * Math.ceil(features / groupSize), order, node.from, node.to, pieceRows, features, groupSize, matrix.records, matrix.stride, at, this.sums);
    const [small, large] = this.results;
    kernel.run(
      "splitNodes",
      features,
      features,
      matrix.described,
      this.sums,
      pieces,
      histogram,
      sibling?.histogram ?? 0,
      small,
      large,
      gradientUnit,
      curvatureUnit,
      options.l2,
      options.minLeaf,
      node.low,
      node.high,
      sibling?.low ?? 0,
      sibling?.high ?? 0,
      this.scratch,
      this.scratchBytes,
    );
  }

  private leaf(builder: TreeBuilder, opened: Opened, histogram: number, results: number): Leaf {
    const split = opened.depth < this.options.depth ? bestSplit(this.kernel, results, this.draw(), (feature) => this.matrix.features[feature]?.kind === "categories") : undefined;
    return { ...opened, node: builder.leaf([0]), value: nodeValue(this.kernel, results), histogram, split };
  }

  /** The features that a node may ask, in order. */
  private draw(): readonly number[] {
    const { featuresPerNode, random } = this.options;
    const { drawn } = this;
    if (featuresPerNode >= drawn.length) return drawn;
    const all = [...drawn];
    for (let tried = 0; tried < featuresPerNode; tried++) {
      const at = tried + random.below(all.length - tried);
      [all[tried], all[at]] = [all[at]!, all[tried]!];
    }
    return all.slice(0, featuresPerNode).sort((a, b) => a - b);
  }

  /** Of each bin, whether it goes left. */
  private sidesOf({ bin, missingLeft, goesLeft }: FoundSplit): Uint8Array {
    const sides = goesLeft?.slice() ?? Uint8Array.from({ length: 256 }, (_, own) => (own <= bin ? 1 : 0));
    sides[missingBin] = missingLeft ? 1 : 0;
    return sides;
  }

  private write(builder: TreeBuilder, node: number, split: FoundSplit, left: number, right: number): void {
    const feature = this.matrix.features[split.feature]!;
    const { column } = feature;
    if (feature.kind === "numbers") {
      // Above the last threshold there are only missing values.
      builder.split(node, column, feature.thresholds[split.bin] ?? Number.MAX_VALUE, left, right, split.missingLeft);
      this.importance[column]! += split.gain;
      return;
    }
    const codes = [...feature.bins.keys()].filter((code) => split.goesLeft?.[feature.bins[code]!] === 1);
    builder.splitSet(node, column, codes, feature.bins.length, left, right, split.missingLeft);
    for (const code of codes) this.importance[column + code]! += split.gain / codes.length;
  }

  private histogram(): number {
    return this.spare.pop() ?? this.kernel.allocate(this.matrix.features.length * featureBytes);
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
