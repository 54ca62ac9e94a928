import type { Design } from "../numeric/design.ts";
import { chunkBytes } from "../numeric/place-blocks.ts";

/**
 * The penalised loss of logistic regression, divided by C·rows, as a function of the weights on standardised columns.
 * The vector it takes holds, for each output, `width` weights and an offset. Two classes have one output (the log-odds of the second), more have one each.
 */
export class LogisticObjective {
  readonly outputs: number;
  readonly size: number;
  private readonly design: Design;
  private readonly classes: number;
  private readonly penalty: Float64Array;
  private readonly weights: number;
  private readonly target: number;
  /** Probability minus 1 for the row's own class, one vector of rows an output. */
  private readonly residuals: readonly number[];
  private readonly gradients: number;
  private readonly losses: number;
  private readonly scratch: number;

  constructor(design: Design, codes: Int32Array, classes: number, c: number) {
    const { kernel, stride, tasks } = design;
    const { rows, width } = design.x;
    this.design = design;
    this.classes = classes;
    this.outputs = classes === 2 ? 1 : classes;
    this.size = this.outputs * (width + 1);
    this.penalty = design.scaling.scale.map((scale) => 1 / (c * rows * scale * scale));
    this.target = design.rowVector();
    const target = kernel.floats(this.target, design.padded).fill(this.outputs === 1 ? 0 : -1);
    for (let i = 0; i < rows; i++) target[i] = this.outputs > 1 ? codes[i]! : codes[i] === 1 ? -1 : 1;
    const residuals = kernel.allocate(8 * design.padded * this.outputs);
    this.residuals = Array.from({ length: this.outputs }, (_, k) => residuals + 8 * design.padded * k);
    this.weights = kernel.allocate(8 * stride * this.outputs);
    this.gradients = kernel.allocate(8 * stride * this.outputs * tasks);
    this.losses = kernel.allocate(8 * tasks);
    this.scratch = kernel.allocate(chunkBytes * this.outputs * kernel.threads);
  }

  /** The loss at `at`; writes the gradient. */
  value(at: Float64Array, gradient: Float64Array): number {
    const { design, outputs, penalty } = this;
    const { kernel, stride, tasks } = design;
    const { rows, width } = design.x;
    const weights = kernel.floats(this.weights, stride * outputs);
    for (let k = 0; k < outputs; k++) weights.set(at.subarray(k * (width + 1), (k + 1) * (width + 1)), k * stride);
    kernel.run("logisticValue", tasks, design.header, tasks, outputs, this.weights, this.target, this.residuals[0]!, this.gradients, this.losses, this.scratch, chunkBytes * outputs);
    const found = design.summed(this.gradients, tasks, stride * outputs);
    let loss = design.summed(this.losses, tasks, 1)[0]! / rows;
    for (let k = 0; k < outputs; k++) {
      for (let j = 0; j <= width; j++) {
        const place = k * (width + 1) + j;
        gradient[place] = found[k * stride + j]! / rows;
        if (j === width) continue;
        gradient[place]! += penalty[j]! * at[place]!;
        loss += (penalty[j]! * at[place]! ** 2) / 2;
      }
    }
    return loss;
  }

  /** Second derivatives at the point of the last call of `value`, row-major size × size. */
  hessian(out: Float64Array): void {
    const { design, residuals, outputs, size } = this;
    const { rows, width } = design.x;
    for (let k = 0; k < outputs; k++) {
      for (let l = k; l < outputs; l++) {
        const block = design.matrix("logisticGram", residuals[k]!, residuals[l]!);
        for (let i = 0; i <= width; i++) {
          for (let j = 0; j <= width; j++) {
            const entry = block[i * design.stride + j]! / rows + (i === j ? this.onDiagonal(i, k === l) : 0);
            out[(k * (width + 1) + i) * size + l * (width + 1) + j] = entry;
            out[(l * (width + 1) + j) * size + k * (width + 1) + i] = entry;
          }
        }
      }
    }
  }

  /** Roughly the diagonal of the second derivatives at 0. */
  curvature(): Float64Array {
    const { classes, design } = this;
    const { spread: deviation, mean, centre, scale } = design.scaling;
    const stride = design.x.width + 1;
    const spread = this.outputs === 1 ? 0.25 : (1 - 1 / classes) / classes;
    return Float64Array.from({ length: this.size }, (_, place) => {
      const j = place % stride;
      if (j === stride - 1) return spread;
      const square = (deviation[j]! ** 2 + (mean[j]! - centre[j]!) ** 2) / scale[j]! ** 2;
      return spread * square + this.penalty[j]!;
    });
  }

  /** The penalty, which spares intercepts. Those of a softmax are known up to a common shift; holding their sum makes the matrix definite, and changes no step. */
  private onDiagonal(column: number, ofOne: boolean): number {
    if (column === this.design.x.width) return this.outputs > 1 ? 1 / this.outputs : 0;
    return ofOne ? this.penalty[column]! : 0;
  }
}
