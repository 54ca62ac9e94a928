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
  const { feature, threshold, left, right, missingLeft } = tree;
  for (let i = 0; i < rows; i++) {
    let node = 0;
    for (let column = feature[0]!; column >= 0; column = feature[node]!) {
      const values = dense[column];
      if (values === undefined) node = codes[column]![i] === category[column] ? right[node]! : left[node]!;
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

  finish(withMissing = false): Tree {
    return {
      feature: Int32Array.from(this.feature),
      threshold: Float64Array.from(this.threshold),
      left: Int32Array.from(this.left),
      right: Int32Array.from(this.right),
      value: Float64Array.from(this.value),
      outputs: this.outputs,
      ...(withMissing && { missingLeft: Uint8Array.from(this.missingLeft) }),
    };
  }
}

/** Importances that sum to 1, unless nothing was ever split. */
export function normalised(importance: Float64Array): Float64Array {
  const sum = importance.reduce((total, value) => total + value, 0);
  return sum > 0 ? importance.map((value) => value / sum) : importance;
}
