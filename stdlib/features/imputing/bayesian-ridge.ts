import { EigenvalueDecomposition } from "ml-matrix";
import { meanOf, productAround, squaresAround } from "../../training/numeric/sums.ts";
import { toMatrix } from "../../training/numeric/solve.ts";

export interface Line {
  readonly coefficients: Float64Array;
  readonly intercept: number;
}

const mostRounds = 300;
const tolerance = 1e-3;
const prior = 1e-6;

/**
 * Ridge regression that finds its own penalty: the precisions of the noise and of the weights that are most likely (MacKay, 1992), with the priors and the
 * stopping rule of scikit-learn's `BayesianRidge`. Columns are without gaps.
 */
export function bayesianRidge(columns: readonly Float64Array[], target: Float64Array): Line {
  const rows = target.length;
  const width = columns.length;
  const means = Float64Array.from(columns, meanOf);
  const middle = meanOf(target);
  const { values, vectors } = eigen(columns, means);
  const moments = Float64Array.from(columns, (column, place) => productAround(column, means[place]!, target, middle));
  // In the directions of the eigenvectors, the columns do not hang together.
  const turned = Float64Array.from(values, (_, direction) => vectors.reduce((sum, vector, place) => sum + vector[direction]! * moments[place]!, 0));
  let noise = 1 / (squaresAround(target, middle) / rows + Number.EPSILON);
  let penalty = 1;
  let before: Float64Array | undefined;
  for (let round = 0; round < mostRounds; round++) {
    const coefficients = solve(penalty / noise);
    const misfit = squaredError(coefficients);
    const known = values.reduce((sum, value) => sum + (noise * value) / (penalty + noise * value), 0);
    penalty = (known + 2 * prior) / (coefficients.reduce((sum, weight) => sum + weight * weight, 0) + 2 * prior);
    noise = (rows - known + 2 * prior) / (misfit + 2 * prior);
    if (before && before.reduce((sum, weight, place) => sum + Math.abs(weight - coefficients[place]!), 0) < tolerance) break;
    before = coefficients;
  }
  const coefficients = solve(penalty / noise);
  return { coefficients, intercept: middle - coefficients.reduce((sum, weight, place) => sum + weight * means[place]!, 0) };

  function solve(ratio: number): Float64Array {
    const scaled = turned.map((value, direction) => value / (values[direction]! + ratio));
    return Float64Array.from({ length: width }, (_, place) => vectors[place]!.reduce((sum, entry, direction) => sum + entry * scaled[direction]!, 0));
  }

  function squaredError(coefficients: Float64Array): number {
    let total = 0;
    for (let i = 0; i < rows; i++) {
      let left = target[i]! - middle;
      for (let place = 0; place < width; place++) left -= (columns[place]![i]! - means[place]!) * coefficients[place]!;
      total += left * left;
    }
    return total;
  }
}

/** Of the centred columns' products: values, and the entries of the vectors by column. */
function eigen(columns: readonly Float64Array[], means: Float64Array): { readonly values: Float64Array; readonly vectors: readonly Float64Array[] } {
  const width = columns.length;
  const products = new Float64Array(width * width);
  for (let a = 0; a < width; a++) {
    for (let b = a; b < width; b++) products[a * width + b] = products[b * width + a] = productAround(columns[a]!, means[a]!, columns[b]!, means[b]!);
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(toMatrix(products, width), { assumeSymmetric: true });
  return { values: Float64Array.from(realEigenvalues, (value) => Math.max(0, value)), vectors: columns.map((_, place) => Float64Array.from(eigenvectorMatrix.getRow(place))) };
}
