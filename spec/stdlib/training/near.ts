import * as assert from "uvu/assert";

/** Fails unless all numbers agree within `tolerance`, relative to the expected number (absolute below 1). */
export function near(got: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-12): void {
  assert.is(got.length, expected.length, "as many numbers");
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [got[i] ?? Number.NaN, expected[i] ?? Number.NaN];
    if (Number.isNaN(b) && Number.isNaN(a)) continue;
    assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `number ${i} is ${a}, expected ${b}`);
  }
}
