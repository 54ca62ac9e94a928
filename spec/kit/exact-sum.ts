/** The sum of doubles in exact arithmetic, rounded once; infinities and NaN as they add up. */
export function exactSum(values: readonly number[]): number {
  const strange = values.filter((value) => !Number.isFinite(value));
  if (strange.length > 0) return strange.reduce((a, b) => a + b);
  const total = values.reduce((sum, value) => sum + units(value), 0n);
  return fromUnits(total);
}

/** The exponent of the smallest double. */
const least = 1074n;
const view = new DataView(new ArrayBuffer(8));

/** A finite double as a multiple of the smallest one. */
function units(value: number): bigint {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xfffffffffffffn;
  const size = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
  return bits >> 63n === 1n ? -size : size;
}

function fromUnits(total: bigint): number {
  const size = total < 0n ? -total : total;
  const length = BigInt(size.toString(2).length);
  // Sixty bits hold what decides the rounding of all that are cut off, but for a tie.
  const cut = length > 60n ? length - 60n : 0n;
  const rest = size & ((1n << cut) - 1n);
  const head = (size >> cut) | (rest > 0n ? 1n : 0n);
  let value = Number(head);
  for (let power = cut - least; power !== 0n; ) {
    const step = power > 0n ? (power > 1000n ? 1000n : power) : power < -1000n ? -1000n : power;
    value *= 2 ** Number(step);
    power -= step;
  }
  return total < 0n ? -value : value;
}
