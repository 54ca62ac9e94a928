import type { FeatureMatrix, Prediction, Target } from "../../estimator.ts";
import { requireClasses, requireNumbers, requireRows, requireValues } from "../../numeric/checks.ts";
import { centreTarget } from "../moments.ts";
import type { TreeTarget } from "./grow.ts";
import { sumOfTrees } from "./predict.ts";
import type { Tree } from "./tree.ts";

/** Trees whose predictions are averaged; a single tree is a forest of one. */
export interface ForestState {
  readonly task: "classification" | "regression";
  readonly trees: readonly Tree[];
  /** Number of all classes, and those that had training rows (the trees' outputs). Of a regression: 1 and none. */
  readonly classes: number;
  readonly present: Int32Array;
  /** Added to every value of a regression: the trees are grown on the centred target. */
  readonly mean: number;
  readonly importance: Float64Array;
}

export type ForestTarget = Pick<ForestState, "task" | "classes" | "present" | "mean"> & { readonly tree: TreeTarget };

/** Checks the input of a tree or forest; throws a diagnostic where it cannot be learned. */
export function forestTarget(x: FeatureMatrix, y: Target, estimator: string): ForestTarget {
  requireRows(x, estimator);
  requireNumbers(x, estimator);
  if (y.task === "classification") {
    const { classes, present, codes } = requireClasses(y, estimator);
    return { task: "classification", classes, present, mean: 0, tree: { outputs: present.length, codes } };
  }
  const { centred, mean } = centreTarget(requireValues(y, estimator));
  return { task: "regression", classes: 1, present: new Int32Array(0), mean, tree: { outputs: 1, values: centred } };
}

/** The mean of the trees; throws a diagnostic for a missing feature. */
export const predictForest =
  (estimator: string) =>
  (state: ForestState, x: FeatureMatrix): Prediction => {
    requireNumbers(x, estimator);
    return meanOfTrees(state, x);
  };

function meanOfTrees({ task, trees, classes, present, mean }: ForestState, x: FeatureMatrix): Prediction {
  const outputs = task === "regression" ? 1 : present.length;
  const sums = sumOfTrees(trees, x, new Float64Array(outputs), 1);
  if (task === "regression") return { task, values: sums.map((sum) => sum / trees.length + mean) };
  const probabilities = new Float64Array(x.rows * classes);
  for (let i = 0; i < x.rows; i++) for (let k = 0; k < outputs; k++) probabilities[i * classes + present[k]!] = sums[i * outputs + k]! / trees.length;
  return { task, probabilities, classes };
}
