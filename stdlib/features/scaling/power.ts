import { boxCox, yeoJohnson } from "../../../language/expressions/shapes.ts";
import { meanOf, squaresAround, sumOf } from "../../training/numeric/sums.ts";
import { minimumBetween, rootBeside } from "./brent.ts";

export type Transform = "yeo_johnson" | "box_cox";

/**
 * Values of which a power transformation makes sign · ((e^log)^power - 1) / power, where the power is lambda, or of a negative value under
 * Yeo and Johnson's 2 - lambda.
 */
interface Logs {
  readonly logs: Float64Array;
  readonly signs: Int8Array;
}

/**
 * The lambda under which the transformed values are most likely normal. The likelihood is flat at its top: where scipy stops at half the digits, at
 * the mercy of rounding, the root of its derivative gives them all.
 */
export function lambdaOf(values: Float64Array, transform: Transform): number {
  const bounds = boundsFor(values, transform);
  const width = bounds[1] - bounds[0];
  const { slope } = likelihoodOf(values, transform);
  for (const some of values.length > fewValues ? [values.filter((_, row) => row % Math.ceil(values.length / fewValues) === 0), values] : [values]) {
    const near = minimumBetween(likelihoodOf(some, transform).cost, bounds, 1e-6 * width);
    const root = [1e-5, 1e-3, 1e-2].map((share) => rootBeside(slope, near, share * width)).find((one) => one !== undefined);
    if (root !== undefined || some === values) return root ?? near;
  }
  return 1;
}

/** So many values, evenly spaced among all, tell where to look. */
const fewValues = 10_000;

/** How unlikely a lambda is, and how the logarithm of its likelihood changes with it. */
function likelihoodOf(values: Float64Array, transform: Transform): { readonly cost: (lambda: number) => number; readonly slope: (lambda: number) => number } {
  const { logs, signs } = transform === "box_cox" ? { logs: values.map(Math.log), signs: new Int8Array(values.length).fill(1) } : logsOf(values);
  const sum = sumOf(logs.length, (i) => signs[i]! * logs[i]!);
  const made = new Float64Array(logs.length);
  const transformAll = (lambda: number): number => {
    for (let i = 0; i < logs.length; i++) made[i] = signs[i]! > 0 ? power(logs[i]!, lambda) : -power(logs[i]!, 2 - lambda);
    return meanOf(made);
  };
  const cost = (lambda: number): number => {
    const likelihood = (-logs.length / 2) * Math.log(squaresAround(made, transformAll(lambda)) / logs.length) + (lambda - 1) * sum;
    // Where the spread vanishes, the likelihood says nothing.
    return Number.isFinite(likelihood) ? -likelihood : Number.POSITIVE_INFINITY;
  };
  const slope = (lambda: number): number => {
    const mean = transformAll(lambda);
    const products = sumOf(logs.length, (i) => (made[i]! - mean) * (signs[i]! > 0 ? powerSlope(logs[i]!, lambda) : powerSlope(logs[i]!, 2 - lambda)));
    return sum - (logs.length * products) / squaresAround(made, mean);
  };
  return { cost, slope };
}

function logsOf(values: Float64Array): Logs {
  return { logs: values.map((value) => Math.log1p(Math.abs(value))), signs: Int8Array.from(values, (value) => (value >= 0 ? 1 : -1)) };
}

/** ((e^log)^lambda - 1) / lambda, and how it changes with lambda: log² · (t e^t - e^t + 1) / t² with t = lambda · log. */
const power = (log: number, lambda: number): number => (lambda === 0 ? log : Math.expm1(lambda * log) / lambda);
function powerSlope(log: number, lambda: number): number {
  const t = lambda * log;
  if (Math.abs(t) > 1) return (log * log * (t * Math.exp(t) - Math.expm1(t))) / (t * t);
  let [sum, term] = [0, 1];
  for (let k = 0; Math.abs(term) > Number.EPSILON / 4 && k < 30; k++, term *= t / k) sum += term / (k + 2);
  return log * log * sum;
}

/** Within these, values twenty times as large as the largest neither overflow nor vanish, nor do the squares of what they become (as in scipy). */
function boundsFor(values: Float64Array, transform: Transform): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const logEpsilon = Math.log(Number.EPSILON);
  const [least, most] = [(Math.log(2.2250738585072014e-308) - logEpsilon) / 2, (Math.log(Number.MAX_VALUE) + logEpsilon) / 2];
  if (transform === "box_cox") {
    const reach = Math.max(Math.abs(Math.log(low)), Math.abs(Math.log(high)));
    return [least / reach, most / reach];
  }
  const reach = Math.log1p(20 * Math.max(Math.abs(low), Math.abs(high)));
  const [lower, upper] = [least / reach, most / reach];
  if (high < 0) return [2 - upper, 2 - lower];
  return low < 0 ? [Math.max(2 - upper, lower), Math.min(2 - lower, upper)] : [lower, upper];
}

/** The values after a transformation. */
export const transformed = (values: Float64Array, transform: Transform, lambda: number): Float64Array => values.map((value) => (transform === "yeo_johnson" ? yeoJohnson(value, lambda) : boxCox(value, lambda)));
