import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nthSmallest, quantileOf } from "../../../../stdlib/training/numeric/select.ts";

const values = fc.array(fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -3, max: 3 }).map(Number)), { minLength: 1, maxLength: 300 });

/** As numpy's `quantile` says it, of values in order. */
function quantile(sorted: Float64Array, share: number): number {
  const place = (sorted.length - 1) * share;
  const [below = Number.NaN, above = below] = sorted.slice(Math.floor(place), Math.floor(place) + 2);
  return below === above ? below : below + (above - below) * (place - Math.floor(place));
}

test("the nth smallest is what sorting would put there, and the others are on their sides of it", () => {
  fc.assert(
    fc.property(values, fc.nat(), (all, at) => {
      const k = at % all.length;
      const reordered = Float64Array.from(all);
      const found = nthSmallest(reordered, k);
      assert.ok(found === Float64Array.from(all).sort()[k]);
      assert.ok(reordered.every((value, place) => (place < k ? value <= found : value >= found)));
      assert.equal([...reordered].sort((a, b) => a - b).map((value) => value + 0), [...all].sort((a, b) => a - b).map((value) => value + 0));
    }),
    { seed: 7 },
  );
});

test("a quantile is the one of sorted values", () => {
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
      const [one, other] = [quantileOf(Float64Array.from(all), share), quantile(Float64Array.from(all).sort(), share)];
      assert.ok(one === other || (Number.isNaN(one) && Number.isNaN(other)), `${one} ${other}`);
    }),
    { seed: 8 },
  );
});

test("sorted, equal and organ-pipe orders take no longer than linear time allows", () => {
  const n = 2 ** 18;
  const orders = [(i: number) => i, (i: number) => n - i, () => 1, (i: number) => Math.min(i, n - i), (i: number) => (i % 2 === 0 ? i : n - i)];
  for (const order of orders) {
    const all = Float64Array.from({ length: n }, (_, i) => order(i));
    assert.is(nthSmallest(all.slice(), n / 3 | 0), all.slice().sort()[n / 3 | 0]);
  }
});

test.run();
