import type { FeatureBlock, FeatureMatrix, MixedMatrix, SparseBlock } from "../estimator.ts";

export type AnyBlock = FeatureBlock | SparseBlock;

export const isSpread = (x: MixedMatrix): x is FeatureMatrix => x.blocks.every(({ kind }) => kind !== "sparse");

/** Number of columns of a block. */
export const widthOf = (block: AnyBlock): number => (block.kind === "dense" ? 1 : block.kind === "sparse" ? block.names.length : block.categories.length);

/** Number of rows of a block. */
export const lengthOf = (block: AnyBlock): number => (block.kind === "dense" ? block.values.length : block.kind === "sparse" ? block.offsets.length - 1 : block.codes.length);

/** out += block · weights, one weight a column of the block. */
export function addSparse({ offsets, indices, values }: SparseBlock, weights: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let at = offsets[i]!; at < offsets[i + 1]!; at++) sum += values[at]! * weights[indices[at]!]!;
    out[i]! += sum;
  }
}

/** out += blockᵀ · rows. */
export function addTransposed({ offsets, indices, values }: SparseBlock, rows: Float64Array, out: Float64Array): void {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    for (let at = offsets[i]!; at < offsets[i + 1]!; at++) out[indices[at]!]! += values[at]! * row;
  }
}

/** Rows `from` up to `to` of a block. */
export function rowsOfBlock(block: AnyBlock, from: number, to: number): AnyBlock {
  if (block.kind === "dense") return { ...block, values: block.values.subarray(from, to) };
  if (block.kind === "one_hot") return { ...block, codes: block.codes.subarray(from, to) };
  const start = block.offsets[from] ?? 0;
  const end = block.offsets[to] ?? start;
  return { ...block, offsets: block.offsets.slice(from, to + 1).map((offset) => offset - start), indices: block.indices.subarray(start, end), values: block.values.subarray(start, end) };
}
