import type { FeatureBlock, FeatureMatrix } from "../estimator.ts";
import type { Kernel } from "../kernels/kernel.ts";
import type { Scaling } from "./design.ts";

/** Rows in a chunk of the kernels' layout (kernels/design.as.ts). */
export const chunk = 504;
export const chunkBytes = 8 * chunk;

export interface PlacedBlocks {
  readonly header: number;
  readonly scaling: Scaling;
  /** The number of dense columns with the intercept's, rounded up to fours. */
  readonly wide: number;
}

/** Copies the columns of a matrix into the memory of a kernel, the dense ones standardised, and describes to the kernels where they are. */
export function placeBlocks(kernel: Kernel, x: FeatureMatrix, tasks: number, given: Scaling | undefined): PlacedBlocks {
  const dense = x.blocks.filter(({ kind }) => kind === "dense").length + 1;
  const coded = x.blocks.length + 1 - dense;
  const wide = Math.ceil(dense / 4) * 4;
  const chunks = Math.max(1, Math.ceil(x.rows / chunk));
  const stride = x.width + 2;
  const z = kernel.allocate(chunks * dense * chunkBytes);
  const codes = kernel.allocate(4 * chunks * chunk * coded);
  const places = kernel.allocate(4 * wide);
  const header = kernel.allocate(40);
  kernel.ints(header, 10).set([x.rows, chunks, dense, wide, coded, stride, z, codes, places, kernel.allocate(chunkBytes)]);
  const scaling = given ?? { centre: new Float64Array(x.width), scale: new Float64Array(x.width).fill(1), mean: new Float64Array(x.width), spread: new Float64Array(x.width) };
  const columns = new DenseColumns(kernel, header, x.rows, tasks);
  const placeOf = new Int32Array(wide).fill(stride - 1);
  let column = 0;
  let [nextDense, nextCoded] = [0, 0];
  for (const block of x.blocks) {
    if (block.kind === "dense") {
      placeOf[nextDense] = column;
      columns.load(block.values);
      if (!given) learnMoments(scaling, column, columns.moments());
      columns.put(nextDense++, scaling.centre[column]!, scaling.scale[column]!);
    } else {
      if (!given) learnShares(scaling, column, block);
      placeCodes(block, kernel.ints(codes, chunks * chunk * coded), nextCoded++, coded, column, stride - 1);
    }
    column += block.kind === "dense" ? 1 : block.categories.length;
  }
  placeOf[nextDense] = x.width;
  columns.load(new Float64Array(x.rows).fill(1));
  columns.put(nextDense, 0, 1);
  kernel.ints(places, wide).set(placeOf);
  return { header, scaling, wide };
}

/** One column after the other goes through the same space. */
class DenseColumns {
  private readonly kernel: Kernel;
  private readonly header: number;
  private readonly rows: number;
  private readonly tasks: number;
  private readonly raw: number;
  private readonly sums: number;

  constructor(kernel: Kernel, header: number, rows: number, tasks: number) {
    this.kernel = kernel;
    this.header = header;
    this.rows = rows;
    this.tasks = tasks;
    this.raw = kernel.allocate(8 * rows);
    this.sums = kernel.allocate(16 * tasks);
  }

  load(values: Float64Array): void {
    this.kernel.floats(this.raw, this.rows).set(values);
  }

  /** Mean and standard deviation in two passes; a deviation that is only rounding error counts as 0 (scikit-learn's rule). */
  moments(): readonly [mean: number, deviation: number] {
    const n = this.rows;
    const rough = this.sumsAround(0)[0] / n;
    const [first, second] = this.sumsAround(rough);
    const mean = rough + first / n;
    const variance = Math.max(0, (second - (first * first) / n) / n);
    const noise = n * Number.EPSILON * variance + (n * mean * Number.EPSILON) ** 2;
    return [mean, variance <= noise ? 0 : Math.sqrt(variance)];
  }

  put(dense: number, centre: number, scale: number): void {
    this.kernel.run("standardise", this.tasks, this.header, this.tasks, this.raw, dense, centre, 1 / scale);
  }

  private sumsAround(value: number): readonly [sum: number, squares: number] {
    this.kernel.run("columnSums", this.tasks, this.rows, this.tasks, this.raw, value, this.sums);
    const parts = this.kernel.floats(this.sums, 2 * this.tasks);
    let [sum, squares] = [0, 0];
    for (let task = 0; task < this.tasks; task++) {
      sum += parts[2 * task]!;
      squares += parts[2 * task + 1]!;
    }
    return [sum, squares];
  }
}

function learnMoments({ centre, scale, mean, spread }: Scaling, column: number, [average, deviation]: readonly [number, number]): void {
  mean[column] = centre[column] = average;
  spread[column] = deviation;
  scale[column] = deviation > 0 ? deviation : 1;
}

type Coded = Extract<FeatureBlock, { kind: "one_hot" }>;

function learnShares({ mean, spread }: Scaling, column: number, { codes, categories }: Coded): void {
  const counts = new Float64Array(categories.length);
  for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0) counts[codes[i]!]!++;
  counts.forEach((count, category) => {
    const share = count / codes.length;
    mean[column + category] = share;
    spread[column + category] = Math.sqrt(share * (1 - share));
  });
}

/** Codes as places of their columns, chunk by chunk; `nowhere` for none of the categories and behind the last row. */
function placeCodes({ codes }: Coded, out: Int32Array, own: number, coded: number, column: number, nowhere: number): void {
  for (let from = 0; from * coded < out.length; from += chunk) {
    const to = from * coded + own * chunk;
    for (let i = 0; i < chunk; i++) {
      const code = from + i < codes.length ? codes[from + i]! : -1;
      out[to + i] = code < 0 ? nowhere : column + code;
    }
  }
}
