import type { NodeDefinition } from "../../../runtime/node.ts";
import { baselineNode } from "./baseline.ts";
import { decisionTreeNode } from "./decision-tree.ts";
import { linearRegressionNode } from "./linear-regression.ts";
import { logisticRegressionNode } from "./logistic-regression.ts";
import { randomForestNode } from "./random-forest.ts";
import { ridgeNode } from "./ridge.ts";

/** Every estimator that a pipeline can name. */
export const estimatorNodes: readonly NodeDefinition[] = [logisticRegressionNode, linearRegressionNode, ridgeNode, decisionTreeNode, randomForestNode, baselineNode];
