import { float, int, share, withDefault } from "../../../language/nodes/parameter.ts";
import { description } from "../../../language/types/type.ts";
import { defineNode } from "../../../runtime/node.ts";

export interface ElasticNetParams {
  readonly alpha: number;
  readonly l1_ratio: number;
  readonly max_iterations: number;
  readonly tolerance: number;
}

/** The parameters that `lasso` and `elastic_net` share. */
export const descentParameters = {
  max_iterations: withDefault(int("The most rounds over all coefficients.", { min: 1 }), 10_000),
  tolerance: withDefault(float("How far from the best solution it may end: the duality gap, as a share of the target's sum of squares.", { above: 0 }), 1e-10),
};

export const elasticNetNode = defineNode({
  name: "elastic_net",
  version: 1,
  group: "training",
  summary: "Linear regression with an L1 and an L2 penalty: drops features, and keeps correlated ones together.",
  doc: `Minimises 1/(2n)·‖y − Xw − b‖² + α·(l1_ratio·‖w‖₁ + ½·(1 − l1_ratio)·‖w‖²) by coordinate descent. The intercept b is not penalised. The penalty treats all columns alike, so scale them first: \`scale(numeric, method: standard)\`.
\`l1_ratio: 1\` is \`lasso\`. For an L2 penalty alone \`ridge\` is exact and faster.`,
  examples: ["model = train(elastic_net(alpha: 0.1, l1_ratio: 0.5), features, on: train)"],
  takes: {
    alpha: withDefault(float("Strength of the penalty α; larger pulls more coefficients to 0.", { above: 0 }), 1),
    l1_ratio: withDefault(share("The part of the penalty that is L1.", { above: 0, max: 1 }), 0.5),
    ...descentParameters,
  },
  returns: "Estimator",
  infer: (call) => description("Estimator", { node: call.name, needsValues: true, task: "regression" }),
  execution: { kind: "description", provides: async () => (await import("./elastic-net.fit.ts")).elasticNetEstimator },
});
