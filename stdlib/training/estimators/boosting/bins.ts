import type { FeatureBlock, FeatureMatrix } from "../../estimator.ts";
import type { Kernel } from "../../kernels/kernel.ts";
import { randomFrom } from "../../numeric/random.ts";
import { binThresholds, categoryBins } from "./thresholds.ts";

/** The bin of missing values. */
export const missingBin = 255;

interface Binned {
  /** The first design column of the block. */
  readonly column: number;
  /** Whether any training row misses it. */
  readonly holes: boolean;
}

/** A column of numbers: bin b holds those above `thresholds[b − 1]`, up to and with `thresholds[b]`. */
export interface NumberFeature extends Binned {
  readonly kind: "numbers";
  readonly thresholds: Float64Array;
}

export interface CategoryFeature extends Binned {
  readonly kind: "categories";
  /** The bin of each category. */
  readonly bins: Uint8Array;
}

export type BinnedFeature = NumberFeature | CategoryFeature;

/** A matrix in the memory of a kernel, one byte a row and feature. */
export interface BinnedMatrix {
  readonly rows: number;
  readonly features: readonly BinnedFeature[];
  /** Row after row the bins of its features; each row takes `stride` bytes. */
  readonly records: number;
  readonly stride: number;
  /** The same column by column: where few features of many rows are asked. */
  readonly columns: number;
  /** What the kernels know of the features: kind, bins, holes, monotone constraint. */
  readonly described: number;
}

/** Quantiles are sought among so many rows at most, as scikit-learn does. */
const mostSampled = 200_000;
/** Columns whose samples are in order at the same time. */
const columnsAtOnce = 16;
const sortScratch = 6 * 2048 * 4;
const tasks = 64;

export interface BinOptions {
  readonly bins: number;
  readonly seed: number;
  /** By block: 1 or −1 where predictions may only rise or fall with it. */
  readonly monotone?: Int8Array | undefined;
}

export function binMatrix(kernel: Kernel, x: FeatureMatrix, { bins, seed, monotone }: BinOptions): BinnedMatrix {
  const stride = Math.ceil(x.blocks.length / 8) * 8;
  // The kernels read eight bytes at a time, beyond the last row too.
  const records = kernel.allocate(x.rows * stride + 8);
  const columns = kernel.allocate(x.rows * x.blocks.length);
  const space: Space = { kernel, rows: x.rows, records, stride, columns, raw: kernel.allocate(8 * x.rows), table: kernel.allocate(8 * 256), holes: kernel.allocate(4 * tasks) };
  const thresholds = thresholdsOf(kernel, x, bins, seed);
  const described = kernel.allocate(16 * x.blocks.length);
  const info = kernel.ints(described, 4 * x.blocks.length);
  let column = 0;
  const features = x.blocks.map((block, feature): BinnedFeature => {
    const place = column;
    column += block.kind === "dense" ? 1 : block.categories.length;
    const own = block.kind === "dense" ? putNumbers(space, feature, block.values, thresholds.get(feature)!) : putCodes(space, feature, block, bins);
    const binCount = own.kind === "numbers" ? own.thresholds.length + 1 : own.bins.reduce((most, bin) => Math.max(most, bin + 1), 1);
    info.set([own.kind === "numbers" ? 0 : 1, binCount, own.holes ? 1 : 0, monotone?.[feature] ?? 0], 4 * feature);
    return { ...own, column: place };
  });
  return { rows: x.rows, features, records, stride, columns, described };
}

interface Space {
  readonly kernel: Kernel;
  readonly rows: number;
  readonly records: number;
  readonly stride: number;
  readonly columns: number;
  /** One column at a time. */
  readonly raw: number;
  readonly table: number;
  readonly holes: number;
}

function putNumbers(space: Space, feature: number, values: Float64Array, thresholds: Float64Array): Omit<NumberFeature, "column"> {
  const { kernel, rows, raw, table } = space;
  kernel.floats(raw, rows).set(values);
  const padded = kernel.floats(table, 256).fill(Infinity);
  padded.set(thresholds);
  return { kind: "numbers", thresholds, holes: put(space, "binNumbers", feature, table) };
}

function putCodes(space: Space, feature: number, { codes, categories }: Extract<FeatureBlock, { kind: "one_hot" }>, most: number): Omit<CategoryFeature, "column"> {
  const { kernel, rows, raw } = space;
  const bins = categoryBins(codes, categories.length, most);
  const table = kernel.allocate(bins.length);
  kernel.bytes(table, bins.length).set(bins);
  kernel.ints(raw, rows).set(codes);
  return { kind: "categories", bins, holes: put(space, "binCodes", feature, table) };
}

function put({ kernel, rows, raw, records, stride, columns, holes }: Space, job: "binNumbers" | "binCodes", feature: number, table: number): boolean {
  kernel.run(job, tasks, rows, tasks, raw, table, records, stride, feature, holes, columns + feature * rows);
  return kernel.ints(holes, tasks).some((count) => count > 0);
}

/** The thresholds of each dense block, from a sample of its values where there are many. */
function thresholdsOf(kernel: Kernel, x: FeatureMatrix, bins: number, seed: number): ReadonlyMap<number, Float64Array> {
  const dense = x.blocks.flatMap((block, feature) => (block.kind === "dense" ? [{ feature, values: block.values }] : []));
  const rows = sampledRows(x.rows, seed);
  const length = rows?.length ?? x.rows;
  const atOnce = Math.min(columnsAtOnce, dense.length);
  const space = kernel.allocate(8 * length * atOnce);
  const table = kernel.allocate(16 * atOnce);
  const scratchBytes = sortScratch + 8 * length;
  const scratch = kernel.allocate(scratchBytes * kernel.threads);
  const found = new Map<number, Float64Array>();
  for (let from = 0; from < dense.length; from += atOnce) {
    const batch = dense.slice(from, from + atOnce);
    const counts = batch.map(({ values }, place) => takeNumbers(values, rows, kernel.floats(space + 8 * length * place, length)));
    kernel.floats(table, 2 * atOnce).set(counts.flatMap((count, place) => [space + 8 * length * place, count]));
    kernel.run("sortColumns", batch.length, table, scratch, scratchBytes);
    batch.forEach(({ feature }, place) => found.set(feature, binThresholds(kernel.floats(space + 8 * length * place, counts[place]!), bins)));
  }
  return found;
}

/** One row out of each of so many runs of rows, drawn by the seed; undefined where all rows are taken. */
function sampledRows(rows: number, seed: number): Int32Array | undefined {
  if (rows <= mostSampled) return undefined;
  const random = randomFrom(seed);
  return Int32Array.from({ length: mostSampled }, (_, i) => Math.floor(((i + random.uniform()) * rows) / mostSampled));
}

/** The values that are not missing; gives their number. */
function takeNumbers(values: Float64Array, rows: Int32Array | undefined, out: Float64Array): number {
  let count = 0;
  for (let i = 0; i < out.length; i++) {
    const value = values[rows ? rows[i]! : i]!;
    if (value === value) out[count++] = value;
  }
  return count;
}
