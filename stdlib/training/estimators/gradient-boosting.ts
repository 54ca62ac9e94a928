import { column, float, int, list, oneOf, optional, share, withDefault } from "../../../language/nodes/parameter.ts";
import { quantileAlone } from "../../../language/diagnostics/registry/training.ts";
import { description } from "../../../language/types/type.ts";
import { defineNode } from "../../../runtime/node.ts";

export interface GradientBoostingParams {
  readonly trees: number;
  readonly learning_rate: number;
  readonly leaves: number;
  readonly min_leaf: number;
  readonly bins: number;
  readonly l2: number;
  readonly depth?: number | undefined;
  readonly max_features: number;
  readonly loss?: (typeof regressionLosses)[number] | undefined;
  readonly quantile?: number | undefined;
  readonly patience?: number | undefined;
  readonly increasing?: readonly string[] | undefined;
  readonly decreasing?: readonly string[] | undefined;
}

const regressionLosses = ["squared", "absolute", "quantile", "poisson"] as const;

export const gradientBoostingNode = defineNode({
  name: "gradient_boosting",
  version: 2,
  group: "training",
  summary: "Many small trees, each correcting those before: mostly the best predictions on tables, for classes and quantities.",
  doc: `Histogram-based gradient boosting with trees grown leaf by leaf. The loss is the log-loss for classes (with more than two classes, every round grows one tree a class), and \`loss\` for quantities:

| \`loss\` | predicts |
|---|---|
| \`squared\` | the mean |
| \`absolute\` | the median |
| \`quantile\` | the quantile \`quantile\`: 0.9 is exceeded by one row in ten |
| \`poisson\` | the mean of counts and rates, always above 0: features multiply it |

Columns are cut into at most \`bins\` bins of about equal size (sought among 200,000 of the rows where there are more). Missing values need no imputing: each split learns the side to which they belong. Scaling does not matter.
A category column that is encoded one-hot is asked as a whole: a split sends a group of categories to one side. Of more categories than bins, the rare ones share one.
With \`patience\`, training stops by the loss on the rows of \`validate:\`, or where there are none on a tenth of the training rows, which are then not trained on.
More trees with a smaller \`learning_rate\` predict better and take longer; fewer \`leaves\` or a larger \`min_leaf\` help against overfitting on few rows.`,
  examples: [
    "model = train(gradient_boosting(), features, on: train)",
    "model = train(gradient_boosting(trees: 300, learning_rate: 0.05, leaves: 15), features, on: train)",
    "model = train(gradient_boosting(trees: 1000, patience: 20), features, on: train, validate: validation)",
    "model = train(gradient_boosting(loss: quantile, quantile: 90%, increasing: [.age]), features, on: train)",
  ],
  takes: {
    trees: withDefault(int("How many rounds of boosting; each grows a tree (one a class for three classes or more).", { min: 1 }), 100),
    learning_rate: withDefault(float("How much of each tree's correction is taken.", { above: 0 }), 0.1),
    leaves: withDefault(int("The most leaves of a tree.", { min: 2 }), 31),
    min_leaf: withDefault(int("The fewest rows in a leaf.", { min: 1 }), 20),
    bins: withDefault(int("The most bins of a column, not counting the one for missing values.", { min: 2, max: 255 }), 255),
    l2: withDefault(float("L2 penalty on the values of the leaves.", { min: 0 }), 0),
    depth: optional(int("The most questions on the way to a leaf; no limit when it is left out.", { min: 1 })),
    max_features: withDefault(share("The share of the features that each node may ask, drawn anew for each.", { above: 0, max: 1 }), 1),
    loss: optional(oneOf(regressionLosses, "What is minimised, for quantities: `squared` unless it is given.")),
    quantile: optional(share("Of `loss: quantile`: the quantile to predict.", { above: 0, below: 1 })),
    patience: optional(int("Stops after so many rounds without a smaller loss on rows that are not trained on, and keeps the trees up to the best round.", { min: 1 })),
    increasing: optional(list(column("A feature."), "Features with which predictions may only rise.")),
    decreasing: optional(list(column("A feature."), "Features with which predictions may only fall.")),
  },
  returns: "Estimator",
  random: true,
  infer: (call) => {
    const quantile = call.constant("loss") === "quantile";
    if (quantile !== call.has("quantile")) call.report(quantileAlone, { given: call.has("quantile") }, quantile ? "loss" : "quantile");
    return description("Estimator", { node: call.name, ...(call.has("loss") && { task: "regression" as const }) });
  },
  execution: { kind: "description", provides: async () => (await import("./gradient-boosting.fit.ts")).gradientBoostingEstimator },
});
