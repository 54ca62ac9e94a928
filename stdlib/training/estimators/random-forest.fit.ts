import type { Estimator, FitInput } from "../estimator.ts";
import type { RandomForestParams } from "./random-forest.ts";
import { forestTarget, predictForest, type ForestState } from "./trees/forest.ts";
import { growTrees } from "./trees/grow.ts";

/** Trees on rows drawn with replacement, each node with the best split of some columns. */
export const randomForestEstimator: Estimator<RandomForestParams, ForestState> = {
  tasks: ["classification", "regression"],
  fit: (input) => fitForest(input, "random_forest", { bootstrap: true, drawThresholds: false }),
  predict: predictForest("random_forest"),
  importance: (state) => state.importance,
};

/** Trees on all rows, each node with one drawn threshold of some columns (P. Geurts and others, 2006). */
export const extraTreesEstimator: Estimator<RandomForestParams, ForestState> = {
  tasks: ["classification", "regression"],
  fit: (input) => fitForest(input, "extra_trees", { bootstrap: false, drawThresholds: true }),
  predict: predictForest("extra_trees"),
  importance: (state) => state.importance,
};

function fitForest(input: FitInput<RandomForestParams>, name: string, drawn: { readonly bootstrap: boolean; readonly drawThresholds: boolean }): ForestState {
  const { x, y, params } = input;
  const { tree, ...shape } = forestTarget(x, y, name);
  const columnsPerNode = perNode(x.width, params.max_features, shape.task);
  return { ...shape, ...growTrees(x, tree, { ...drawn, trees: params.trees, depth: params.depth ?? Infinity, minLeaf: params.min_leaf, columnsPerNode, exactRows: 5_000 }, input) };
}

function perNode(width: number, share: number | undefined, task: ForestState["task"]): number {
  if (share !== undefined) return Math.max(1, Math.floor(share * width));
  return task === "classification" ? Math.max(1, Math.floor(Math.sqrt(width))) : width;
}
