import type { Estimator, FitInput, MixedMatrix, Prediction } from "../estimator.ts";
import { requireRows, requireValues } from "../numeric/checks.ts";
import { centreTarget } from "./moments.ts";

export type BaselineState = { readonly task: "regression"; readonly mean: number } | { readonly task: "classification"; readonly shares: Float64Array };

/** It looks at no column, whatever kind it is of. */
export const baselineEstimator: Estimator<Readonly<Record<string, unknown>>, BaselineState> = { tasks: ["classification", "regression"], fit, predict, sparse: { fit, predict } };

function fit({ x, y }: FitInput<unknown, MixedMatrix>): BaselineState {
  requireRows(x, "baseline");
  if (y.task === "regression") return { task: "regression", mean: centreTarget(requireValues(y, "baseline")).mean };
  const shares = new Float64Array(y.classes.length);
  for (const code of y.codes) shares[code]!++;
  return { task: "classification", shares: shares.map((count) => count / y.codes.length) };
}

function predict(state: BaselineState, x: MixedMatrix): Prediction {
  if (state.task === "regression") return { task: "regression", values: new Float64Array(x.rows).fill(state.mean) };
  const classes = state.shares.length;
  const probabilities = new Float64Array(x.rows * classes);
  for (let i = 0; i < x.rows; i++) probabilities.set(state.shares, i * classes);
  return { task: "classification", probabilities, classes };
}
