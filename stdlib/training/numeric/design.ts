import type { FeatureMatrix } from "../estimator.ts";
import { Kernel, type KernelOptions } from "../kernels/kernel.ts";
import { chunk, chunkBytes, placeBlocks } from "./place-blocks.ts";

/** How the columns of a matrix become columns of a design, z = (x − centre) / scale, and what they are like. */
export interface Scaling {
  readonly centre: Float64Array;
  readonly scale: Float64Array;
  /** Mean of every column of x. */
  readonly mean: Float64Array;
  /** Standard deviation (ddof 0) of every column of x; 0 for a constant one. */
  readonly spread: Float64Array;
}

/** The rows are cut into tasks by their number alone, so that sums are the same on any number of threads. */
const mostTasks = 64;
const chunksATask = 16;
/** What the tasks' matrices may take together. */
const matrixBytes = 64 * 2 ** 20;

/**
 * A matrix of blocks with its dense columns centred and scaled, in the memory of a kernel. One-hot columns stay 0 and 1 (centre 0, scale 1). Solvers
 * work on z, where all directions have about the same size. Vectors have `stride` entries: one a column, the intercept's, and one for what counts nowhere.
 */
export class Design {
  readonly x: FeatureMatrix;
  readonly scaling: Scaling;
  readonly kernel: Kernel;
  /** The address of what the kernels know of it. */
  readonly header: number;
  readonly stride: number;
  readonly tasks: number;
  /** The number of rows up to the end of the last chunk: vectors of rows have this length in the kernel. */
  readonly padded: number;
  private readonly wide: number;
  private matrices: { readonly tasks: number; readonly at: number; readonly scratch: number } | undefined;
  private vectors: number | undefined;

  /** With the scaling of another matrix with the same columns, or one learned from this one. */
  constructor(x: FeatureMatrix, options: KernelOptions = {}, scaling?: Scaling) {
    this.x = x;
    this.kernel = new Kernel(options);
    const chunks = Math.max(1, Math.ceil(x.rows / chunk));
    this.padded = chunks * chunk;
    this.stride = x.width + 2;
    this.tasks = Math.min(mostTasks, Math.ceil(chunks / chunksATask));
    const placed = placeBlocks(this.kernel, x, this.tasks, scaling);
    this.header = placed.header;
    this.scaling = placed.scaling;
    this.wide = placed.wide;
  }

  /** Space for a vector of rows, with zeros behind the last row. */
  rowVector(values?: ArrayLike<number>): number {
    const at = this.kernel.allocate(8 * this.padded);
    if (values) this.kernel.floats(at, this.padded).set(values);
    return at;
  }

  /** out = Zᵀ·rows, without the intercept. */
  projections(rows: Float64Array, out: Float64Array): void {
    this.vectors ??= this.kernel.allocate(8 * this.stride * this.tasks);
    this.kernel.run("projections", this.tasks, this.header, this.tasks, this.rowVector(rows), this.vectors);
    out.set(this.summed(this.vectors, this.tasks, this.stride).subarray(0, out.length));
  }

  /** out = ZᵀZ, symmetric, row-major width × width. */
  gram(out: Float64Array): void {
    const { width } = this.x;
    const matrix = this.matrix("gram", this.rowVector(new Float64Array(this.x.rows).fill(1)));
    for (let i = 0; i < width; i++) for (let j = 0; j < width; j++) out[i * width + j] = matrix[i * this.stride + j]!;
  }

  /** Runs a job that gives a matrix of products of columns; gives it symmetric, stride × stride. */
  matrix(job: "gram" | "logisticGram", ...rows: readonly number[]): Float64Array {
    const { stride } = this;
    const scratchBytes = (this.wide + 1) * chunkBytes;
    this.matrices ??= this.placeMatrices(scratchBytes);
    const { tasks, at, scratch } = this.matrices;
    this.kernel.run(job, tasks, this.header, tasks, ...rows, at, scratch, scratchBytes);
    const matrix = this.summed(at, tasks, stride * stride);
    // Each pair of columns stands at one of its two places.
    for (let i = 0; i < stride; i++) {
      for (let j = 0; j < i; j++) matrix[i * stride + j] = matrix[j * stride + i] = matrix[i * stride + j]! + matrix[j * stride + i]!;
    }
    return matrix;
  }

  private placeMatrices(scratchBytes: number): { readonly tasks: number; readonly at: number; readonly scratch: number } {
    const bytes = 8 * this.stride ** 2;
    const tasks = Math.max(1, Math.min(this.tasks, Math.floor(matrixBytes / bytes)));
    return { tasks, at: this.kernel.allocate(tasks * bytes), scratch: this.kernel.allocate(this.kernel.threads * scratchBytes) };
  }

  /** The tasks' results added up, in the order of the tasks. */
  summed(at: number, tasks: number, length: number): Float64Array {
    const parts = this.kernel.floats(at, tasks * length);
    const sum = parts.slice(0, length);
    for (let from = length; from < parts.length; from += length) for (let i = 0; i < length; i++) sum[i]! += parts[from + i]!;
    return sum;
  }
}

/** Uses a design, and lets its memory and threads go. */
export function withDesign<Result>(design: Design, use: (design: Design) => Result): Result {
  try {
    return use(design);
  } finally {
    design.kernel.close();
  }
}

/** What the columns of a matrix are like. */
export const scalingOf = (x: FeatureMatrix, options: KernelOptions): Scaling => withDesign(new Design(x, options), ({ scaling }) => scaling);

/** Weights on z and an offset as coefficients on x and an intercept. */
export function onRawColumns({ centre, scale }: Scaling, weights: Float64Array, offset: number): { coefficients: Float64Array; intercept: number } {
  const coefficients = weights.map((weight, column) => weight / scale[column]!);
  let intercept = offset;
  for (let column = 0; column < weights.length; column++) intercept -= coefficients[column]! * centre[column]!;
  return { coefficients, intercept };
}
