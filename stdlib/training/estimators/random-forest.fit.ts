import type { Estimator } from "../estimator.ts";
import { randomFrom, type Random } from "../numeric/random.ts";
import type { RandomForestParams } from "./random-forest.ts";
import { forestTarget, predictForest, type ForestState } from "./trees/forest.ts";
import { growTree } from "./trees/grow.ts";
import { treeColumns } from "./trees/ranked.ts";
import { normalised, type Tree } from "./trees/tree.ts";

export const randomForestEstimator: Estimator<RandomForestParams, ForestState> = {
  tasks: ["classification", "regression"],
  fit({ x, y, params, seed, stop, progress }) {
    const { tree: target, ...shape } = forestTarget(x, y, "random_forest");
    const columns = treeColumns(x, 5_000, () => stop.check());
    const columnsPerNode = perNode(x.width, params.max_features, shape.task);
    const trees: Tree[] = [];
    const importance = new Float64Array(x.width);
    for (let t = 0; t < params.trees; t++) {
      stop.check();
      const random = randomFrom(seed, t + 1);
      const own = new Float64Array(x.width);
      const options = { depth: params.depth ?? Infinity, minLeaf: params.min_leaf, columnsPerNode, random };
      trees.push(growTree(columns, target, bootstrap(x.rows, random), options, own));
      normalised(own).forEach((value, column) => (importance[column]! += value));
      progress((t + 1) / params.trees, `tree ${t + 1} of ${params.trees}`);
    }
    return { ...shape, trees, importance: normalised(importance) };
  },
  predict: predictForest("random_forest"),
  importance: (state) => state.importance,
};

function perNode(width: number, share: number | undefined, task: ForestState["task"]): number {
  if (share !== undefined) return Math.max(1, Math.floor(share * width));
  return task === "classification" ? Math.max(1, Math.floor(Math.sqrt(width))) : width;
}

/** How often each row is drawn when as many rows are drawn as there are, with replacement. */
function bootstrap(rows: number, random: Random): Float64Array {
  const drawn = new Float64Array(rows);
  for (let i = 0; i < rows; i++) drawn[random.below(rows)]!++;
  return drawn;
}
