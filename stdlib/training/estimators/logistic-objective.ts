import { projections, scores, type Design } from "../numeric/design.ts";
import { gram } from "../numeric/gram.ts";
import { logistic, softmaxRow, softplus } from "../numeric/softmax.ts";

/**
 * The penalised loss of logistic regression, divided by C·rows, as a function of the weights on standardised columns.
 * The vector it takes holds, for each output, `width` weights and an offset. Two classes have one output (the log-odds of the second), more have one each.
 */
export class LogisticObjective {
  readonly outputs: number;
  readonly size: number;
  private readonly design: Design;
  private readonly codes: Int32Array;
  private readonly classes: number;
  private readonly penalty: Float64Array;
  private readonly check: () => void;
  /** Scores, then residuals (probability minus 1 for the row's own class), one array an output. */
  private readonly residuals: readonly Float64Array[];

  constructor(design: Design, codes: Int32Array, classes: number, c: number, check: () => void) {
    const { rows, width } = design.x;
    this.design = design;
    this.codes = codes;
    this.classes = classes;
    this.check = check;
    this.outputs = classes === 2 ? 1 : classes;
    this.size = this.outputs * (width + 1);
    this.residuals = Array.from({ length: this.outputs }, () => new Float64Array(rows));
    this.penalty = design.scale.map((scale) => 1 / (c * rows * scale * scale));
  }

  /** The loss at `at`; writes the gradient. */
  value(at: Float64Array, gradient: Float64Array): number {
    this.check();
    const { design, residuals, penalty } = this;
    const { rows, width } = design.x;
    const stride = width + 1;
    residuals.forEach((scoresOf, k) => scores(design, at.subarray(k * stride, k * stride + width), at[k * stride + width]!, scoresOf));
    let loss = (this.outputs === 1 ? binaryResiduals(residuals[0]!, this.codes) : softmaxResiduals(residuals, this.codes)) / rows;
    residuals.forEach((residualsOf, k) => {
      const own = gradient.subarray(k * stride, (k + 1) * stride);
      projections(design, residualsOf, own.subarray(0, width));
      own[width] = sum(residualsOf);
      for (let j = 0; j <= width; j++) own[j]! /= rows;
      for (let j = 0; j < width; j++) {
        const weight = at[k * stride + j]!;
        own[j]! += penalty[j]! * weight;
        loss += (penalty[j]! * weight * weight) / 2;
      }
    });
    return loss;
  }

  /** Second derivatives at the point of the last call of `value`, row-major size × size. */
  hessian(out: Float64Array): void {
    const { rows, width } = this.design.x;
    const weights = new Float64Array(rows);
    const block = new Float64Array(width * width);
    const border = new Float64Array(width);
    for (let k = 0; k < this.outputs; k++) {
      for (let l = k; l < this.outputs; l++) {
        this.check();
        pairWeights(this.residuals, this.codes, k, l, weights);
        gram(this.design, weights, block, this.check);
        projections(this.design, weights, border);
        const corner = sum(weights) / rows;
        for (let i = 0; i < width; i++) {
          for (let j = 0; j < width; j++) this.put(out, k, l, i, j, block[i * width + j]! / rows + (k === l && i === j ? this.penalty[i]! : 0));
          this.put(out, k, l, i, width, border[i]! / rows);
          this.put(out, k, l, width, i, border[i]! / rows);
        }
        // Offsets of a softmax are known up to a common shift; holding their sum makes the matrix definite, and changes no step.
        this.put(out, k, l, width, width, corner + (this.outputs > 1 ? 1 / this.outputs : 0));
      }
    }
  }

  /** Roughly the diagonal of the second derivatives at 0. */
  curvature(): Float64Array {
    const { design, classes } = this;
    const stride = design.x.width + 1;
    const spread = this.outputs === 1 ? 0.25 : (1 - 1 / classes) / classes;
    return Float64Array.from({ length: this.size }, (_, place) => {
      const j = place % stride;
      if (j === stride - 1) return spread;
      const square = (design.spread[j]! ** 2 + (design.mean[j]! - design.centre[j]!) ** 2) / design.scale[j]! ** 2;
      return spread * square + this.penalty[j]!;
    });
  }

  private put(out: Float64Array, k: number, l: number, i: number, j: number, entry: number): void {
    const stride = this.design.x.width + 1;
    out[(k * stride + i) * this.size + l * stride + j] = entry;
    out[(l * stride + j) * this.size + k * stride + i] = entry;
  }
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
