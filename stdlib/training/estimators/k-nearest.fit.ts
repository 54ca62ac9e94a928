import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { tooManyNeighbours } from "../../../language/diagnostics/registry/training.ts";
import type { Estimator, FeatureMatrix } from "../estimator.ts";
import { Kernel } from "../kernels/kernel.ts";
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
    eachNeighbour(state, x, (row, near) => {
      if (target.task === "classification") out[row * classes + target.codes[near]!]! += 1 / k;
      else out[row]! += target.values[near]! / k;
    });
    return target.task === "classification" ? { task: "classification", probabilities: out, classes } : { task: "regression", values: out };
  },
};

/** Asked rows in a kernel at a time, and in a task. */
const rowsAtOnce = 65_536;
const rowsATask = 16;
const runBytes = 8 * 512;

/** The k nearest training rows of each row, nearest first; of equally near ones the earlier. */
function eachNeighbour({ k, rows, blocks }: KNearestState, x: FeatureMatrix, visit: (row: number, near: number) => void): void {
  const kernel = new Kernel();
  try {
    const asked = x.blocks.map((block) => (block.kind === "dense" ? block.values : block.codes));
    const training = placeRows(kernel, blocks, rows);
    const most = Math.min(rowsAtOnce, x.rows);
    const distances = kernel.allocate(8 * k * most);
    const places = kernel.allocate(4 * k * most);
    const scratch = kernel.allocate(runBytes * kernel.threads);
    const space = placeRows(kernel, asked, most);
    for (let from = 0; from < x.rows; from += most) {
      const count = Math.min(most, x.rows - from);
      fillRows(kernel, space, asked, count, from);
      const tasks = Math.ceil(count / rowsATask);
      kernel.run("nearestRows", tasks, training.header, space.header, tasks, k, distances, places, scratch);
      kernel.ints(places, k * count).forEach((near, i) => visit(from + Math.floor(i / k), near));
    }
  } finally {
    kernel.close();
  }
}

type Column = Float64Array | Int32Array;

interface PlacedRows {
  readonly header: number;
  readonly numbers: number;
  readonly codes: number;
  readonly stride: number;
}

/** Rows as the kernels take them (kernels/nearest.as.ts): the columns of numbers, then those of codes. */
function placeRows(kernel: Kernel, columns: readonly Column[], rows: number): PlacedRows {
  const stride = Math.ceil(rows / 4) * 4;
  const count = columns.filter((column) => column instanceof Float64Array).length;
  const numbers = kernel.allocate(8 * stride * count);
  const codes = kernel.allocate(4 * stride * (columns.length - count));
  const header = kernel.allocate(24);
  kernel.ints(header, 6).set([rows, count, columns.length - count, numbers, codes, stride]);
  const placed = { header, numbers, codes, stride };
  fillRows(kernel, placed, columns, rows, 0);
  return placed;
}

function fillRows(kernel: Kernel, { header, numbers, codes, stride }: PlacedRows, columns: readonly Column[], rows: number, from: number): void {
  kernel.ints(header, 1)[0] = rows;
  let [number, code] = [0, 0];
  for (const column of columns) {
    if (column instanceof Float64Array) kernel.floats(numbers + 8 * stride * number++, rows).set(column.subarray(from, from + rows));
    else kernel.ints(codes + 4 * stride * code++, rows).set(column.subarray(from, from + rows));
  }
}
