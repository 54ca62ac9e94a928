import type { FeatureBlock, FeatureMatrix } from "../../estimator.ts";
import { Kernel } from "../../kernels/kernel.ts";
import { columnAccess, leavesOf, type Tree } from "./tree.ts";

/** Visits of trees by rows below which copying to a kernel takes longer. */
const worthKernel = 200_000;
/** Rows in a kernel at a time. */
const rowsAtOnce = 65_536;
const tasks = 32;

/**
 * What trees give the rows, added up tree after tree, row-major. A round of boosting has a tree for each of `round` outputs; where there is one tree a round,
 * its leaves may give several numbers. `start` is where the sums of a row begin.
 */
export function sumOfTrees(trees: readonly Tree[], x: FeatureMatrix, start: Float64Array, round: number): Float64Array {
  const out = new Float64Array(x.rows * start.length);
  for (let i = 0; i < out.length; i++) out[i] = start[i % start.length]!;
  if (x.rows * trees.length < worthKernel) addHere(trees, x, out, start.length, round);
  else addInKernel(trees, x, out, start.length, round);
  return out;
}

function addHere(trees: readonly Tree[], x: FeatureMatrix, out: Float64Array, width: number, round: number): void {
  const access = columnAccess(x);
  const leaves = new Int32Array(x.rows);
  trees.forEach((tree, t) => {
    leavesOf(tree, access, leaves);
    const first = (t % round) * tree.outputs;
    for (let i = 0; i < x.rows; i++) for (let k = 0; k < tree.outputs; k++) out[i * width + first + k]! += tree.value[leaves[i]! * tree.outputs + k]!;
  });
}

function addInKernel(trees: readonly Tree[], x: FeatureMatrix, out: Float64Array, width: number, round: number): void {
  const kernel = new Kernel();
  try {
    const placed = placeTrees(kernel, trees);
    const most = Math.min(rowsAtOnce, x.rows);
    const columns = placeColumns(kernel, x, most);
    const sums = kernel.allocate(8 * most * width);
    for (let from = 0; from < x.rows; from += most) {
      const rows = Math.min(most, x.rows - from);
      columns.load(from, rows);
      const own = kernel.floats(sums, rows * width);
      own.set(out.subarray(from * width, (from + rows) * width));
      kernel.run("predictTrees", tasks, rows, tasks, columns.at, placed, trees.length, width / round, round, sums);
      out.set(own, from * width);
    }
  } finally {
    kernel.close();
  }
}

/** The trees as the kernels take them (kernels/predict-trees.as.ts). */
function placeTrees(kernel: Kernel, trees: readonly Tree[]): number {
  const at = kernel.allocate(12 * trees.length);
  trees.forEach(({ feature, threshold, left, value, missingLeft, sets }, t) => {
    const nodes = kernel.allocate(16 * feature.length);
    const numbers = kernel.floats(nodes, 2 * feature.length);
    const words = kernel.ints(nodes, 4 * feature.length);
    for (let node = 0; node < feature.length; node++) {
      const set = sets?.from[node] ?? -1;
      numbers[2 * node] = set >= 0 ? set : threshold[node]!;
      words[4 * node + 2] = feature[node]! < 0 ? -1 : 4 * feature[node]! + (set >= 0 ? 2 : 0) + (missingLeft?.[node] ?? 0);
      words[4 * node + 3] = left[node]!;
    }
    const values = kernel.allocate(8 * value.length);
    kernel.floats(values, value.length).set(value);
    const bits = kernel.allocate(sets?.bits.length ?? 0);
    if (sets) kernel.bytes(bits, sets.bits.length).set(sets.bits);
    kernel.ints(at + 12 * t, 3).set([nodes, values, bits]);
  });
  return at;
}

/** Space for so many rows of the columns, and how rows are copied there. */
function placeColumns(kernel: Kernel, x: FeatureMatrix, most: number): { readonly at: number; readonly load: (from: number, rows: number) => void } {
  const at = kernel.allocate(12 * x.width);
  let column = 0;
  const copies = x.blocks.map((block: FeatureBlock) => {
    if (block.kind === "dense") {
      const numbers = kernel.allocate(8 * most);
      kernel.ints(at + 12 * column++, 3).set([numbers, 0, 0]);
      return (from: number, rows: number) => kernel.floats(numbers, rows).set(block.values.subarray(from, from + rows));
    }
    const codes = kernel.allocate(4 * most);
    for (let category = 0; category < block.categories.length; category++) kernel.ints(at + 12 * column++, 3).set([0, codes, category]);
    return (from: number, rows: number) => kernel.ints(codes, rows).set(block.codes.subarray(from, from + rows));
  });
  return { at, load: (from, rows) => copies.forEach((copy) => copy(from, rows)) };
}
