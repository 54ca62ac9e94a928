import { sumOf } from "../../training/numeric/sums.ts";

export interface TargetEncoding {
  /** The smoothed mean of the target in each category's rows. */
  readonly ofCategories: readonly number[];
  /** The same for rows without a category. */
  readonly ofMissing: number;
  /** The mean of the target. */
  readonly mean: number;
}

/**
 * Smoothed means of the target by category, of the rows that are included. `smooth` is how many rows of the overall mean each category is given;
 * without it, the weight of a category's mean is its share of the variance, by the empirical Bayes estimate of D. Micci-Barreca, A preprocessing
 * scheme for high-cardinality categorical attributes, SIGKDD Explorations 3 (2001). A category without rows gets the mean of the target.
 * `codes` are places in the categories, -1 for none. Where no row is included, all rows are.
 */
export function encodingsOf(codes: Int32Array, target: Float64Array, categories: number, smooth: number | undefined, included: (row: number) => boolean): TargetEncoding {
  const rows = Int32Array.from(codes.keys()).filter(included);
  if (rows.length === 0 && codes.length > 0) return encodingsOf(codes, target, categories, smooth, () => true);
  const mean = sumOf(rows.length, (i) => target[rows[i]!]!) / rows.length;
  // The last place is that of rows without a category.
  const [counts, sums, squares] = [new Float64Array(categories + 1), new Float64Array(categories + 1), new Float64Array(categories + 1)];
  const placeOf = (row: number): number => (codes[row]! < 0 ? categories : codes[row]!);
  for (const row of rows) {
    counts[placeOf(row)]!++;
    sums[placeOf(row)]! += target[row]!;
  }
  const means = sums.map((sum, place) => sum / counts[place]!);
  for (const row of rows) squares[placeOf(row)]! += (target[row]! - means[placeOf(row)]!) ** 2;
  const variance = sumOf(rows.length, (i) => (target[rows[i]!]! - mean) ** 2) / rows.length;
  const encoded = Array.from(counts, (count, place) => {
    if (count === 0) return mean;
    if (smooth !== undefined) return (sums[place]! + smooth * mean) / (count + smooth);
    const weight = (variance * count) / (variance * count + squares[place]! / count);
    return Number.isNaN(weight) ? mean : weight * means[place]! + (1 - weight) * mean;
  });
  return { ofCategories: encoded.slice(0, categories), ofMissing: encoded[categories]!, mean };
}
