import type { Kernel } from "../../kernels/kernel.ts";
import type { BinnedMatrix } from "./bins.ts";

const rowsAPiece = 16_384;

/** The rows of a matrix in the order of a tree's leaves: each node has a run of them. */
export class RowOrder {
  readonly order: number;
  private readonly kernel: Kernel;
  private readonly matrix: BinnedMatrix;
  private readonly left: number;
  private readonly right: number;
  private readonly sides: number;
  private readonly counts: number;
  private readonly places: number;
  private table: { readonly at: number; readonly length: number } = { at: 0, length: 0 };
  private fresh = true;

  constructor(kernel: Kernel, matrix: BinnedMatrix) {
    const pieces = Math.ceil(matrix.rows / rowsAPiece) + 1;
    this.kernel = kernel;
    this.matrix = matrix;
    this.order = kernel.allocate(4 * matrix.rows);
    this.left = kernel.allocate(4 * matrix.rows + 4);
    this.right = kernel.allocate(4 * matrix.rows + 4);
    this.sides = kernel.allocate(256);
    this.counts = kernel.allocate(4 * pieces);
    this.places = kernel.allocate(8 * (pieces + 1));
  }

  /** All rows, in their own order. */
  begin(): void {
    this.fresh = true;
  }

  between(from: number, to: number): Uint32Array {
    this.settle();
    return Uint32Array.from(this.kernel.ints(this.order + 4 * from, to - from));
  }

  /** Moves the rows of a run whose bin goes left (1 in `sides`) to its front, both sides in their order; gives where the right side begins. */
  divide(from: number, to: number, feature: number, sides: Uint8Array): number {
    const { kernel, matrix } = this;
    const pieces = Math.ceil((to - from) / rowsAPiece);
    kernel.bytes(this.sides, 256).set(sides);
    kernel.run("divideRows", pieces, this.fresh ? 0 : this.order, from, to, rowsAPiece, matrix.columns + feature * matrix.rows, this.sides, this.left, this.right, this.counts);
    const counts = kernel.ints(this.counts, pieces);
    const middle = counts.reduce((sum, count) => sum + count, from);
    const places = kernel.ints(this.places, 2 * (pieces + 1));
    let [left, right] = [from, middle];
    counts.forEach((count, piece) => {
      places.set([left, right], 2 * piece);
      left += count;
      right += Math.min(rowsAPiece, to - from - piece * rowsAPiece) - count;
    });
    places.set([left, right], 2 * pieces);
    kernel.run("joinRows", pieces, this.order, from, to, rowsAPiece, this.left, this.right, this.places);
    this.fresh = false;
    return middle;
  }

  /** Adds the values of leaves to their rows' numbers at `to`. */
  add(leaves: readonly { readonly from: number; readonly to: number; readonly value: number }[], to: number): void {
    this.settle();
    const pieces = leaves.flatMap(({ from, to: end, value }) =>
      Array.from({ length: Math.ceil((end - from) / rowsAPiece) }, (_, piece) => [from + piece * rowsAPiece, Math.min(end, from + (piece + 1) * rowsAPiece), value]),
    );
    if (pieces.length > this.table.length) this.table = { at: this.kernel.allocate(24 * 2 * pieces.length), length: 2 * pieces.length };
    this.kernel.floats(this.table.at, 3 * pieces.length).set(pieces.flat());
    this.kernel.run("addLeaves", pieces.length, this.order, to, this.table.at);
  }

  /** A tree that was never split has not put its rows in order. */
  private settle(): void {
    if (!this.fresh) return;
    const order = this.kernel.ints(this.order, this.matrix.rows);
    for (let i = 0; i < order.length; i++) order[i] = i;
    this.fresh = false;
  }
}
