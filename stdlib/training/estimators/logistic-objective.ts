import { projections, scores, type Design } from "../numeric/design.ts";
import { gram } from "../numeric/gram.ts";
import { logistic, softmaxRow, softplus } from "../numeric/softmax.ts";

/**
 * The penalised loss of logistic regression, divided by C·rows, as a function of the weights on standardised columns.
 * The vector it takes holds, for each output, `width` weights and an offset. Two classes have one output (the log-odds of the second), more have one each.
 */
export interface LogisticObjective {
  readonly outputs: number;
  readonly size: number;
  /** The loss at `at`; writes the gradient. */
  value(at: Float64Array, gradient: Float64Array): number;
  /** Second derivatives at the point of the last call of `value`, row-major size × size. */
  hessian(out: Float64Array): void;
  /** Roughly the diagonal of the second derivatives at 0. */
  curvature(): Float64Array;
}

export function logisticObjective(design: Design, codes: Int32Array, classes: number, c: number, check: () => void): LogisticObjective {
  const { rows, width } = design.x;
  const outputs = classes === 2 ? 1 : classes;
  const stride = width + 1;
  const size = outputs * stride;
  /** Scores, then residuals (probability minus 1 for the row's own class), one array an output. */
  const residuals = Array.from({ length: outputs }, () => new Float64Array(rows));
  const penalty = design.scale.map((scale) => 1 / (c * rows * scale * scale));

  function value(at: Float64Array, gradient: Float64Array): number {
    check();
    for (let k = 0; k < outputs; k++) scores(design, at.subarray(k * stride, k * stride + width), at[k * stride + width]!, residuals[k]!);
    let loss = outputs === 1 ? binaryResiduals(residuals[0]!, codes) : softmaxResiduals(residuals, codes);
    loss /= rows;
    for (let k = 0; k < outputs; k++) {
      const own = gradient.subarray(k * stride, (k + 1) * stride);
      projections(design, residuals[k]!, own.subarray(0, width));
      own[width] = sum(residuals[k]!);
      for (let j = 0; j <= width; j++) own[j]! /= rows;
      for (let j = 0; j < width; j++) {
        const weight = at[k * stride + j]!;
        own[j]! += penalty[j]! * weight;
        loss += (penalty[j]! * weight * weight) / 2;
      }
    }
    return loss;
  }

  function hessian(out: Float64Array): void {
    const weights = new Float64Array(rows);
    const block = new Float64Array(width * width);
    const border = new Float64Array(width);
    for (let k = 0; k < outputs; k++) {
      for (let l = k; l < outputs; l++) {
        check();
        pairWeights(residuals, codes, k, l, weights);
        gram(design, weights, block, check);
        projections(design, weights, border);
        const corner = sum(weights);
        for (let i = 0; i < width; i++) {
          for (let j = 0; j < width; j++) put(out, k, l, i, j, block[i * width + j]! / rows + (k === l && i === j ? penalty[i]! : 0));
          put(out, k, l, i, width, border[i]! / rows);
          put(out, k, l, width, i, border[i]! / rows);
        }
        // Offsets of a softmax are known up to a common shift; holding their sum makes the matrix definite, and changes no step.
        put(out, k, l, width, width, corner / rows + (outputs > 1 ? 1 / outputs : 0));
      }
    }
  }

  function put(out: Float64Array, k: number, l: number, i: number, j: number, entry: number): void {
    out[(k * stride + i) * size + l * stride + j] = entry;
    out[(l * stride + j) * size + k * stride + i] = entry;
  }

  function curvature(): Float64Array {
    const spread = outputs === 1 ? 0.25 : (1 - 1 / classes) / classes;
    const out = new Float64Array(size).fill(spread);
    for (let k = 0; k < outputs; k++) {
      for (let j = 0; j < width; j++) {
        const share = (design.spread[j]! / design.scale[j]!) ** 2 + ((design.mean[j]! - design.centre[j]!) / design.scale[j]!) ** 2;
        out[k * stride + j] = spread * share + penalty[j]!;
      }
    }
    return out;
  }

  return { outputs, size, value, hessian, curvature };
}

function binaryResiduals(margins: Float64Array, codes: Int32Array): number {
  let loss = 0;
  for (let i = 0; i < margins.length; i++) {
    const margin = margins[i]!;
    const own = codes[i] === 1;
    loss += softplus(own ? -margin : margin);
    // 1 − p is taken from the other tail: near 1, p itself has lost it.
    margins[i] = own ? -logistic(-margin) : logistic(margin);
  }
  return loss;
}

function softmaxResiduals(margins: readonly Float64Array[], codes: Int32Array): number {
  let loss = 0;
  for (let i = 0; i < codes.length; i++) {
    const own = margins[codes[i]!]!;
    const score = own[i]!;
    loss += softmaxRow(margins, i) - score;
    own[i]! -= 1;
  }
  return loss;
}

/** Weights of the rows in the block (k, l) of the second derivatives: p(1 − p) on the diagonal, −pₖpₗ beside it. */
function pairWeights(residuals: readonly Float64Array[], codes: Int32Array, k: number, l: number, out: Float64Array): void {
  const a = residuals[k]!;
  const b = residuals[l]!;
  const binary = residuals.length === 1;
  for (let i = 0; i < out.length; i++) {
    const p = a[i]!;
    const own = binary ? codes[i] === 1 : codes[i] === k;
    if (k === l) out[i] = own ? -p * (1 + p) : p * (1 - p);
    else out[i] = -(own ? 1 + p : p) * (codes[i] === l ? 1 + b[i]! : b[i]!);
  }
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
