import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from "ml-matrix";
import { meanOf, productAround } from "../../training/numeric/sums.ts";
import { toMatrix } from "../../training/numeric/solve.ts";

export interface Components {
  readonly means: Float64Array;
  /** Row-major, components × columns; each of length 1, in falling order of variance. */
  readonly directions: Float64Array;
  /** Along each direction, ddof 1. */
  readonly variances: Float64Array;
}

/** Beyond this many values, the directions come from the covariances of the columns, where there are many rows for each. */
const directLimit = 500 * 500;

/**
 * The principal components of columns without gaps: at most as many as columns and as rows. By a singular value decomposition of the centred rows, or, where
 * there are many, by an eigenvalue decomposition of their covariances, which loses the small variances below 1e-15 of the largest.
 */
export function principalComponents(columns: readonly Float64Array[], check: () => void = () => {}): Components {
  const means = Float64Array.from(columns, meanOf);
  const rows = columns[0]?.length ?? 0;
  const found = rows * columns.length > directLimit && rows >= columns.length ? byCovariances(columns, means, check) : bySingularValues(columns, means);
  return { means, ...found };
}

type Found = Omit<Components, "means">;

function bySingularValues(columns: readonly Float64Array[], means: Float64Array): Found {
  const rows = columns[0]?.length ?? 0;
  const centred = new Matrix(rows, columns.length);
  columns.forEach((values, column) => values.forEach((value, row) => centred.set(row, column, value - (means[column] ?? 0))));
  const decomposition = new SingularValueDecomposition(centred, { autoTranspose: true, computeLeftSingularVectors: rows < columns.length, computeRightSingularVectors: true });
  const { rightSingularVectors: right, diagonal } = decomposition;
  const count = Math.min(rows, columns.length);
  return ordered(columns.length, count, (component) => (diagonal[component] ?? 0) ** 2 / Math.max(rows - 1, 1), (component, column) => right.get(column, component));
}

function byCovariances(columns: readonly Float64Array[], means: Float64Array, check: () => void): Found {
  const width = columns.length;
  const rows = columns[0]?.length ?? 0;
  const covariances = new Float64Array(width * width);
  for (let a = 0; a < width; a++) {
    check();
    for (let b = a; b < width; b++) {
      const product = productAround(columns[a]!, means[a]!, columns[b]!, means[b]!) / (rows - 1);
      covariances[a * width + b] = covariances[b * width + a] = product;
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(toMatrix(covariances, width), { assumeSymmetric: true });
  return ordered(width, width, (component) => Math.max(0, realEigenvalues[component] ?? 0), (component, column) => eigenvectorMatrix.get(column, component));
}

/** In falling order of variance, each with its largest weight positive (the first of equally large ones), so that signs do not hang on the decomposition. */
function ordered(width: number, count: number, varianceOf: (component: number) => number, weight: (component: number, column: number) => number): Found {
  const order = Array.from({ length: count }, (_, component) => component).sort((a, b) => varianceOf(b) - varianceOf(a) || a - b);
  const directions = new Float64Array(count * width);
  order.forEach((component, place) => {
    let largest = 0;
    for (let column = 0; column < width; column++) if (Math.abs(weight(component, column)) > Math.abs(largest)) largest = weight(component, column);
    const sign = largest < 0 ? -1 : 1;
    for (let column = 0; column < width; column++) directions[place * width + column] = sign * weight(component, column);
  });
  return { directions, variances: Float64Array.from(order, varianceOf) };
}
