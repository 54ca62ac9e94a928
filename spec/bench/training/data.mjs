// The table of the benchmark: 16 numbers (one of them with gaps), categories of 4 and 30 values, and a label that depends on them along curves and in
// pairs. The same numbers for the same count of rows.

/** Mulberry32: small, fast, and good enough for a table. */
function mulberry(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const kinds = 4;
export const regions = 30;

/** `numbers` and the codes of `kind`, `region` and `label`, a typed array each. */
export function makeTable(rows) {
  const uniform = mulberry(20250101);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const numbers = Array.from({ length: 16 }, () => Float64Array.from({ length: rows }, normal));
  const kind = Int32Array.from({ length: rows }, () => Math.floor(uniform() ** 2 * kinds));
  const region = Int32Array.from({ length: rows }, () => Math.floor(uniform() * regions));
  const label = Int32Array.from({ length: rows }, (_, row) => {
    const x = (column) => numbers[column][row];
    const curves = Math.sin(2 * x(2)) + 0.6 * x(3) * x(4) + 0.7 * Math.abs(x(5)) + (x(6) > 0.5 ? 0.6 : 0) + 0.12 * x(7) ** 2 * x(8);
    const score = 1.2 * x(0) - 0.8 * x(1) + curves - 1 + [0, 0.5, -0.5, 1][kind[row]] + ((region[row] * 7) % 30) / 15 - 0.5;
    return 1 / (1 + Math.exp(-score)) > uniform() ? 1 : 0;
  });
  for (let row = 0; row < rows; row += 21) numbers[9][row] = Number.NaN;
  return { numbers, kind, region, label };
}
