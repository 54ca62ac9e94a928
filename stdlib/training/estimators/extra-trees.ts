import { description } from "../../../language/types/type.ts";
import { defineNode } from "../../../runtime/node.ts";
import { forestParameters } from "./random-forest.ts";

export const extraTreesNode = defineNode({
  name: "extra_trees",
  version: 1,
  group: "training",
  summary: "Many trees with drawn thresholds, averaged: a `random_forest` that is smoother and faster to fit.",
  doc: `Every tree is grown on all rows. Each node draws one threshold for some of the columns, anywhere between the smallest and the largest value, and takes the best of these splits: √columns for classes, all for quantities, unless \`max_features\` says otherwise.
The mean of the trees varies less than that of a \`random_forest\`, whose thresholds are the best for its rows. Scaling does not matter. Missing values must be imputed.`,
  examples: ["model = train(extra_trees(trees: 200), features, on: train)"],
  takes: forestParameters,
  returns: "Estimator",
  random: true,
  infer: (call) => description("Estimator", { node: call.name, needsValues: true }),
  execution: { kind: "description", provides: async () => (await import("./random-forest.fit.ts")).extraTreesEstimator },
});
