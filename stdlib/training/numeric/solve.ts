import { CholeskyDecomposition, Matrix } from "ml-matrix";

/**
 * Solves A·x = b for a symmetric positive definite A (row-major n × n). Where rounding has cost A its definiteness (collinear columns, saturated
 * probabilities), the smallest multiple of the diagonal that restores it is added.
 */
export function solvePositive(a: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  if (n === 0) return new Float64Array(0);
  const matrix = toMatrix(a, n);
  const diagonal = matrix.diagonal();
  const largest = Math.max(...diagonal, Number.MIN_VALUE);
  for (let jitter = 0; ; jitter = jitter === 0 ? 1e-14 : jitter * 100) {
    for (let i = 0; i < n; i++) matrix.set(i, i, diagonal[i]! + jitter * largest);
    const decomposition = new CholeskyDecomposition(matrix);
    if (decomposition.isPositiveDefinite()) return Float64Array.from(decomposition.solve(Matrix.columnVector(b)).to1DArray());
    if (jitter > 1e6) return new Float64Array(n);
  }
}

/** A row-major n × n array as a matrix of ml-matrix. */
export function toMatrix(a: Float64Array, n: number): Matrix {
  const matrix = new Matrix(n, n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) matrix.set(i, j, a[i * n + j]!);
  return matrix;
}
