import { compareText } from "../../language/expressions/order.ts";
import { squaresAround } from "../training/numeric/sums.ts";

/** The values that are there, in their order. */
export function present(values: Float64Array): Float64Array {
  const there = new Float64Array(values.length);
  let count = 0;
  for (const value of values) if (!Number.isNaN(value)) there[count++] = value;
  return there.subarray(0, count);
}

export { quantileOf as quantile } from "../training/numeric/select.ts";
export { meanOf as mean } from "../training/numeric/sums.ts";

/** Of the values themselves (ddof 0), by a second pass over the differences from the mean. */
export const variance = (values: Float64Array, centre: number): number => squaresAround(values, centre) / values.length;

/** The value that occurs most often, the smallest of equally frequent ones; `sorted` ascends. */
export function mode(sorted: Float64Array): number {
  let best = Number.NaN;
  let most = 0;
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    while (to < sorted.length && sorted[to] === sorted[from]) to++;
    if (to - from > most) {
      most = to - from;
      best = sorted[from] ?? Number.NaN;
    }
  }
  // A negative zero would be kept as zero, and shown as what it was.
  return best + 0;
}

/** The same of words by code point: `codes` are places in `words`, -1 for none. */
export function modeOfWords(codes: Int32Array, words: readonly string[]): string | undefined {
  const counts = new Int32Array(words.length);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  let best: string | undefined;
  let most = 0;
  words.forEach((word, code) => {
    const count = counts[code] ?? 0;
    if (count > most || (count === most && count > 0 && best !== undefined && compareText(word, best) < 0)) {
      most = count;
      best = word;
    }
  });
  return best;
}
