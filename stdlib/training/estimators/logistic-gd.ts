import LogisticRegression from "ml-logistic-regression";
import { Matrix } from "ml-matrix";
import { eachColumn, type FitInput } from "../estimator.ts";
import type { ClassTarget } from "../numeric/checks.ts";
import type { LogisticParams } from "./logistic-regression.ts";

export interface GradientDescentFit {
  readonly link: "logistic" | "one_vs_rest";
  readonly coefficients: readonly Float64Array[];
  readonly intercepts: Float64Array;
}

/**
 * Logistic regression by the package's fixed number of full gradient steps. It has no intercept, so a column of ones is added. Its gradient is a sum
 * over the rows, so the step is 4 / Σx²: with rows in the denominator, and never too long, for the curvature is at most a quarter of that sum.
 * The steps run in one piece: the fit can be stopped only before it.
 */
export function gradientDescent({ x, params, stop, progress }: FitInput<LogisticParams>, target: ClassTarget): GradientDescentFit {
  stop.check();
  const features = Matrix.ones(x.rows, x.width + 1);
  let squares = x.rows;
  eachColumn(x, (column, block, category) => {
    for (let i = 0; i < x.rows; i++) {
      const value = block.kind === "dense" ? block.values[i]! : block.codes[i] === category ? 1 : 0;
      features.set(i, column, value);
      squares += value * value;
    }
  });
  progress(0, `${params.max_iterations} gradient steps`);
  const learner = new LogisticRegression({ numSteps: params.max_iterations, learningRate: 4 / squares });
  learner.train(features, Matrix.columnVector(target.codes));
  // Classifier k of the package gives the probability of not being class k: its weights have the other sign.
  const weights = learner.classifiers.map(({ weights }) => Float64Array.from(weights.to1DArray(), (weight) => -weight));
  const outputs = target.present.length === 2 ? weights.slice(1, 2) : weights;
  return {
    link: outputs.length === 1 ? "logistic" : "one_vs_rest",
    coefficients: outputs.map((output) => output.slice(0, x.width)),
    intercepts: Float64Array.from(outputs, (output) => output[x.width]!),
  };
}
