import type { Kernel } from "../../kernels/kernel.ts";

/** The split of a node that lowers the loss most. */
export interface FoundSplit {
  readonly feature: number;
  readonly gain: number;
  /** Of numbers: bins up to this one go left. */
  readonly bin: number;
  readonly missingLeft: boolean;
  readonly leftRows: number;
  readonly leftValue: number;
  readonly rightValue: number;
  /** Of categories: whether each bin goes left. */
  readonly goesLeft?: Uint8Array;
}

/** Numbers in a result of the job `splitNodes` (kernels/split.as.ts). */
const numbers = 12;
export const foundBytes = 8 * numbers;

/** The value of a node, all of whose features have the same. */
export const nodeValue = (kernel: Kernel, results: number): number => kernel.floats(results, numbers)[7]!;

/** The best of the features' splits, the first of equally good ones; undefined where none lowers the loss. */
export function bestSplit(kernel: Kernel, results: number, features: readonly number[], isCategory: (feature: number) => boolean): FoundSplit | undefined {
  const all = kernel.floats(results, numbers * (Math.max(-1, ...features) + 1));
  let best = -1;
  for (const feature of features) if (all[numbers * feature]! > (best < 0 ? 0 : all[numbers * best]!)) best = feature;
  if (best < 0) return undefined;
  const [gain = 0, bin = 0, missingLeft = 0, leftRows = 0, leftValue = 0, rightValue = 0] = all.subarray(numbers * best, numbers * best + 6);
  const found = { feature: best, gain, bin, missingLeft: missingLeft === 1, leftRows, leftValue, rightValue };
  return isCategory(best) ? { ...found, goesLeft: bitsOf(kernel.bytes(results + foundBytes * best + 64, 32)) } : found;
}

const bitsOf = (bytes: Uint8Array): Uint8Array => Uint8Array.from({ length: 8 * bytes.length }, (_, bit) => (bytes[bit >> 3]! >> (bit & 7)) & 1);
