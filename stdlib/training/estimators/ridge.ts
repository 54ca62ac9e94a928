import { float, withDefault } from "../../../language/nodes/parameter.ts";
import { description } from "../../../language/types/type.ts";
import { defineNode } from "../../../runtime/node.ts";

export interface RidgeParams {
  readonly alpha: number;
}

export const ridgeNode = defineNode({
  name: "ridge",
  version: 1,
  group: "training",
  summary: "Linear regression with an L2 penalty: the first model to try for a quantity, also when features are correlated.",
  doc: `Minimises ‖y − Xw − b‖² + α‖w‖². The intercept b is not penalised. The penalty treats all columns alike, so scale them first: \`scale(numeric, method: standard)\`.
Correlated columns, and more columns than rows, are fine: that is what the penalty is for.`,
  examples: ["model = train(ridge(alpha: 1), features, on: train)"],
  takes: {
    alpha: withDefault(float("Strength of the penalty α; larger pulls the coefficients closer to 0.", { min: 0 }), 1),
  },
  returns: "Estimator",
  infer: (call) => description("Estimator", { node: call.name, needsValues: true, task: "regression" }),
  execution: { kind: "description", provides: async () => (await import("./ridge.fit.ts")).ridgeEstimator },
});
