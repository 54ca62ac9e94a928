import { int, withDefault } from "../../../language/nodes/parameter.ts";
import { description } from "../../../language/types/type.ts";
import { defineNode } from "../../../runtime/node.ts";

export interface KNearestParams {
  readonly k: number;
}

export const kNearestNode = defineNode({
  name: "k_nearest",
  version: 1,
  group: "training",
  summary: "Predicts from the k most similar training rows: their vote for classes, their mean for quantities.",
  doc: `Rows are compared by Euclidean distance over all columns, so scale them first: \`scale(numeric, method: standard)\`. At equal distances the earlier training row is nearer.
The model holds all its training rows, and every prediction is compared with all of them: for up to some hundred thousand rows.`,
  examples: ["model = train(k_nearest(k: 15), features, on: train)"],
  takes: {
    k: withDefault(int("How many rows are asked.", { min: 1 }), 5),
  },
  returns: "Estimator",
  infer: (call) => description("Estimator", { node: call.name, needsValues: true }),
  execution: { kind: "description", provides: async () => (await import("./k-nearest.fit.ts")).kNearestEstimator },
});
