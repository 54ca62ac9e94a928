import * as assert from "uvu/assert";

/** Fails unless `got` is within a relative `tolerance` of `expected` (absolute below 1e-300). */
export function close(got: number, expected: number, tolerance = 1e-10, what = ""): void {
  const distance = Math.abs(got - expected);
  assert.ok(distance <= tolerance * Math.max(Math.abs(expected), 1e-300), `${what} ${got} is not close to ${expected}`);
}

/** Numbers in [0, 1) from a linear congruential generator: the same in any language. */
export function uniform(seed: number, count: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = Number((BigInt(state) * 1103515245n + 12345n) % 2147483648n);
    return state / 2147483648;
  });
}

/** A better-mixed generator for simulations (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export const sorted = (values: ArrayLike<number>): Float64Array => Float64Array.from(values).sort();
