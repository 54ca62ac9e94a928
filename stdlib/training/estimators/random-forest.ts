import { float, int, optional, withDefault } from "../../../language/nodes/parameter.ts";
import { description } from "../../../language/types/type.ts";
import { defineNode } from "../../../runtime/node.ts";

export interface RandomForestParams {
  readonly trees: number;
  readonly depth: number | undefined;
  readonly min_leaf: number;
  readonly max_features: number | undefined;
}

export const forestParameters = {
  trees: withDefault(int("How many trees.", { min: 1 }), 100),
  depth: optional(int("The most questions on the way to a leaf; no limit when it is left out.", { min: 1 })),
  min_leaf: withDefault(int("The fewest rows in a leaf.", { min: 1 }), 1),
  max_features: optional(float("The share of the columns that each node may ask.", { above: 0, max: 1 })),
};

export const randomForestNode = defineNode({
  name: "random_forest",
  version: 2,
  group: "training",
  summary: "Many trees on bootstrap samples, averaged: strong without tuning, for classes and quantities.",
  doc: `Every tree is grown on rows drawn with replacement and asks, at each node, only some of the columns: √columns for classes, all for quantities, unless \`max_features\` says otherwise.
The mean of the trees varies far less than each of them. Scaling does not matter. Above 5,000 rows, thresholds are sought among 255 quantiles of each column. Missing values must be imputed.
On very many rows, \`gradient_boosting\` is faster and makes smaller models.`,
  examples: ["model = train(random_forest(trees: 200), features, on: train)", "model = train(random_forest(min_leaf: 5, max_features: 0.5), features, on: train)"],
  takes: forestParameters,
  returns: "Estimator",
  random: true,
  infer: (call) => description("Estimator", { node: call.name, needsValues: true }),
  execution: { kind: "description", provides: async () => (await import("./random-forest.fit.ts")).randomForestEstimator },
});
