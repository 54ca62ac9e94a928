import type { FitInput, MixedMatrix } from "../estimator.ts";
import type { LinearState } from "../estimators/linear-model.ts";
import type { RidgeParams } from "../estimators/ridge.ts";
import { requireNumbers, requireRows, requireValues } from "../numeric/checks.ts";
import { dot } from "../numeric/lbfgs.ts";
import { meanOf } from "../numeric/sums.ts";
import { SparseDesign } from "./design.ts";

/** Relative to the right side; below it, rounding alone is left. */
const tolerance = 1e-13;

/**
 * Ridge regression on a matrix with sparse columns: (ZᵀZ + αS⁻²)·v = Zᵀy for weights v = S·w on centred columns scaled by S, by conjugate gradients (Hestenes
 * and Stiefel, 1952), which only multiply by the values that are not zero.
 */
export function fitSparseRidge({ x, y, params, stop, warn }: FitInput<RidgeParams, MixedMatrix>): LinearState {
  const values = requireValues(y, "ridge");
  requireRows(x, "ridge");
  requireNumbers(x, "ridge");
  const design = new SparseDesign(x);
  const { scale, mean, centre, spread } = design.scaling;
  const middle = meanOf(values);
  const shift = (weights: Float64Array): number => -weights.reduce((sum, weight, j) => sum + (weight * (mean[j]! - centre[j]!)) / scale[j]!, 0);
  const rows = new Float64Array(x.rows);
  const times = (v: Float64Array, out: Float64Array): void => {
    design.scores(v, shift(v), rows);
    // Centred columns are orthogonal to a constant; taking the mean away keeps rounding from adding one.
    const left = meanOf(rows);
    design.projections(rows.map((row) => row - left), out);
    for (let j = 0; j < out.length; j++) out[j]! += (params.alpha * v[j]!) / scale[j]! ** 2;
  };
  const right = new Float64Array(x.width);
  design.projections(values.map((value) => value - middle), right);
  const { solution, settled } = conjugateGradients(times, right, () => stop.check());
  if (!settled) warn("`ridge` has not converged: a larger `alpha`, or scaled features, would help");
  const coefficients = solution.map((weight, j) => weight / scale[j]!);
  return { coefficients, intercept: middle - coefficients.reduce((sum, weight, j) => sum + weight * mean[j]!, 0), spread };
}

function conjugateGradients(times: (v: Float64Array, out: Float64Array) => void, right: Float64Array, check: () => void): { readonly solution: Float64Array; readonly settled: boolean } {
  const solution = new Float64Array(right.length);
  const residual = right.slice();
  const direction = right.slice();
  const product = new Float64Array(right.length);
  const goal = tolerance ** 2 * dot(right, right);
  let size = dot(residual, residual);
  for (let round = 0; size > goal; round++) {
    if (round > 20 * right.length + 100) return { solution, settled: false };
    check();
    times(direction, product);
    const step = size / dot(direction, product);
    for (let j = 0; j < solution.length; j++) {
      solution[j]! += step * direction[j]!;
      residual[j]! -= step * product[j]!;
    }
    const next = dot(residual, residual);
    for (let j = 0; j < direction.length; j++) direction[j] = residual[j]! + (next / size) * direction[j]!;
    size = next;
  }
  return { solution, settled: true };
}
