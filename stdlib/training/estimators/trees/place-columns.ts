import type { Kernel } from "../../kernels/kernel.ts";
import type { TreeColumn } from "./ranked.ts";

export interface PlacedColumns {
  /** The address of the columns' descriptions (kernels/cart.as.ts). */
  readonly at: number;
  readonly blocks: number;
  /** Bytes that sums of the groups of one column take, and those of the categories of all blocks. */
  readonly groupBytes: number;
  readonly blockBytes: number;
}

const words = 8;
/** Ranks and categories are numbers of two bytes; the largest stands for none. */
const none = 65_535;

/** Copies the columns of trees into the memory of a kernel. */
export function placeColumns(kernel: Kernel, columns: readonly TreeColumn[], rows: number, outputs: number): PlacedColumns {
  const bytesOf = (groups: number): number => Math.ceil((groups * (8 * outputs + 12)) / 8) * 8;
  const at = kernel.allocate(4 * words * columns.length);
  const blocks = new Map<number, { readonly ranks: number; readonly place: number; readonly sums: number }>();
  let [groupBytes, blockBytes] = [0, 0];
  columns.forEach((column, index) => {
    if (column.kind === "ranked") {
      const groups = column.low.length;
      groupBytes = Math.max(groupBytes, bytesOf(groups));
      const low = floats(kernel, column.low);
      kernel.ints(at + 4 * words * index, words).set([0, ranks(kernel, column.ranks, rows), groups, 0, low, floats(kernel, column.high), 0, 0]);
      return;
    }
    const known = blocks.get(column.block) ?? { ranks: ranks(kernel, column.codes, rows), place: blocks.size, sums: blockBytes };
    const groups = Math.min(none, column.categories);
    if (!blocks.has(column.block)) blockBytes += bytesOf(groups);
    blocks.set(column.block, known);
    kernel.ints(at + 4 * words * index, words).set([1, known.ranks, groups, column.category, 0, 0, known.place, known.sums]);
  });
  return { at, blocks: blocks.size, groupBytes, blockBytes };
}

function ranks(kernel: Kernel, values: Int32Array, rows: number): number {
  const at = kernel.allocate(2 * rows);
  const out = kernel.shorts(at, rows);
  for (let i = 0; i < rows; i++) out[i] = values[i]! < 0 ? none : Math.min(none, values[i]!);
  return at;
}

function floats(kernel: Kernel, values: Float64Array): number {
  const at = kernel.allocate(8 * values.length);
  kernel.floats(at, values.length).set(values);
  return at;
}
