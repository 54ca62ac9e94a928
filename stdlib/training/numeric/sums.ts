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

export const meanOf = (values: Float64Array): number => sumOf(values.length, (i) => values[i]!) / values.length;

/** Of the population the values were drawn from (ddof 1); NaN for fewer than two. */
export function varianceOf(values: Float64Array, mean = meanOf(values)): number {
  return sumOf(values.length, (i) => (values[i]! - mean) ** 2) / (values.length > 1 ? values.length - 1 : Number.NaN);
}
