export interface TargetEncoding {
  /** The smoothed mean of the target in each category's rows. */
  readonly ofCategories: readonly number[];
  /** The same for rows without a category. */
  readonly ofMissing: number;
  /** The mean of the target. */
  readonly mean: number;
}

export interface Encodable {
  /** Places in the categories, -1 for none. */
  readonly codes: Int32Array;
  readonly target: Float64Array;
  readonly categories: number;
  /** Each row's fold. */
  readonly folds: Int32Array;
}

/**
 * Smoothed means of the target by category, of the rows that are not in a fold. `smooth` is how many rows of the overall mean each category is given;
 * without it, the weight of a category's mean is its share of the variance, by the empirical Bayes estimate of D. Micci-Barreca, A preprocessing
 * scheme for high-cardinality categorical attributes, SIGKDD Explorations 3 (2001). A category without rows gets the mean of the target.
 * Where all rows are in the fold, all are used.
 */
export function encodingsOf({ codes, target, categories, folds }: Encodable, fold: number, smooth: number | undefined): TargetEncoding {
  const rows = codes.length;
  // The last place is that of rows without a category.
  const [counts, sums, squares] = [new Float64Array(categories + 1), new Float64Array(categories + 1), new Float64Array(categories + 1)];
  let count = 0;
  for (let row = 0; row < rows; row++) {
    if (folds[row] === fold) continue;
    const place = codes[row]! < 0 ? categories : codes[row]!;
    counts[place]!++;
    sums[place]! += target[row]!;
    count++;
  }
  if (count === 0 && rows > 0) return encodingsOf({ codes, target, categories, folds }, -1, smooth);
  const mean = sums.reduce((sum, own) => sum + own, 0) / count;
  const means = sums.map((sum, place) => sum / counts[place]!);
  let variance = 0;
  for (let row = 0; row < rows; row++) {
    if (folds[row] === fold) continue;
    const place = codes[row]! < 0 ? categories : codes[row]!;
    squares[place]! += (target[row]! - means[place]!) ** 2;
    variance += (target[row]! - mean) ** 2;
  }
  variance /= count;
  const encoded = Array.from(counts, (own, place) => {
    if (own === 0) return mean;
    if (smooth !== undefined) return (sums[place]! + smooth * mean) / (own + smooth);
    const weight = (variance * own) / (variance * own + squares[place]! / own);
    return Number.isNaN(weight) ? mean : weight * means[place]! + (1 - weight) * mean;
  });
  return { ofCategories: encoded.slice(0, categories), ofMissing: encoded[categories]!, mean };
}
