import { projections, standardDesign, type Design } from "../numeric/design.ts";
import { gram } from "../numeric/gram.ts";
import type { FeatureMatrix } from "../estimator.ts";

/** All that least squares needs of the rows, with columns and target centred: Gram matrix, products with the target, the target's sum of squares. */
export interface CentredMoments {
  readonly design: Design;
  /** ZᵀZ, row-major. */
  readonly gram: Float64Array;
  /** Zᵀy. */
  readonly products: Float64Array;
  readonly targetMean: number;
  /** yᵀy. */
  readonly targetSquares: number;
}

/** Accumulates the moments in one pass over blocks of rows, in row order. */
export function centredMoments(x: FeatureMatrix, y: Float64Array, check: () => void): CentredMoments {
  const design = standardDesign(x);
  const { centred, mean } = centreTarget(y);
  const width = x.width;
  const products = new Float64Array(width);
  projections(design, centred, products);
  const squares = new Float64Array(width * width);
  gram(design, undefined, squares, check);
  // What is left of the columns' means: only one-hot columns have one.
  const rest = design.mean.map((average, j) => (average - design.centre[j]!) / design.scale[j]!);
  for (let i = 0; i < width; i++) for (let j = 0; j < width; j++) squares[i * width + j]! -= x.rows * (rest[i]! * rest[j]!);
  let targetSquares = 0;
  for (let i = 0; i < centred.length; i++) targetSquares += centred[i]! * centred[i]!;
  return { design, gram: squares, products, targetMean: mean, targetSquares };
}

export function centreTarget(y: Float64Array): { readonly centred: Float64Array; readonly mean: number } {
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += y[i]!;
  const rough = sum / y.length;
  let rest = 0;
  for (let i = 0; i < y.length; i++) rest += y[i]! - rough;
  const mean = rough + rest / y.length;
  return { centred: y.map((value) => value - mean), mean };
}
