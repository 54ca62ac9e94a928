import type { MixedMatrix } from "../estimator.ts";
import type { Scaling } from "../numeric/design.ts";
import { meanOf, squaresAround } from "../numeric/sums.ts";
import { addSparse, addTransposed, widthOf, type AnyBlock } from "./rows.ts";

/**
 * A matrix with sparse columns, seen with its columns scaled: z = (x − centre) / scale. Only dense columns are centred, so that zeros stay zeros.
 * Sums run in the order of the rows: the same input gives the same bits.
 */
export class SparseDesign {
  readonly x: MixedMatrix;
  readonly scaling: Scaling;
  readonly #scaled: Float64Array;

  constructor(x: MixedMatrix) {
    this.x = x;
    this.scaling = scalingOf(x);
    this.#scaled = new Float64Array(x.width);
  }

  /** out = Z · weights + offset. */
  scores(weights: Float64Array, offset: number, out: Float64Array): void {
    const { centre, scale } = this.scaling;
    const slopes = this.#scaled;
    let shift = offset;
    for (let j = 0; j < slopes.length; j++) {
      slopes[j] = weights[j]! / scale[j]!;
      shift -= slopes[j]! * centre[j]!;
    }
    out.fill(shift);
    eachBlock(this.x, (block, from) => {
      if (block.kind === "sparse") addSparse(block, slopes.subarray(from, from + block.names.length), out);
      else if (block.kind === "dense") for (let i = 0; i < out.length; i++) out[i]! += block.values[i]! * slopes[from]!;
      else for (let i = 0; i < out.length; i++) if (block.codes[i]! >= 0) out[i]! += slopes[from + block.codes[i]!]!;
    });
  }

  /** out = Zᵀ · rows. */
  projections(rows: Float64Array, out: Float64Array): void {
    const { centre, scale } = this.scaling;
    out.fill(0);
    eachBlock(this.x, (block, from) => {
      if (block.kind === "sparse") addTransposed(block, rows, out.subarray(from, from + block.names.length));
      else if (block.kind === "dense") out[from] = block.values.reduce((sum, value, i) => sum + value * rows[i]!, 0);
      else for (let i = 0; i < rows.length; i++) if (block.codes[i]! >= 0) out[from + block.codes[i]!]! += rows[i]!;
    });
    const total = rows.reduce((sum, row) => sum + row, 0);
    for (let j = 0; j < out.length; j++) out[j] = (out[j]! - centre[j]! * total) / scale[j]!;
  }
}

function eachBlock(x: MixedMatrix, visit: (block: AnyBlock, from: number) => void): void {
  let from = 0;
  for (const block of x.blocks) {
    visit(block, from);
    from += widthOf(block);
  }
}

function scalingOf(x: MixedMatrix): Scaling {
  const [mean, spread, centre] = [new Float64Array(x.width), new Float64Array(x.width), new Float64Array(x.width)];
  eachBlock(x, (block, from) => {
    if (block.kind === "dense") {
      mean[from] = centre[from] = meanOf(block.values);
      spread[from] = Math.sqrt(squaresAround(block.values, mean[from]!) / x.rows);
      return;
    }
    const [sums, squares, counts] = [new Float64Array(widthOf(block)), new Float64Array(widthOf(block)), new Float64Array(widthOf(block))];
    const entries = block.kind === "sparse" ? block : { indices: block.codes.filter((code) => code >= 0), values: undefined };
    entries.indices.forEach((column, at) => {
      sums[column]! += entries.values?.[at] ?? 1;
      counts[column]!++;
    });
    entries.indices.forEach((column, at) => (squares[column]! += ((entries.values?.[at] ?? 1) - sums[column]! / x.rows) ** 2));
    sums.forEach((sum, column) => {
      const middle = sum / x.rows;
      mean[from + column] = middle;
      spread[from + column] = Math.sqrt((squares[column]! + (x.rows - counts[column]!) * middle * middle) / x.rows);
    });
  });
  return { mean, spread, centre, scale: spread.map((own) => (own > 0 ? own : 1)) };
}
