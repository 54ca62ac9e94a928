import type { Estimator, FitInput } from "../estimator.ts";
import { requireNumbers, requireRows, requireValues } from "../numeric/checks.ts";
import { dot } from "../numeric/lbfgs.ts";
import type { ElasticNetParams } from "./elastic-net.ts";
import type { LassoParams } from "./lasso.ts";
import { linearImportance, linearState, predictLinear, type LinearState } from "./linear-model.ts";
import { centredMoments, type CentredMoments } from "./moments.ts";

export const elasticNetEstimator: Estimator<ElasticNetParams, LinearState> = {
  tasks: ["regression"],
  fit: (input) => fit(input, input.params, "elastic_net"),
  predict: predictLinear("elastic_net"),
  importance: linearImportance,
};

export const lassoEstimator: Estimator<LassoParams, LinearState> = {
  tasks: ["regression"],
  fit: (input) => fit(input, { ...input.params, l1_ratio: 1 }, "lasso"),
  predict: predictLinear("lasso"),
  importance: linearImportance,
};

function fit({ x, y, stop, progress, warn, threads }: FitInput<unknown>, params: ElasticNetParams, estimator: string): LinearState {
  const values = requireValues(y, estimator);
  requireRows(x, estimator);
  requireNumbers(x, estimator);
  const moments = centredMoments(x, values, { stop, threads });
  const problem = rawProblem(moments, params, x.rows);
  let converged = false;
  for (let round = 0; round < params.max_iterations && !converged; round++) {
    stop.check();
    descend(problem);
    if (round % 10 !== 9 && round !== params.max_iterations - 1) continue;
    const gap = dualityGap(problem) / Math.max(moments.targetSquares, Number.MIN_VALUE);
    progress(Math.min(0.99, Math.max(0, Math.log10(Math.max(gap, 1e-300)) / Math.log10(params.tolerance))), `round ${round + 1}, duality gap ${gap.toExponential(1)}`);
    converged = gap <= params.tolerance;
  }
  if (!converged) warn(`\`${estimator}\` has not converged after ${params.max_iterations} rounds: scale the features, or raise \`max_iterations\``);
  return linearState(moments.scaling, problem.weights.map((weight, j) => weight * moments.scaling.scale[j]!), moments.targetMean);
}

/** ½‖y − Xw‖² + l1·‖w‖₁ + ½·l2·‖w‖² on centred columns, in terms of their products. */
interface Problem {
  readonly width: number;
  readonly gram: Float64Array;
  readonly products: Float64Array;
  readonly targetSquares: number;
  readonly l1: number;
  readonly l2: number;
  readonly weights: Float64Array;
  /** Xᵀ(y − Xw), kept up to date. */
  readonly correlation: Float64Array;
}

function rawProblem({ scaling, gram, products, targetSquares }: CentredMoments, { alpha, l1_ratio }: ElasticNetParams, rows: number): Problem {
  const width = products.length;
  const raw = products.map((product, j) => product * scaling.scale[j]!);
  for (let i = 0; i < width; i++) for (let j = 0; j < width; j++) gram[i * width + j]! *= scaling.scale[i]! * scaling.scale[j]!;
  return {
    width,
    gram,
    products: raw,
    targetSquares,
    l1: alpha * l1_ratio * rows,
    l2: alpha * (1 - l1_ratio) * rows,
    weights: new Float64Array(width),
    correlation: raw.slice(),
  };
}

/** One round: each coefficient in turn to its minimum, the others held (J. Friedman and others, 2010). */
function descend({ width, gram, l1, l2, weights, correlation }: Problem): void {
  for (let j = 0; j < width; j++) {
    const square = gram[j * width + j]!;
    if (square <= 0) continue;
    const old = weights[j]!;
    const pull = correlation[j]! + square * old;
    const next = (Math.sign(pull) * Math.max(0, Math.abs(pull) - l1)) / (square + l2);
    if (next === old) continue;
    weights[j] = next;
    const change = next - old;
    for (let i = 0; i < width; i++) correlation[i]! -= change * gram[j * width + i]!;
  }
}

/** How far the objective is from its minimum at most: the gap to the dual at the scaled residual. */
function dualityGap({ products, targetSquares, l1, l2, weights, correlation }: Problem): number {
  const residualSquares = Math.max(0, targetSquares - dot(weights, products) - dot(weights, correlation));
  const weightSquares = dot(weights, weights);
  let largest = 0;
  let size = 0;
  for (let j = 0; j < weights.length; j++) {
    largest = Math.max(largest, Math.abs(correlation[j]! - l2 * weights[j]!));
    size += Math.abs(weights[j]!);
  }
  const factor = largest > l1 ? l1 / largest : 1;
  const residualTarget = targetSquares - dot(weights, products);
  return ((1 + factor * factor) * residualSquares) / 2 + l1 * size - factor * residualTarget + (l2 * (1 + factor * factor) * weightSquares) / 2;
}
