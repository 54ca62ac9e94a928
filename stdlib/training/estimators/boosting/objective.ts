import type { Kernel } from "../../kernels/kernel.ts";
import type { Derivatives, LeafValue } from "./grow.ts";
import { leafValueOf, outputsOf, startOf, type Loss } from "./loss.ts";

const tasks = 64;
/** The codes of the losses in the kernels (kernels/gradients.as.ts). */
const codes = { squared: 0, logistic: 1, poisson: 2, absolute: 3, quantile: 3 } as const;
/** The largest whole numbers that derivatives become. */
const largest = 2 ** 31 - 256;

/** A loss over the training rows, in the memory of a kernel: their target, their raw predictions and the loss's derivatives there. */
export class Objective {
  /** The best constant raw predictions. */
  readonly start: Float64Array;
  /** A vector of raw predictions an output. */
  readonly raw: readonly number[];
  private readonly kernel: Kernel;
  private readonly loss: Loss;
  private readonly values: Float64Array;
  private readonly rowBytes: number;
  private readonly target: number;
  private readonly derivatives: number;
  private readonly extremes: number;

  constructor(kernel: Kernel, loss: Loss, values: Float64Array) {
    const outputs = outputsOf(loss);
    const even = values.length + (values.length % 2);
    this.kernel = kernel;
    this.loss = loss;
    this.values = values;
    this.rowBytes = 8 * even;
    this.start = startOf(loss, values);
    this.target = kernel.allocate(this.rowBytes);
    kernel.floats(this.target, values.length).set(values);
    const raw = kernel.allocate(this.rowBytes * outputs);
    this.raw = Array.from({ length: outputs }, (_, k) => raw + k * this.rowBytes);
    this.raw.forEach((at, k) => kernel.floats(at, values.length).fill(this.start[k]!));
    this.derivatives = kernel.allocate(this.rowBytes * outputs);
    this.extremes = kernel.allocate(16 * tasks);
  }

  /** The derivatives at the raw predictions, for each output. */
  derive(): readonly Derivatives[] {
    const { kernel, loss, values, target, raw, derivatives, rowBytes } = this;
    const [gradient, curvature] = this.bounds().map(scaleFor) as [number, number];
    const common = [values.length, tasks, raw[0]!, target, 0, derivatives, gradient, curvature];
    if (loss.kind === "softmax") kernel.run("deriveSoftmax", tasks, ...common, loss.classes, rowBytes, rowBytes);
    else kernel.run("deriveRows", tasks, ...common, codes[loss.kind], ...slopesOf(loss));
    return raw.map((_, k) => ({ at: derivatives + k * rowBytes, gradientUnit: 1 / gradient, curvatureUnit: 1 / curvature }));
  }

  /** How the leaves' values are found where the derivatives do not tell. */
  leafValue(output: number): LeafValue | undefined {
    return leafValueOf(this.loss, this.values, this.kernel.floats(this.raw[output]!, this.values.length));
  }

  /** What no gradient and no second derivative exceeds. */
  private bounds(): readonly [gradient: number, curvature: number] {
    const { kernel, loss, values, extremes } = this;
    if (loss.kind === "logistic" || loss.kind === "softmax") return [1, 0.25];
    if (loss.kind === "absolute" || loss.kind === "quantile") return [Math.max(...slopesOf(loss)), 1];
    kernel.run("largestDerivatives", tasks, values.length, tasks, this.raw[0]!, this.target, 0, extremes, 0, 0, codes[loss.kind], 0, 0);
    const found = kernel.floats(extremes, 2 * tasks);
    return [found.reduce((most, value, i) => (i % 2 === 0 ? Math.max(most, value) : most), 0), found.reduce((most, value, i) => (i % 2 === 1 ? Math.max(most, value) : most), 0)];
  }
}

/** A power of two: what is scaled by it keeps its digits. */
const scaleFor = (bound: number): number => (bound > 0 ? 2 ** Math.floor(Math.log2(largest / bound)) : 1);

/** The slopes of a loss of two straight lines, above the target and below it. */
function slopesOf(loss: Loss): readonly [above: number, below: number] {
  return loss.kind === "quantile" ? [1 - loss.quantile, loss.quantile] : [1, 1];
}
