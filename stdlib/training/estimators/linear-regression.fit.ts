import { EigenvalueDecomposition, Matrix, QrDecomposition, SingularValueDecomposition } from "ml-matrix";
import type { Estimator, FeatureMatrix, FitInput } from "../estimator.ts";
import { requireNumbers, requireRows, requireValues } from "../numeric/checks.ts";
import { scalingOf, type Scaling } from "../numeric/design.ts";
import { toMatrix } from "../numeric/solve.ts";
import { linearImportance, linearState, predictLinear, type LinearState } from "./linear-model.ts";
import { centredMoments, centreTarget } from "./moments.ts";
import { centredColumns } from "./spread-out.ts";

type Params = Readonly<Record<string, unknown>>;

/** Multiplications that an orthogonal decomposition may take; above, the normal equations of the standardised columns are solved. */
const affordable = 1e9;

export const linearRegressionEstimator: Estimator<Params, LinearState> = {
  tasks: ["regression"],
  fit(input) {
    const y = requireValues(input.y, "linear_regression");
    requireRows(input.x, "linear_regression");
    requireNumbers(input.x, "linear_regression");
    const { rows, width } = input.x;
    return rows * width * Math.min(rows, width) <= affordable ? fitOrthogonal(input, y) : fitNormal(input, y);
  },
  predict: predictLinear("linear_regression"),
  importance: linearImportance,
};

/** Singular values of the rows' triangular factor, which has the singular values of the rows themselves. */
function fitOrthogonal({ x, stop, threads }: FitInput<Params>, y: Float64Array): LinearState {
  const scaling = scalingOf(x, { threads });
  const { centred, mean } = centreTarget(y);
  if (x.width === 0) return linearState(scaling, new Float64Array(0), mean);
  const [a, b] = x.rows <= x.width ? [centredColumns(x, scaling), centred] : triangular(x, scaling, centred, () => stop.check());
  const wide = a.columns > a.rows;
  const { leftSingularVectors, rightSingularVectors, diagonal } = new SingularValueDecomposition(wide ? a.transpose() : a, { autoTranspose: false });
  const [u, v] = wide ? [rightSingularVectors, leftSingularVectors] : [leftSingularVectors, rightSingularVectors];
  const cut = Number.EPSILON * Math.max(x.rows, x.width) * Math.max(...diagonal);
  const weights = new Float64Array(x.width);
  const directions: Float64Array[] = [];
  diagonal.forEach((singular, s) => {
    if (singular <= cut) return;
    const direction = Float64Array.from({ length: x.width }, (_, j) => v.get(j, s));
    directions.push(direction);
    let along = 0;
    for (let i = 0; i < a.rows; i++) along += u.get(i, s) * b[i]!;
    direction.forEach((entry, j) => (weights[j]! += (entry * along) / singular));
  });
  return linearState(scaling, directions.length < x.width ? shortest(scaling, weights, directions) : weights, mean);
}

/** R and Qᵀy of the decomposition Z = QR, a chunk of rows at a time under the triangle of those before. */
function triangular(x: FeatureMatrix, scaling: Scaling, y: Float64Array, check: () => void): readonly [Matrix, Float64Array] {
  const { rows, width } = x;
  const size = width + 1;
  const chunk = Math.max(256, 4 * size);
  let triangle = Matrix.zeros(size, size);
  for (let from = 0; from < rows; from += chunk) {
    check();
    const to = Math.min(rows, from + chunk);
    const stacked = Matrix.zeros(size + to - from, size);
    stacked.setSubMatrix(triangle, 0, 0);
    stacked.setSubMatrix(centredColumns(x, scaling, from, to), size, 0);
    for (let i = from; i < to; i++) stacked.set(size + i - from, width, y[i]!);
    triangle = new QrDecomposition(stacked).upperTriangularMatrix;
  }
  return [triangle.subMatrix(0, width - 1, 0, width - 1), Float64Array.from({ length: width }, (_, i) => triangle.get(i, width))];
}

/** The normal equations on standardised columns, for long and wide data; directions without variance are left out. */
function fitNormal({ x, ...options }: FitInput<Params>, y: Float64Array): LinearState {
  const { scaling, gram, products, targetMean } = centredMoments(x, y, options);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(toMatrix(gram, x.width), { assumeSymmetric: true });
  const cut = 1e-11 * Math.max(...realEigenvalues);
  const weights = new Float64Array(x.width);
  const directions: Float64Array[] = [];
  realEigenvalues.forEach((eigenvalue, s) => {
    if (eigenvalue <= cut) return;
    const direction = Float64Array.from({ length: x.width }, (_, j) => eigenvectorMatrix.get(j, s));
    directions.push(direction);
    const along = direction.reduce((sum, entry, j) => sum + entry * products[j]!, 0);
    direction.forEach((entry, j) => (weights[j]! += (entry * along) / eigenvalue));
  });
  return linearState(scaling, directions.length < x.width ? shortest(scaling, weights, directions) : weights, targetMean);
}

/**
 * Among the weights that predict the same, those whose coefficients on the raw columns are shortest. `directions` are orthonormal and span what the
 * rows determine: raw coefficients w = v / scale are shortest when they lie in the span of the directions times scale.
 */
function shortest({ scale }: Scaling, weights: Float64Array, directions: readonly Float64Array[]): Float64Array {
  if (directions.length === 0) return weights;
  // Minimise ‖v / scale‖ subject to Dᵀv = Dᵀweights: v = S²D(DᵀS²D)⁻¹Dᵀweights.
  const d = new Matrix(directions.map((direction) => [...direction]));
  const scaled = d.clone();
  for (let j = 0; j < weights.length; j++) scaled.mulColumn(j, scale[j]!);
  const along = d.mmul(Matrix.columnVector(weights));
  const { q, r } = thin(scaled.transpose());
  // DS = (QR)ᵀ, so w = Q·R⁻ᵀ·along and v = S·w.
  const solved = forward(r, along.to1DArray());
  const raw = q.mmul(Matrix.columnVector(solved)).to1DArray();
  return Float64Array.from(raw, (w, j) => w * scale[j]!);
}

function thin(a: Matrix): { q: Matrix; r: Matrix } {
  const decomposition = new QrDecomposition(a);
  return { q: decomposition.orthogonalMatrix, r: decomposition.upperTriangularMatrix };
}

/** Solves Rᵀ·x = b for an upper triangular R. */
function forward(r: Matrix, b: readonly number[]): number[] {
  const x: number[] = [];
  for (let i = 0; i < b.length; i++) {
    let rest = b[i]!;
    for (let k = 0; k < i; k++) rest -= r.get(k, i) * x[k]!;
    x.push(rest / r.get(i, i));
  }
  return x;
}
