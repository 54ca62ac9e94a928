/** Midpoints between distinct values; where there are more than `bins` of them, quantiles (averaged inverted distribution function). The values are in order. */
export function binThresholds(sorted: Float64Array, bins: number): Float64Array {
  const distinct: number[] = [];
  for (let i = 0; i < sorted.length && distinct.length <= bins; i++) if (i === 0 || sorted[i]! > sorted[i - 1]!) distinct.push(sorted[i]!);
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

/** The bin of each category. Where there are more categories than bins, the most frequent have bins of their own, the first of equally frequent ones, and the rest share the last. */
export function categoryBins(codes: Int32Array, categories: number, bins: number): Uint8Array {
  if (categories <= bins) return Uint8Array.from({ length: categories }, (_, code) => code);
  const counts = new Float64Array(categories);
  for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0) counts[codes[i]!]!++;
  const byCount = Array.from(counts.keys()).sort((a, b) => counts[b]! - counts[a]! || a - b);
  const out = new Uint8Array(categories).fill(bins - 1);
  byCount.slice(0, bins - 1).forEach((code, bin) => (out[code] = bin));
  return out;
}
