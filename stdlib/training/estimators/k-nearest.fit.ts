import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { tooManyNeighbours } from "../../../language/diagnostics/registry/training.ts";
import type { Estimator, FeatureBlock, FeatureMatrix } from "../estimator.ts";
import { requireClasses, requireNumbers, requireRows, requireValues } from "../numeric/checks.ts";
import type { KNearestParams } from "./k-nearest.ts";

export interface KNearestState {
  readonly k: number;
  readonly rows: number;
  /** Of the training rows, in the order of the design matrix: values of a dense block, or codes. */
  readonly blocks: readonly (Float64Array | Int32Array)[];
  readonly target: { readonly task: "regression"; readonly values: Float64Array } | { readonly task: "classification"; readonly codes: Int32Array; readonly classes: number };
}

export const kNearestEstimator: Estimator<KNearestParams, KNearestState> = {
  tasks: ["classification", "regression"],
  fit({ x, y, params }) {
    requireRows(x, "k_nearest");
    requireNumbers(x, "k_nearest");
    if (params.k > x.rows) fail(tooManyNeighbours, { k: params.k, rows: x.rows });
    if (y.task === "classification") requireClasses(y, "k_nearest");
    const target: KNearestState["target"] =
      y.task === "classification"
        ? { task: "classification", codes: y.codes.slice(), classes: y.classes.length }
        : { task: "regression", values: requireValues(y, "k_nearest").slice() };
    return { k: params.k, rows: x.rows, blocks: x.blocks.map((block) => (block.kind === "dense" ? block.values.slice() : block.codes.slice())), target };
  },
  predict(state, x) {
    requireNumbers(x, "k_nearest");
    const { target, k } = state;
    const classes = target.task === "classification" ? target.classes : 1;
    const out = new Float64Array(x.rows * classes);
    const search = neighbours(state, x);
    for (let row = 0; row < x.rows; row++) {
      for (const near of search(row)) {
        if (target.task === "classification") out[row * classes + target.codes[near]!]! += 1 / k;
        else out[row]! += target.values[near]! / k;
      }
    }
    return target.task === "classification" ? { task: "classification", probabilities: out, classes } : { task: "regression", values: out };
  },
};

/** The k nearest training rows of a row, in no order. */
function neighbours({ k, rows, blocks }: KNearestState, x: FeatureMatrix): (row: number) => Int32Array {
  const distances = new Float64Array(rows);
  const heap = new Int32Array(k);
  const farther = (a: number, b: number): boolean => distances[a]! > distances[b]! || (distances[a] === distances[b] && a > b);
  const sink = (from: number): void => {
    for (let at = from; ; ) {
      let top = at;
      for (let child = 2 * at + 1; child <= 2 * at + 2 && child < k; child++) if (farther(heap[child]!, heap[top]!)) top = child;
      if (top === at) return;
      const moved = heap[at]!;
      heap[at] = heap[top]!;
      heap[top] = moved;
      at = top;
    }
  };
  return (row) => {
    distances.fill(0);
    x.blocks.forEach((block, index) => addDistances(block, row, blocks[index]!, distances));
    for (let i = 0; i < k; i++) heap[i] = i;
    for (let at = k >> 1; at >= 0; at--) sink(at);
    for (let i = k; i < rows; i++) {
      if (!farther(heap[0]!, i)) continue;
      heap[0] = i;
      sink(0);
    }
    return heap;
  };
}

/** Adds squared distances in one block. Two categories differ in two of their 0/1 columns, a category and none of them in one. */
function addDistances(block: FeatureBlock, row: number, training: Float64Array | Int32Array, distances: Float64Array): void {
  if (block.kind === "dense") {
    const value = block.values[row]!;
    for (let i = 0; i < distances.length; i++) {
      const difference = training[i]! - value;
      distances[i]! += difference * difference;
    }
    return;
  }
  const code = block.codes[row]!;
  for (let i = 0; i < distances.length; i++) {
    const other = training[i]!;
    if (other !== code) distances[i]! += other < 0 || code < 0 ? 1 : 2;
  }
}
