/** The sum of n terms, added in runs of 1024 so that rounding grows with the square root of n at most. */
export function sumOf(n: number, term: (i: number) => number): number {
  let total = 0;
  for (let from = 0; from < n; from += 1024) {
    const to = Math.min(n, from + 1024);
    let run = 0;
    for (let i = from; i < to; i++) run += term(i);
    total += run;
  }
  return total;
}

/** The mean, by the same runs: written out, because it is asked of every column. */
export function meanOf(values: Float64Array): number {
  let total = 0;
  for (let from = 0; from < values.length; from += 1024) {
    const to = Math.min(values.length, from + 1024);
    let run = 0;
    for (let i = from; i < to; i++) run += values[i]!;
    total += run;
  }
  return total / values.length;
}

/** The sum of the squared differences from a value. */
export function squaresAround(values: Float64Array, centre: number): number {
  let total = 0;
  for (let from = 0; from < values.length; from += 1024) {
    const to = Math.min(values.length, from + 1024);
    let run = 0;
    for (let i = from; i < to; i++) {
      const difference = values[i]! - centre;
      run += difference * difference;
    }
    total += run;
  }
  return total;
}

/** The sum of the products of two columns' differences from a value each. */
export function productAround(a: Float64Array, centreA: number, b: Float64Array, centreB: number): number {
  let total = 0;
  for (let from = 0; from < a.length; from += 1024) {
    const to = Math.min(a.length, from + 1024);
    let run = 0;
    for (let i = from; i < to; i++) run += (a[i]! - centreA) * (b[i]! - centreB);
    total += run;
  }
  return total;
}

/** Of the population the values were drawn from (ddof 1); NaN for fewer than two. */
export const varianceOf = (values: Float64Array, mean = meanOf(values)): number => squaresAround(values, mean) / (values.length > 1 ? values.length - 1 : Number.NaN);
