import { int, optional, withDefault } from "../../../language/nodes/parameter.ts";
import { description } from "../../../language/types/type.ts";
import { defineNode } from "../../../runtime/node.ts";

export interface DecisionTreeParams {
  readonly depth: number | undefined;
  readonly min_leaf: number;
}

export const decisionTreeNode = defineNode({
  name: "decision_tree",
  version: 1,
  group: "training",
  summary: "One tree of yes/no questions: a model that can be read, for classes and quantities.",
  doc: `CART with Gini impurity for classes and squared error for quantities. Without \`depth\` the tree grows until every leaf is pure, and has then learned the rows by heart: give it a \`depth\`, or take \`random_forest\`.
Scaling does not matter. Above 50,000 rows, thresholds are sought among 255 quantiles of each column. Missing values must be imputed.`,
  examples: ["model = train(decision_tree(depth: 4), features, on: train)"],
  takes: {
    depth: optional(int("The most questions on the way to a leaf; no limit when it is left out.", { min: 1 })),
    min_leaf: withDefault(int("The fewest rows in a leaf.", { min: 1 }), 1),
  },
  returns: "Estimator",
  infer: (call) => description("Estimator", { node: call.name, needsValues: true }),
  execution: { kind: "description", provides: async () => (await import("./decision-tree.fit.ts")).decisionTreeEstimator },
});
