import type { FeatureMatrix } from "../../estimator.ts";

/** The bin of missing values in every dense column. */
export const missingBin = 255;

/** A dense column as bins: bin b holds the values above `thresholds[b − 1]`, up to and with `thresholds[b]`. */
export interface DenseBins {
  readonly kind: "dense";
  readonly bins: Uint8Array;
  readonly thresholds: Float64Array;
  readonly hasMissing: boolean;
}

export interface CategoryBins {
  readonly kind: "one_hot";
  readonly codes: Int32Array;
  readonly categories: number;
}

/** `column` is the first design column of the block, `slot` its first place in a histogram. */
export type BinnedBlock = (DenseBins | CategoryBins) & { readonly column: number; readonly slot: number };

/** The blocks of a matrix in at most `bins` bins a column, and the number of places in a histogram. */
export function binned(x: FeatureMatrix, bins: number, check: () => void): { readonly blocks: readonly BinnedBlock[]; readonly slots: number } {
  let column = 0;
  let slot = 0;
  const blocks = x.blocks.map((block): BinnedBlock => {
    check();
    const place = { column, slot };
    if (block.kind === "one_hot") {
      column += block.categories.length;
      slot += block.categories.length;
      return { kind: "one_hot", codes: block.codes, categories: block.categories.length, ...place };
    }
    column += 1;
    slot += missingBin + 1;
    const sorted = block.values.filter((value) => !Number.isNaN(value)).sort();
    const thresholds = binThresholds(sorted, bins);
    return { kind: "dense", bins: binsOf(block.values, thresholds), thresholds, hasMissing: sorted.length < x.rows, ...place };
  });
  return { blocks, slots: slot };
}

/** Midpoints between distinct values; where there are more than `bins` of them, quantiles (averaged inverted distribution function). */
function binThresholds(sorted: Float64Array, bins: number): Float64Array {
  const distinct: number[] = [];
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i]! > sorted[i - 1]!) distinct.push(sorted[i]!);
  if (distinct.length <= bins) return Float64Array.from(distinct.slice(1), (value, i) => distinct[i]! / 2 + value / 2);
  const thresholds: number[] = [];
  for (let b = 1; b < bins; b++) {
    const at = (b * sorted.length) / bins;
    const above = Math.floor(at);
    const quantile = Number.isInteger(at) ? (sorted[above - 1]! + sorted[above]!) / 2 : sorted[above]!;
    if (thresholds.length === 0 || quantile > thresholds.at(-1)!) thresholds.push(quantile);
  }
  return Float64Array.from(thresholds);
}

function binsOf(values: Float64Array, thresholds: Float64Array): Uint8Array {
  const out = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value !== value) {
      out[i] = missingBin;
      continue;
    }
    let low = 0;
    let high = thresholds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value <= thresholds[middle]!) high = middle;
      else low = middle + 1;
    }
    out[i] = low;
  }
  return out;
}
