/** Bins of a calibration curve. */
const bins = 10;

/**
 * How often a class comes true among rows of about the same predicted probability: ten bins that hold equal numbers of rows (quantile bins), each
 * with its mean predicted probability, the share of its rows that are of the class, and its rows. Rows of one probability stay in one bin, so
 * there may be fewer bins.
 */
export function calibrationCurve(
  probabilities: Float64Array,
  codes: Int32Array,
  classes: number,
  of: number,
): { readonly predicted: readonly number[]; readonly observed: readonly number[]; readonly count: readonly number[] } {
  const rows = codes.length;
  const all = Float64Array.from({ length: rows }, (_, i) => probabilities[i * classes + of]!).sort();
  const positives = Float64Array.from(codes.keys(), (i) => (codes[i] === of ? probabilities[i * classes + of]! : Number.NaN)).sort();
  const predicted: number[] = [];
  const observed: number[] = [];
  const count: number[] = [];
  let from = 0;
  let hit = 0;
  for (let bin = 1; bin <= bins && from < rows; bin++) {
    let to = Math.max(from, Math.round((bin * rows) / bins));
    if (to === from) continue;
    const edge = all[to - 1]!;
    while (to < rows && all[to]! === edge) to++;
    const before = hit;
    while (hit < positives.length && positives[hit]! <= edge) hit++;
    let sum = 0;
    for (let i = from; i < to; i++) sum += all[i]!;
    predicted.push(sum / (to - from));
    observed.push((hit - before) / (to - from));
    count.push(to - from);
    from = to;
  }
  return { predicted, observed, count };
}
