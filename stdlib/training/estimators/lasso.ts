import { float, withDefault } from "../../../language/nodes/parameter.ts";
import { description } from "../../../language/types/type.ts";
import { defineNode } from "../../../runtime/node.ts";
import { descentParameters, type ElasticNetParams } from "./elastic-net.ts";

export type LassoParams = Omit<ElasticNetParams, "l1_ratio">;

export const lassoNode = defineNode({
  name: "lasso",
  version: 1,
  group: "training",
  summary: "Linear regression with an L1 penalty: a sparse model that leaves out features that do not help.",
  doc: `Minimises 1/(2n)·‖y − Xw − b‖² + α‖w‖₁ by coordinate descent. The intercept b is not penalised. The penalty treats all columns alike, so scale them first: \`scale(numeric, method: standard)\`.
Of strongly correlated columns it keeps one, more or less by chance; \`elastic_net\` keeps them together.`,
  examples: ["model = train(lasso(alpha: 0.1), features, on: train)"],
  takes: {
    alpha: withDefault(float("Strength of the penalty α; larger pulls more coefficients to 0.", { above: 0 }), 1),
    ...descentParameters,
  },
  returns: "Estimator",
  infer: (call) => description("Estimator", { node: call.name, needsValues: true, task: "regression" }),
  execution: { kind: "description", provides: async () => (await import("./elastic-net.fit.ts")).lassoEstimator },
});
