import type { StopSignal } from "../../../runtime/stop.ts";
import { featureMatrix, type Estimator, type FeatureMatrix, type FitInput, type MixedMatrix, type Prediction } from "../estimator.ts";
import { requireClasses, requireNumbers, requireRows, type ClassTarget } from "../numeric/checks.ts";
import { Design, onRawColumns, scalingOf, withDesign } from "../numeric/design.ts";
import { lbfgs, type Minimised } from "../numeric/lbfgs.ts";
import { newton } from "../numeric/newton.ts";
import { logistic, softmaxRow } from "../numeric/softmax.ts";
import { spreadInput } from "../sparse/apply.ts";
import { linearPredictor } from "./linear-model.ts";
import { LogisticObjective } from "./logistic-objective.ts";
import type { LogisticParams } from "./logistic-regression.ts";

export interface LogisticState {
  /** Number of all classes. */
  readonly classes: number;
  /** The classes that had training rows; the others get probability 0. */
  readonly present: Int32Array;
  /** How scores become probabilities. `logistic` has one output, the log-odds of the second class present; the others have one a class. */
  readonly link: "logistic" | "softmax" | "one_vs_rest";
  /** One array an output, with one coefficient for each column of the design matrix. */
  readonly coefficients: readonly Float64Array[];
  readonly intercepts: Float64Array;
  /** Standard deviation of each column of the training rows. */
  readonly spread: Float64Array;
}

export const logisticRegressionEstimator: Estimator<LogisticParams, LogisticState> = {
  tasks: ["classification"],
  async fit(input) {
    requireRows(input.x, "logistic_regression");
    const target = requireClasses(input.y, "logistic_regression");
    requireNumbers(input.x, "logistic_regression");
    if (input.params.solver !== "gd") return withDesign(new Design(input.x, input), (design) => fitPenalised(input, design, target));
    const { gradientDescent } = await import("./logistic-gd.ts");
    const { link, coefficients, intercepts } = gradientDescent(input, target);
    return { classes: target.classes, present: target.present, link, coefficients, intercepts, spread: scalingOf(input.x, input).spread };
  },
  predict,
  sparse: {
    fit: async (input) => (input.params.solver === "gd" || input.params.solver === "newton" ? logisticRegressionEstimator.fit(spreadInput(input, "logistic_regression")) : (await import("../sparse/logistic.ts")).fitSparseLogistic(input)),
    predict,
  },
  importance: (state) =>
    state.spread.map((deviation, column) => state.coefficients.reduce((sum, output) => sum + Math.abs(output[column]!) * deviation, 0) / state.coefficients.length),
};

