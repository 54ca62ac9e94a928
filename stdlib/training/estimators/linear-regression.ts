import { description } from "../../../language/types/type.ts";
import { defineNode } from "../../../runtime/node.ts";

export const linearRegressionNode = defineNode({
  name: "linear_regression",
  version: 1,
  group: "training",
  summary: "Ordinary least squares: the best linear prediction of a quantity, without a penalty.",
  doc: `Minimises ‖y − Xw − b‖². Where columns are linear combinations of others (all categories of a one-hot column, for example) many solutions are equally good,
and the one with the smallest coefficients is taken. With many or correlated columns, \`ridge\` predicts better.`,
  examples: ["model = train(linear_regression(), features, on: train)"],
  takes: {},
  returns: "Estimator",
  infer: (call) => description("Estimator", { node: call.name, needsValues: true, task: "regression" }),
  execution: { kind: "description", provides: async () => (await import("./linear-regression.fit.ts")).linearRegressionEstimator },
});
