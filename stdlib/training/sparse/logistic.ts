import { type FitInput, type MixedMatrix } from "../estimator.ts";
import { centre, towardsConvergence, type LogisticState } from "../estimators/logistic-regression.fit.ts";
import type { LogisticParams } from "../estimators/logistic-regression.ts";
import { requireClasses, requireNumbers, requireRows, type ClassTarget } from "../numeric/checks.ts";
import { onRawColumns } from "../numeric/design.ts";
import { lbfgs } from "../numeric/lbfgs.ts";
import { softmaxRow } from "../numeric/softmax.ts";
import { SparseDesign } from "./design.ts";

/** Logistic regression on a matrix with sparse columns: the same minimum as without, by L-BFGS, at the cost of the values that are not zero. */
export function fitSparseLogistic({ x, y, params, stop, progress, warn }: FitInput<LogisticParams, MixedMatrix>): LogisticState {
  requireRows(x, "logistic_regression");
  const target = requireClasses(y, "logistic_regression");
  requireNumbers(x, "logistic_regression");
  const design = new SparseDesign(x);
  const objective = new SparseObjective(design, target, params.c);
  const onIteration = (iteration: number, largest: number): void => {
    stop.check();
    progress(towardsConvergence(largest), `iteration ${iteration + 1}, gradient ${largest.toExponential(1)}`);
  };
  const options = { maxIterations: params.max_iterations, tolerance: params.tolerance, curvature: objective.curvature(), onIteration };
  const minimum = lbfgs((at, gradient) => objective.value(at, gradient), new Float64Array(objective.size), options);
  if (!minimum.converged) warn(`\`logistic_regression\` has not converged after ${minimum.iterations} iterations: raise \`max_iterations\``);
  const stride = x.width + 1;
  const outputs = Array.from({ length: objective.outputs }, (_, k) => onRawColumns(design.scaling, minimum.at.subarray(k * stride, k * stride + x.width), minimum.at[k * stride + x.width]!));
  const intercepts = Float64Array.from(outputs, (output) => output.intercept);
  if (objective.outputs > 1) centre(intercepts);
  return {
    classes: target.classes,
    present: target.present,
    link: objective.outputs === 1 ? "logistic" : "softmax",
    coefficients: outputs.map((output) => output.coefficients),
    intercepts,
    spread: design.scaling.spread,
  };
}

/** The penalised loss divided by C·rows, as that of matrices without sparse columns. For each output, `width` weights and an offset. */
class SparseObjective {
  readonly outputs: number;
  readonly size: number;
  readonly #design: SparseDesign;
  readonly #target: ClassTarget;
  readonly #penalty: Float64Array;
  readonly #scores: readonly Float64Array[];
  readonly #projected: Float64Array;

  constructor(design: SparseDesign, target: ClassTarget, c: number) {
    const { rows, width } = design.x;
    const classes = target.present.length;
    this.#design = design;
    this.#target = target;
    this.outputs = classes === 2 ? 1 : classes;
    this.size = this.outputs * (width + 1);
    this.#penalty = design.scaling.scale.map((scale) => 1 / (c * rows * scale * scale));
    this.#scores = Array.from({ length: this.outputs }, () => new Float64Array(rows));
    this.#projected = new Float64Array(width);
  }

  value(at: Float64Array, gradient: Float64Array): number {
    const { rows, width } = this.#design.x;
    const stride = width + 1;
    this.#scores.forEach((scores, k) => this.#design.scores(at.subarray(k * stride, k * stride + width), at[k * stride + width]!, scores));
    let loss = (this.outputs === 1 ? this.#logisticLoss() : this.#softmaxLoss()) / rows;
    this.#scores.forEach((residuals, k) => {
      this.#design.projections(residuals, this.#projected);
      for (let j = 0; j < width; j++) {
        const weight = at[k * stride + j]!;
        gradient[k * stride + j] = this.#projected[j]! / rows + this.#penalty[j]! * weight;
        loss += (this.#penalty[j]! * weight * weight) / 2;
      }
      gradient[k * stride + width] = residuals.reduce((sum, residual) => sum + residual, 0) / rows;
    });
    return loss;
  }

  /** Turns scores into residuals: the probability of the second class, minus 1 for its own rows. */
  #logisticLoss(): number {
    const [scores] = this.#scores;
    let loss = 0;
    for (let i = 0; i < scores!.length; i++) {
      const sign = this.#target.codes[i] === 1 ? 1 : -1;
      const margin = sign * scores![i]!;
      loss += margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin;
      scores![i] = -sign / (1 + Math.exp(margin));
    }
    return loss;
  }

  /** Turns scores into residuals: the probability of each class, minus 1 for the row's own. */
  #softmaxLoss(): number {
    let loss = 0;
    for (let i = 0; i < this.#target.codes.length; i++) {
      const own = this.#scores[this.#target.codes[i]!]!;
      const largest = this.#scores.reduce((most, scores) => Math.max(most, scores[i]!), Number.NEGATIVE_INFINITY);
      const total = this.#scores.reduce((sum, scores) => sum + Math.exp(scores[i]! - largest), 0);
      loss += largest + Math.log(total) - own[i]!;
      softmaxRow(this.#scores, i);
      own[i]! -= 1;
    }
    return loss;
  }

  /** Roughly the diagonal of the second derivatives at 0. */
  curvature(): Float64Array {
    const { spread, mean, centre: middle, scale } = this.#design.scaling;
    const stride = this.#design.x.width + 1;
    const weight = this.outputs === 1 ? 0.25 : (1 - 1 / this.outputs) / this.outputs;
    return Float64Array.from({ length: this.size }, (_, place) => {
      const j = place % stride;
      if (j === stride - 1) return weight;
      return (weight * (spread[j]! ** 2 + (mean[j]! - middle[j]!) ** 2)) / scale[j]! ** 2 + this.#penalty[j]!;
    });
  }
}
