import type { FeatureMatrix } from "../estimator.ts";

/**
 * A matrix of blocks seen with its dense columns centred and scaled, z = (x − centre) / scale, without a copy of it.
 * One-hot columns stay 0 and 1 (centre 0, scale 1). Solvers work on z, where all directions have about the same size.
 */
export interface Design {
  readonly x: FeatureMatrix;
  readonly centre: Float64Array;
  readonly scale: Float64Array;
  /** Mean of every column of x. */
  readonly mean: Float64Array;
  /** Standard deviation (ddof 0) of every column of x; 0 for a constant one. */
  readonly spread: Float64Array;
}

export function standardDesign(x: FeatureMatrix): Design {
  const mean = new Float64Array(x.width);
  const spread = new Float64Array(x.width);
  const centre = new Float64Array(x.width);
  const scale = new Float64Array(x.width).fill(1);
  let column = 0;
  for (const block of x.blocks) {
    if (block.kind === "dense") {
      const [average, deviation] = moments(block.values);
      mean[column] = centre[column] = average;
      spread[column] = deviation;
      scale[column] = deviation > 0 ? deviation : 1;
      column++;
      continue;
    }
    const counts = new Float64Array(block.categories.length);
    for (let i = 0; i < x.rows; i++) {
      const code = block.codes[i]!;
      if (code >= 0) counts[code]!++;
    }
    for (const count of counts) {
      const share = count / x.rows;
      mean[column] = share;
      spread[column++] = Math.sqrt(share * (1 - share));
    }
  }
  return { x, centre, scale, mean, spread };
}

/** Mean and standard deviation in two passes; a deviation that is only rounding error counts as 0 (scikit-learn's rule). */
function moments(values: Float64Array): readonly [mean: number, deviation: number] {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i]!;
  const rough = sum / n;
  let first = 0;
  let second = 0;
  for (let i = 0; i < n; i++) {
    const d = values[i]! - rough;
    first += d;
    second += d * d;
  }
  const mean = rough + first / n;
  const variance = Math.max(0, (second - (first * first) / n) / n);
  const noise = n * Number.EPSILON * variance + (n * mean * Number.EPSILON) ** 2;
  return [mean, variance <= noise ? 0 : Math.sqrt(variance)];
}

/** out = Z·weights + offset. */
export function scores(design: Design, weights: Float64Array, offset: number, out: Float64Array): void {
  const { x, centre, scale } = design;
  out.fill(offset);
  let column = 0;
  for (const block of x.blocks) {
    if (block.kind === "dense") {
      const { values } = block;
      const middle = centre[column]!;
      const slope = weights[column]! / scale[column]!;
      if (slope !== 0) for (let i = 0; i < out.length; i++) out[i]! += (values[i]! - middle) * slope;
      column++;
    } else {
      const { codes } = block;
      const start = column;
      for (let i = 0; i < out.length; i++) {
        const code = codes[i]!;
        if (code >= 0) out[i]! += weights[start + code]!;
      }
      column += block.categories.length;
    }
  }
}

/** out = Zᵀ·rows. */
export function projections(design: Design, rows: Float64Array, out: Float64Array): void {
  const { x, centre, scale } = design;
  out.fill(0);
  let column = 0;
  for (const block of x.blocks) {
    if (block.kind === "dense") {
      const { values } = block;
      const middle = centre[column]!;
      out[column] = centredProduct(values, middle, rows) / scale[column]!;
      column++;
    } else {
      const { codes } = block;
      const start = column;
      for (let i = 0; i < rows.length; i++) {
        const code = codes[i]!;
        if (code >= 0) out[start + code]! += rows[i]!;
      }
      column += block.categories.length;
    }
  }
}

/** Σ (value − middle)·row: four sums side by side, because each addition would wait for the one before. */
function centredProduct(values: Float64Array, middle: number, rows: Float64Array): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  const whole = rows.length - (rows.length % 4);
  for (let i = 0; i < whole; i += 4) {
    first += (values[i]! - middle) * rows[i]!;
    second += (values[i + 1]! - middle) * rows[i + 1]!;
    third += (values[i + 2]! - middle) * rows[i + 2]!;
    fourth += (values[i + 3]! - middle) * rows[i + 3]!;
  }
  for (let i = whole; i < rows.length; i++) first += (values[i]! - middle) * rows[i]!;
  return first + second + (third + fourth);
}

/** Weights on z and an offset as coefficients on x and an intercept. */
export function onRawColumns(design: Design, weights: Float64Array, offset: number): { coefficients: Float64Array; intercept: number } {
  const coefficients = weights.map((weight, column) => weight / design.scale[column]!);
  let intercept = offset;
  for (let column = 0; column < weights.length; column++) intercept -= coefficients[column]! * design.centre[column]!;
  return { coefficients, intercept };
}