function fitPenalised({ x, params, stop, progress, warn }: FitInput<LogisticParams>, design: Design, target: ClassTarget): LogisticState {
  const objective = new LogisticObjective(design, target.codes, target.present.length, params.c);
  const onIteration = (iteration: number, largest: number): void => {
    stop.check();
    progress(towardsConvergence(largest), `iteration ${iteration + 1}, gradient ${largest.toExponential(1)}`);
  };
  const minimum = minimise(objective, x, params, { onIteration, start: () => roughly(design, target, params, stop) });
  if (!minimum.converged) {
    warn(`\`logistic_regression\` has not converged after ${minimum.iterations} iterations: scale the features, or raise \`max_iterations\``);
  }
  const stride = x.width + 1;
  const outputs = Array.from({ length: objective.outputs }, (_, k) =>
    onRawColumns(design.scaling, minimum.at.subarray(k * stride, k * stride + x.width), minimum.at[k * stride + x.width]!),
  );
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

interface Minimising {
  readonly onIteration: (iteration: number, largest: number) => void;
  /** A point near the minimum, where it is cheap to have. */
  readonly start: () => Float64Array | undefined;
}

function minimise(objective: LogisticObjective, x: FeatureMatrix, params: LogisticParams, { onIteration, start }: Minimising): Minimised {
  const options = { maxIterations: params.max_iterations, tolerance: params.tolerance, onIteration };
  const value = (at: Float64Array, gradient: Float64Array): number => objective.value(at, gradient);
  const solver = params.solver === "auto" ? cheaper(x, objective) : params.solver;
  if (solver === "newton") {
    const near = start();
    return newton(value, (out) => objective.hessian(out), objective.size, { ...options, ...(near && { start: near }) });
  }
  return lbfgs(value, new Float64Array(objective.size), { ...options, curvature: objective.curvature() });
}

/** Rows that tell well enough where the minimum is; a feature takes some of them. */
const fewRows = 32_768;
const rowsAFeature = 50;

/** The minimum for every nth row: most of Newton's iterations are taken there, and a few on all rows are left. `undefined` where there are too few rows for that. */
function roughly(design: Design, target: ClassTarget, params: LogisticParams, stop: StopSignal): Float64Array | undefined {
  const { x } = design;
  const every = Math.floor(x.rows / Math.max(fewRows, rowsAFeature * x.width));
  if (every < 4) return undefined;
  const some = everyNth(x, every);
  const codes = Int32Array.from({ length: some.rows }, (_, i) => target.codes[i * every]!);
  if (new Set(codes).size < target.present.length) return undefined;
  // The penalty weighs as much as with all rows.
  return withDesign(new Design(some, { stop, threads: design.kernel.threads }, design.scaling), (part) => {
    const objective = new LogisticObjective(part, codes, target.present.length, (params.c * x.rows) / some.rows);
    const value = (at: Float64Array, gradient: Float64Array): number => objective.value(at, gradient);
    return newton(value, (out) => objective.hessian(out), objective.size, { maxIterations: 50, tolerance: 1e-4, onIteration: () => stop.check() }).at;
  });
}

function everyNth({ rows, blocks }: FeatureMatrix, every: number): FeatureMatrix {
  const count = Math.ceil(rows / every);
  return featureMatrix(
    count,
    blocks.map((block) =>
      block.kind === "dense"
        ? { ...block, values: Float64Array.from({ length: count }, (_, i) => block.values[i * every]!) }
        : { ...block, codes: Int32Array.from({ length: count }, (_, i) => block.codes[i * every]!) },
    ),
  );
}

/** Compares the multiplications of some eight Newton iterations with those of some two hundred of L-BFGS. */
function cheaper(x: FeatureMatrix, { outputs, size }: LogisticObjective): "newton" | "lbfgs" {
  if (size > 1500) return "lbfgs";
  const dense = x.blocks.filter((block) => block.kind === "dense").length;
  const coded = x.blocks.length - dense;
  const pairs = (outputs * (outputs + 1)) / 2;
  const newtonWork = 8 * (x.rows * pairs * ((dense * dense) / 2 + 2 * dense * coded + 2 * coded * coded + 10) + size ** 3);
  const lbfgsWork = 200 * x.rows * outputs * (2 * dense + 3 * coded + 10);
  return newtonWork <= lbfgsWork || size <= 64 ? "newton" : "lbfgs";
}

/** The gradient falls from about 1 to 1e-9. */
export const towardsConvergence = (largest: number): number => Math.min(0.99, Math.max(0, -Math.log10(Math.max(largest, 1e-12)) / 9));

/** Softmax intercepts are free up to a common shift: they are given with sum 0. */
export function centre(values: Float64Array): void {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  for (let k = 0; k < values.length; k++) values[k]! -= mean;
}

function predict(state: LogisticState, x: MixedMatrix): Prediction {
  requireNumbers(x, "logistic_regression");
  const { classes, present, link } = state;
  const outputs = state.coefficients.map((coefficients, k) => linearPredictor(x, coefficients, state.intercepts[k]!));
  const probabilities = new Float64Array(x.rows * classes);
  for (let i = 0; i < x.rows; i++) {
    if (link === "logistic") {
      const margin = outputs[0]![i]!;
      probabilities[i * classes + present[0]!] = logistic(-margin);
      probabilities[i * classes + present[1]!] = logistic(margin);
    } else if (link === "softmax") {
      softmaxRow(outputs, i);
      present.forEach((code, k) => (probabilities[i * classes + code] = outputs[k]![i]!));
    } else shareOut(outputs, present, probabilities.subarray(i * classes, (i + 1) * classes), i);
  }
  return { task: "classification", probabilities, classes };
}

/** Probabilities of each class against the rest, divided by their sum. */
function shareOut(outputs: readonly Float64Array[], present: Int32Array, row: Float64Array, i: number): void {
  const odds = outputs.map((output) => logistic(output[i]!));
  const sum = odds.reduce((total, p) => total + p, 0);
  present.forEach((code, k) => (row[code] = sum > 0 ? odds[k]! / sum : 1 / present.length));
}
