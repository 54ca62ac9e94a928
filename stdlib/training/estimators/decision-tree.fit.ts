import type { Estimator } from "../estimator.ts";
import { randomFrom } from "../numeric/random.ts";
import type { DecisionTreeParams } from "./decision-tree.ts";
import { forestTarget, predictForest, type ForestState } from "./trees/forest.ts";
import { growTree } from "./trees/grow.ts";
import { treeColumns } from "./trees/ranked.ts";
import { normalised } from "./trees/tree.ts";

export const decisionTreeEstimator: Estimator<DecisionTreeParams, ForestState> = {
  tasks: ["classification", "regression"],
  fit({ x, y, params, seed, stop }) {
    const { tree: target, ...shape } = forestTarget(x, y, "decision_tree");
    const columns = treeColumns(x, 50_000, () => stop.check());
    const importance = new Float64Array(x.width);
    const options = { depth: params.depth ?? Infinity, minLeaf: params.min_leaf, columnsPerNode: x.width, random: randomFrom(seed) };
    const tree = growTree(columns, target, new Float64Array(x.rows).fill(1), options, importance);
    return { ...shape, trees: [tree], importance: normalised(importance) };
  },
  predict: predictForest("decision_tree"),
  importance: (state) => state.importance,
};
