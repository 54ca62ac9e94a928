import { Matrix } from "ml-matrix";
import type { Estimator, FitInput } from "../estimator.ts";
import { requireNumbers, requireRows, requireValues } from "../numeric/checks.ts";
import { scalingOf } from "../numeric/design.ts";
import { solvePositive } from "../numeric/solve.ts";
import { linearImportance, linearState, predictLinear, type LinearState } from "./linear-model.ts";
import { centredMoments, centreTarget } from "./moments.ts";
import type { RidgeParams } from "./ridge.ts";
import { centredColumns } from "./spread-out.ts";

export const ridgeEstimator: Estimator<RidgeParams, LinearState> = {
  tasks: ["regression"],
  fit(input) {
    const y = requireValues(input.y, "ridge");
    requireRows(input.x, "ridge");
    requireNumbers(input.x, "ridge");
    return input.x.width > input.x.rows ? fitDual(input, y) : fitPrimal(input, y);
  },
  predict: predictLinear("ridge"),
  sparse: { fit: async (input) => (await import("../sparse/ridge.ts")).fitSparseRidge(input), predict: predictLinear("ridge") },
  importance: linearImportance,
};

/** (ZᵀZ + αS⁻²)·v = Zᵀy for weights v = S·w on columns scaled by S. */
function fitPrimal({ x, params, ...options }: FitInput<RidgeParams>, y: Float64Array): LinearState {
  const { scaling, gram, products, targetMean } = centredMoments(x, y, options);
  for (let j = 0; j < x.width; j++) gram[j * x.width + j]! += params.alpha / scaling.scale[j]! ** 2;
  return linearState(scaling, solvePositive(gram, products), targetMean);
}

/** w = Zᵀ(ZZᵀ + αI)⁻¹y: a system of rows × rows, for more columns than rows. */
function fitDual({ x, params, stop, threads }: FitInput<RidgeParams>, y: Float64Array): LinearState {
  const scaling = scalingOf(x, { threads });
  const { centred, mean } = centreTarget(y);
  const z = centredColumns(x, scaling);
  // α must weigh raw coefficients alike, so the columns go back to their own scale.
  for (let j = 0; j < x.width; j++) z.mulColumn(j, scaling.scale[j]!);
  stop.check();
  const kernel = z.mmul(z.transpose());
  for (let i = 0; i < x.rows; i++) kernel.set(i, i, kernel.get(i, i) + params.alpha);
  const dual = solvePositive(Float64Array.from(kernel.to1DArray()), centred);
  const weights = Float64Array.from(z.transpose().mmul(Matrix.columnVector(dual)).to1DArray(), (w, j) => w * scaling.scale[j]!);
  return linearState(scaling, weights, mean);
}
