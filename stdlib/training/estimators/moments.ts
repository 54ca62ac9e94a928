import type { FeatureMatrix } from "../estimator.ts";
import type { KernelOptions } from "../kernels/kernel.ts";
import { Design, withDesign, type Scaling } from "../numeric/design.ts";

/** All that least squares needs of the rows, with columns and target centred: Gram matrix, products with the target, the target's sum of squares. */
export interface CentredMoments {
  readonly scaling: Scaling;
  /** ZᵀZ, row-major. */
  readonly gram: Float64Array;
  /** Zᵀy. */
  readonly products: Float64Array;
  readonly targetMean: number;
  /** yᵀy. */
  readonly targetSquares: number;
}

/** The moments, summed in blocks of rows: the same on any number of threads. */
export function centredMoments(x: FeatureMatrix, y: Float64Array, options: KernelOptions): CentredMoments {
  const { centred, mean } = centreTarget(y);
  const width = x.width;
  const products = new Float64Array(width);
  const squares = new Float64Array(width * width);
  const scaling = withDesign(new Design(x, options), (design) => {
    design.projections(centred, products);
    design.gram(squares);
    return design.scaling;
  });
  // What is left of the columns' means: only one-hot columns have one.
  const rest = scaling.mean.map((average, j) => (average - scaling.centre[j]!) / scaling.scale[j]!);
  for (let i = 0; i < width; i++) for (let j = 0; j < width; j++) squares[i * width + j]! -= x.rows * (rest[i]! * rest[j]!);
  let targetSquares = 0;
  for (let i = 0; i < centred.length; i++) targetSquares += centred[i]! * centred[i]!;
  return { scaling, gram: squares, products, targetMean: mean, targetSquares };
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
