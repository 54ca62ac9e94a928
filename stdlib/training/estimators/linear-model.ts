import type { MixedMatrix, Prediction } from "../estimator.ts";
import { requireNumbers } from "../numeric/checks.ts";
import { onRawColumns, type Scaling } from "../numeric/design.ts";
import { addSparse } from "../sparse/rows.ts";

/** A fitted linear function of the features: one coefficient for each column of the design matrix. */
export interface LinearState {
  readonly coefficients: Float64Array;
  readonly intercept: number;
  /** Standard deviation of each column of the training rows: with it, coefficients can be compared. */
  readonly spread: Float64Array;
}

/** out = X·coefficients + intercept. */
export function linearPredictor(x: MixedMatrix, coefficients: Float64Array, intercept: number): Float64Array {
  const out = new Float64Array(x.rows).fill(intercept);
  let column = 0;
  for (const block of x.blocks) {
    if (block.kind === "dense") {
      const slope = coefficients[column++]!;
      if (slope !== 0) for (let i = 0; i < out.length; i++) out[i]! += block.values[i]! * slope;
    } else if (block.kind === "sparse") {
      addSparse(block, coefficients.subarray(column, column + block.names.length), out);
      column += block.names.length;
    } else {
      for (let i = 0; i < out.length; i++) {
        const code = block.codes[i]!;
        if (code >= 0) out[i]! += coefficients[column + code]!;
      }
      column += block.categories.length;
    }
  }
  return out;
}

/** The predictions of a fitted linear function; throws a diagnostic for a missing feature. */
export const predictLinear =
  (estimator: string) =>
  (state: LinearState, x: MixedMatrix): Prediction => {
    requireNumbers(x, estimator);
    return { task: "regression", values: linearPredictor(x, state.coefficients, state.intercept) };
  };

/** |coefficient| × standard deviation of its column: how far one standard deviation moves the prediction. */
export function linearImportance(state: LinearState): Float64Array {
  return state.coefficients.map((coefficient, column) => Math.abs(coefficient) * state.spread[column]!);
}

/** The state for weights on the standardised columns; `mean` is the target's, at the columns' means. */
export function linearState(scaling: Scaling, weights: Float64Array, mean: number): LinearState {
  let offset = mean;
  // One-hot columns are not centred in the design.
  for (let j = 0; j < weights.length; j++) offset -= (weights[j]! * (scaling.mean[j]! - scaling.centre[j]!)) / scaling.scale[j]!;
  return { ...onRawColumns(scaling, weights, offset), spread: scaling.spread };
}
