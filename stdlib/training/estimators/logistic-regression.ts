import { solverWithout } from "../../../language/diagnostics/registry/training.ts";
import { float, int, oneOf, withDefault } from "../../../language/nodes/parameter.ts";
import { description } from "../../../language/types/type.ts";
import { defineNode } from "../../../runtime/node.ts";

export const logisticSolvers = ["auto", "newton", "lbfgs", "gd"] as const;

export interface LogisticParams {
  readonly c: number;
  readonly solver: (typeof logisticSolvers)[number];
  readonly max_iterations: number;
  readonly tolerance: number;
}

const doc = `Minimises C·Σ log-loss + ½‖w‖². The intercept is not penalised. Two classes share one vector of coefficients; more classes have one each (softmax, not one against the rest).
The penalty treats all columns alike, so scale numbers first: \`scale(numeric, method: standard)\`.

| \`solver\` | |
|---|---|
| \`auto\` | \`newton\` or \`lbfgs\`, whichever needs less work for this number of rows, columns and classes |
| \`newton\` | Newton's method (iteratively reweighted least squares): few iterations, each with a matrix of columns × classes |
| \`lbfgs\` | the limited-memory quasi-Newton method: many cheap iterations, for thousands of columns |
| \`gd\` | plain gradient descent on the unpenalised loss, \`max_iterations\` steps, one class against the rest; for teaching and for comparison on small, scaled data |

The first three give the same coefficients. \`gd\` is the package \`ml-logistic-regression\`: it has neither penalty nor tolerance, and stops wherever its steps end.`;

export const logisticRegressionNode = defineNode({
  name: "logistic_regression",
  version: 1,
  group: "training",
  summary: "Linear classifier with calibrated probabilities: the first model to try for classes.",
  doc,
  examples: ["model = train(logistic_regression(), features, on: train)", "model = train(logistic_regression(c: 0.1), features, on: train)"],
  takes: {
    c: withDefault(float("Inverse strength of the penalty; smaller pulls the coefficients closer to 0.", { above: 0 }), 1),
    solver: withDefault(oneOf(logisticSolvers, "How the minimum is found."), "auto"),
    max_iterations: withDefault(int("The most iterations of the solver.", { min: 1 }), 1000),
    tolerance: withDefault(
      float("How small the last change of the coefficients (`newton`) or the largest component of the gradient (`lbfgs`) must be, on standardised columns.", { above: 0 }),
      1e-9,
    ),
  },
  returns: "Estimator",
  infer: (call) => {
    if (call.constant("solver") === "gd") {
      for (const parameter of ["c", "tolerance"]) if (call.has(parameter)) call.report(solverWithout, { solver: "gd", parameter }, parameter);
    }
    return description("Estimator", { node: call.name, needsValues: true, task: "classification" });
  },
  execution: { kind: "description", provides: async () => (await import("./logistic-regression.fit.ts")).logisticRegressionEstimator },
});
