/**
 * Sums of doubles that do not depend on their order. The engine adds in whatever order its threads take the rows, and doubles added in another
 * order give another sum. Integers do not: so a double is scaled by a power of two to an integer of the engine's 128 bits, and these are added.
 */

/** Powers of two in one band: a value of it, scaled by its band, is an integer of at most 90 bits, and 2^36 of them still fit. */
const width = 32;
const scale = 56;

/** The band of a value, by its power of two; null where there is nothing to add. */
export const bandOf = (x: string): string => `(CASE WHEN isfinite(${x}) AND ${x} <> 0 THEN CAST(floor(log2(abs(${x})) / ${width}) AS INTEGER) END)`;

/** The sum of the values of one band, in `band`. Scaled in two steps: one power of two may be beyond what a double holds. */
export function bandSum(x: string, band: string): string {
  const half = width / 2;
  const scaled = `${x} * pow(2.0, -${half} * ${band}) * pow(2.0, ${scale} - ${half} * ${band})`;
  return `CAST(sum(CAST(${scaled} AS HUGEINT)) AS DOUBLE) * pow(2.0, ${half} * ${band} - ${scale}) * pow(2.0, ${half} * ${band})`;
}

/** Infinities and NaN, added apart: their sum is the same in any order. */
export const strange = (x: string): string => `CASE WHEN NOT isfinite(${x}) THEN ${x} END`;

/**
 * The same where bands cannot be told apart, as in a frame of a window: two integers, by the largest value of all rows of the partition. What is
 * 10^33 times smaller than that counts as nothing.
 */
export const limbs = {
  /** The exponent of the scale, from the largest absolute value. */
  exponent: (largest: string): string => `(CASE WHEN ${largest} > 0 THEN ${high} - CAST(floor(log2(${largest})) AS INTEGER) END)`,
  high: (x: string, exponent: string): string => `CAST(${scaledBy(finite(x), exponent)} AS HUGEINT)`,
  low: (x: string, exponent: string): string => `CAST((${scaledBy(finite(x), exponent)} - CAST(${limbsHigh(x, exponent)} AS DOUBLE)) * pow(2.0, ${low}) AS HUGEINT)`,
  /** What both sums stand for. */
  value: (highSum: string, lowSum: string, exponent: string): string => scaledBy(`(CAST(${highSum} AS DOUBLE) + CAST(${lowSum} AS DOUBLE) * pow(2.0, -${low}))`, `(-${exponent})`),
};

const high = 84;
const low = 80;
const finite = (x: string): string => `(CASE WHEN isfinite(${x}) THEN ${x} END)`;
const limbsHigh = (x: string, exponent: string): string => limbs.high(x, exponent);

function scaledBy(x: string, exponent: string): string {
  return `${x} * pow(2.0, ${exponent} // 2) * pow(2.0, ${exponent} - ${exponent} // 2)`;
}
