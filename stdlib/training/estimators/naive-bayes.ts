import { description } from "../../../language/types/type.ts";
import { defineNode } from "../../../runtime/node.ts";

export const naiveBayesNode = defineNode({
  name: "naive_bayes",
  version: 1,
  group: "training",
  summary: "Classifier that looks at each feature by itself: fast, and good with few rows and many features.",
  doc: `Within a class, numbers are taken as normally distributed (with 1e-9 of the largest variance added to each), and categories of \`encode(…, method: one_hot)\` by their shares
(with one row added to each, so that nothing is impossible). Features are taken as independent, which they rarely are: classes are ranked well, but probabilities are too sure of themselves.`,
  examples: ["model = train(naive_bayes(), features, on: train)"],
  takes: {},
  returns: "Estimator",
  infer: (call) => description("Estimator", { node: call.name, needsValues: true, task: "classification" }),
  execution: { kind: "description", provides: async () => (await import("./naive-bayes.fit.ts")).naiveBayesEstimator },
});
