import type { Estimator } from "../estimator.ts";
import type { DecisionTreeParams } from "./decision-tree.ts";
import { forestTarget, predictForest, type ForestState } from "./trees/forest.ts";
import { growTrees } from "./trees/grow.ts";

export const decisionTreeEstimator: Estimator<DecisionTreeParams, ForestState> = {
  tasks: ["classification", "regression"],
  fit(input) {
    const { x, y, params } = input;
    const { tree, ...shape } = forestTarget(x, y, "decision_tree");
    const options = { trees: 1, depth: params.depth ?? Infinity, minLeaf: params.min_leaf, columnsPerNode: x.width, bootstrap: false, drawThresholds: false, exactRows: 50_000 };
    return { ...shape, ...growTrees(x, tree, options, input) };
  },
  predict: predictForest("decision_tree"),
  importance: (state) => state.importance,
};
