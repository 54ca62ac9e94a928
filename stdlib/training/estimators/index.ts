import type { NodeDefinition } from "../../../runtime/node.ts";
import { baselineNode } from "./baseline.ts";
import { decisionTreeNode } from "./decision-tree.ts";
import { elasticNetNode } from "./elastic-net.ts";
import { extraTreesNode } from "./extra-trees.ts";
import { gradientBoostingNode } from "./gradient-boosting.ts";
import { kNearestNode } from "./k-nearest.ts";
import { lassoNode } from "./lasso.ts";
import { linearRegressionNode } from "./linear-regression.ts";
import { logisticRegressionNode } from "./logistic-regression.ts";
import { naiveBayesNode } from "./naive-bayes.ts";
import { randomForestNode } from "./random-forest.ts";
import { ridgeNode } from "./ridge.ts";

/** Every estimator that a pipeline can name. */
export const estimatorNodes: readonly NodeDefinition[] = [
  logisticRegressionNode,
  linearRegressionNode,
  ridgeNode,
  lassoNode,
  elasticNetNode,
  decisionTreeNode,
  randomForestNode,
  extraTreesNode,
  gradientBoostingNode,
  kNearestNode,
  naiveBayesNode,
  baselineNode,
];
