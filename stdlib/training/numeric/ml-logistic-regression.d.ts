declare module "ml-logistic-regression" {
  import type { Matrix } from "ml-matrix";

  export default class LogisticRegression {
    constructor(options?: { numSteps?: number; learningRate?: number });
    train(features: Matrix, codes: Matrix): void;
    /** Set by `train`: one for each class, against it. */
    readonly classifiers: readonly { readonly weights: Matrix }[];
  }
}
