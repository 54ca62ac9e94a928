import { mix32 } from "./mix.ts";

/** Shares as they are written have rounding in their last digits; a hair above an integer is that integer. */
const hair = 1e-9;

/**
 * The sizes of parts with these shares of `rows` rows: the last part is rounded up, then the last of the others from what is left, and so on;
 * the first part has the rest. With two parts this is scikit-learn's rule: test = ⌈share·n⌉, train = n − test. The sizes add up to `rows`.
 */
export function partSizes(rows: number, shares: readonly number[]): readonly number[] {
  const sizes: number[] = [];
  let left = rows;
  let shareLeft = shares.reduce((a, b) => a + b, 0);
  for (const share of shares.slice(1).reverse()) {
    const size = Math.min(left, Math.ceil((share / shareLeft) * left - hair));
    sizes.unshift(size);
    left -= size;
    shareLeft -= share;
  }
  return [left, ...sizes];
}

/** Numbers from 2 on count rows; what is not above 1 is a share of the rows that the counts leave. */
export const isCount = (size: number): boolean => size > 1;

/** The sizes of parts some of which are counts: these have theirs, and the others their shares of what is left, as `partSizes` has it. A negative size says that there are too few rows. */
export function sizesWithCounts(rows: number, given: readonly number[]): readonly number[] {
  const counted = given.filter(isCount).reduce((a, b) => a + b, 0);
  const shares = partSizes(Math.max(0, rows - counted), given.filter((size) => !isCount(size)));
  let next = 0;
  const missing = counted > rows ? -1 : 0;
  return given.map((size) => (isCount(size) ? size : missing || (shares[next++] ?? 0)));
}

/**
 * How `size` draws spread over classes with these counts: the most likely outcome of drawing without replacement, as scikit-learn's
 * `_approximate_mode` has it. Each class gets its whole part, and the largest fractions one more; ties are drawn by `salt`.
 */
export function spread(counts: readonly number[], size: number, salt: number): readonly number[] {
  const total = counts.reduce((a, b) => a + b, 0);
  const exact = counts.map((count) => (count / total) * size);
  const taken = exact.map((each) => Math.floor(each + hair));
  const fractions = exact.map((each, index) => Math.max(0, each - (taken[index] ?? 0)));
  const order = counts.map((_, index) => index).sort((a, b) => {
    const difference = (fractions[b] ?? 0) - (fractions[a] ?? 0);
    return Math.abs(difference) > hair ? difference : mix32(salt ^ a) - mix32(salt ^ b);
  });
  const missing = size - taken.reduce((a, b) => a + b, 0);
  for (const index of order.slice(0, missing)) taken[index] = (taken[index] ?? 0) + 1;
  return taken;
}

/** The sizes of each class's share of each part: `[class][part]`. Parts are taken off from the last one, as their sizes are. */
export function stratifiedSizes(counts: readonly number[], sizes: readonly number[], salt: number): readonly (readonly number[])[] {
  const table = counts.map((): number[] => []);
  let left = [...counts];
  let rows = counts.reduce((a, b) => a + b, 0);
  for (const size of sizes.slice(1).reverse()) {
    rows -= size;
    const kept = spread(left, rows, salt);
    table.forEach((row, index) => row.unshift((left[index] ?? 0) - (kept[index] ?? 0)));
    left = [...kept];
  }
  return table.map((row, index) => [left[index] ?? 0, ...row]);
}
