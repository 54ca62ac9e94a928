import { description } from "../../../language/types/type.ts";
import { defineNode } from "../../../runtime/node.ts";

export const baselineNode = defineNode({
  name: "baseline",
  version: 1,
  group: "training",
  summary: "Predicts the mean of the target, or the shares of its classes, without looking at any feature.",
  doc: "The score that a model must beat to be worth anything. Every report shows it beside the model's own score, so it rarely needs to be trained by name.",
  examples: ["model = train(baseline(), features, on: train)"],
  takes: {},
  returns: "Estimator",
  infer: (call) => description("Estimator", { node: call.name }),
  execution: { kind: "description", provides: async () => (await import("./baseline.fit.ts")).baselineEstimator },
});
