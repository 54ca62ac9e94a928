import type { FeatureMatrix } from "../../estimator.ts";

/** A decision tree in arrays, one entry a node; node 0 is the root. */
export interface Tree {
  /** The column of the design matrix that the node asks for, or −1 in a leaf. */
  readonly feature: Int32Array;
  /** Rows whose value is at most this go left. Columns of a category are 0 or 1, and split at 0.5. */
  readonly threshold: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** `outputs` numbers a node: shares of the classes, or one value. */
  readonly value: Float64Array;
  readonly outputs: number;
  /** Of nodes that ask for one of several categories: where its set of categories that go left begins among the bits, or −1. A set has a bit a category of the column. */
  readonly sets?: { readonly from: Int32Array; readonly bits: Uint8Array };
  /** 1 where missing values go left; absent where the tree was learned without any. */
  readonly missingLeft?: Uint8Array;
}

/** Columns of a matrix by number, for walking down trees. */
export interface ColumnAccess {
  readonly rows: number;
  readonly dense: readonly (Float64Array | undefined)[];
  readonly codes: readonly (Int32Array | undefined)[];
  readonly category: Int32Array;
}

export function columnAccess(x: FeatureMatrix): ColumnAccess {
  const dense: (Float64Array | undefined)[] = [];
  const codes: (Int32Array | undefined)[] = [];
  const category: number[] = [];
  for (const block of x.blocks) {
    const count = block.kind === "dense" ? 1 : block.categories.length;
    for (let c = 0; c < count; c++) {
      dense.push(block.kind === "dense" ? block.values : undefined);
      codes.push(block.kind === "dense" ? undefined : block.codes);
      category.push(c);
    }
  }
  return { rows: x.rows, dense, codes, category: Int32Array.from(category) };
}

/** The leaf that each row ends in. */
export function leavesOf(tree: Tree, { rows, dense, codes, category }: ColumnAccess, out = new Int32Array(rows)): Int32Array {
  const { feature, threshold, left, right, missingLeft, sets } = tree;
  for (let i = 0; i < rows; i++) {
    let node = 0;
    for (let column = feature[0]!; column >= 0; column = feature[node]!) {
      const values = dense[column];
      const set = sets === undefined ? -1 : sets.from[node]!;
      if (set >= 0) {
        const code = codes[column]![i]!;
        const goesLeft = code < 0 ? missingLeft![node] === 1 : (sets!.bits[(set + code) >> 3]! >> ((set + code) & 7)) % 2 === 1;
        node = goesLeft ? left[node]! : right[node]!;
      } else if (values === undefined) node = codes[column]![i] === category[column] ? right[node]! : left[node]!;
      else {
        const value = values[i]!;
        const goesLeft = value <= threshold[node]! || (value !== value && missingLeft !== undefined && missingLeft[node] === 1);
        node = goesLeft ? left[node]! : right[node]!;
      }
    }
    out[i] = node;
  }
  return out;
}

/** Collects the nodes of a growing tree. */
export class TreeBuilder {
  private readonly feature: number[] = [];
  private readonly threshold: number[] = [];
  private readonly left: number[] = [];
  private readonly right: number[] = [];
  private readonly value: number[] = [];
  private readonly missingLeft: number[] = [];
  private readonly setFrom: number[] = [];
  private readonly setBits: number[] = [];
  private readonly outputs: number;

  constructor(outputs: number) {
    this.outputs = outputs;
  }

  /** Adds a leaf, and returns its number. */
  leaf(value: ArrayLike<number>): number {
    for (let k = 0; k < this.outputs; k++) this.value.push(value[k]!);
    this.left.push(-1);
    this.right.push(-1);
    this.threshold.push(0);
    this.missingLeft.push(0);
    this.setFrom.push(-1);
    return this.feature.push(-1) - 1;
  }

  /** Gives a leaf of one output its value. */
  setValue(node: number, value: number): void {
    this.value[node] = value;
  }

  /** Turns a leaf into an inner node. */
  split(node: number, feature: number, threshold: number, left: number, right: number, missingLeft = false): void {
    this.feature[node] = feature;
    this.threshold[node] = threshold;
    this.left[node] = left;
    this.right[node] = right;
    this.missingLeft[node] = missingLeft ? 1 : 0;
  }

  /** Turns a leaf into an inner node that sends these of a column's categories left. */
  splitSet(node: number, feature: number, codes: readonly number[], categories: number, left: number, right: number, missingLeft: boolean): void {
    this.split(node, feature, 0, left, right, missingLeft);
    const from = 8 * this.setBits.length;
    this.setFrom[node] = from;
    for (let byte = 0; byte < categories; byte += 8) this.setBits.push(0);
    for (const code of codes) this.setBits[(from + code) >> 3]! |= 1 << (code & 7);
  }

  finish(withMissing = false): Tree {
    return {
      feature: Int32Array.from(this.feature),
      threshold: Float64Array.from(this.threshold),
      left: Int32Array.from(this.left),
      right: Int32Array.from(this.right),
      value: Float64Array.from(this.value),
      outputs: this.outputs,
      ...(this.setBits.length > 0 && { sets: { from: Int32Array.from(this.setFrom), bits: Uint8Array.from(this.setBits) } }),
      ...(withMissing && { missingLeft: Uint8Array.from(this.missingLeft) }),
    };
  }
}

/** Importances that sum to 1, unless nothing was ever split. */
export function normalised(importance: Float64Array): Float64Array {
  const sum = importance.reduce((total, value) => total + value, 0);
  return sum > 0 ? importance.map((value) => value / sum) : importance;
}
