import { float, int, withDefault } from "../../../language/nodes/parameter.ts";
import { description } from "../../../language/types/type.ts";
import { defineNode } from "../../../runtime/node.ts";

export interface GradientBoostingParams {
  readonly trees: number;
  readonly learning_rate: number;
  readonly leaves: number;
  readonly min_leaf: number;
  readonly bins: number;
  readonly l2: number;
}

export const gradientBoostingNode = defineNode({
  name: "gradient_boosting",
  version: 1,
  group: "training",
  summary: "Many small trees, each correcting those before: mostly the best predictions on tables, for classes and quantities.",
  doc: `Histogram-based gradient boosting with trees grown leaf by leaf. The loss is the squared error for quantities, the log-loss for classes (with more than two classes, every round grows one tree a class).
Columns are cut into at most \`bins\` bins of about equal size. Missing values need no imputing: each split learns the side to which they belong. Scaling does not matter.
More trees with a smaller \`learning_rate\` predict better and take longer; fewer \`leaves\` or a larger \`min_leaf\` help against overfitting on few rows.`,
  examples: [
    "model = train(gradient_boosting(), features, on: train)",
    "model = train(gradient_boosting(trees: 300, learning_rate: 0.05, leaves: 15), features, on: train)",
  ],
  takes: {
    trees: withDefault(int("How many rounds of boosting; each grows a tree (one a class for three classes or more).", { min: 1 }), 100),
    learning_rate: withDefault(float("How much of each tree's correction is taken.", { above: 0 }), 0.1),
    leaves: withDefault(int("The most leaves of a tree.", { min: 2 }), 31),
    min_leaf: withDefault(int("The fewest rows in a leaf.", { min: 1 }), 20),
    bins: withDefault(int("The most bins of a column, not counting the one for missing values.", { min: 2, max: 255 }), 255),
    l2: withDefault(float("L2 penalty on the values of the leaves.", { min: 0 }), 0),
  },
  returns: "Estimator",
  infer: (call) => description("Estimator", { node: call.name }),
  execution: { kind: "description", provides: async () => (await import("./gradient-boosting.fit.ts")).gradientBoostingEstimator },
});
