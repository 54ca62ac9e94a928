import { test } from "uvu";
import * as assert from "uvu/assert";
import { normalisedWasserstein, wasserstein, wassersteinByChance } from "../../../../stdlib/monitoring/statistics/wasserstein.ts";
import { close, normal, randomFrom, sorted, uniform } from "./close.ts";

test("agrees with scipy's wasserstein_distance", () => {
  close(wasserstein(sorted([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]), sorted([0.15, 0.35, 0.55, 0.75, 0.95])), 0.1557142857142857);
  close(wasserstein(sorted([1, 1, 2, 2, 3]), sorted([1, 2, 2, 3, 3, 3])), 0.5333333333333334);
  close(wasserstein(sorted(uniform(1, 40)), sorted(uniform(2, 40).map((x) => x ** 2))), 0.20473131718026424);
  close(wasserstein(sorted(uniform(11, 500).map((x) => Math.floor(x * 10))), sorted(uniform(12, 400).map((x) => Math.floor(x * 11)))), 0.736);
  close(wasserstein(sorted(uniform(19, 5)), sorted(uniform(20, 5).map((x) => x + 2))), 2.147744294349104);
});

test("a shift moves every value by itself", () => {
  const values = sorted(uniform(3, 100));
  close(wasserstein(values, values.map((value) => value + 3)), 3);
});

test("the normalised distance counts standard deviations of the reference, and survives a constant one", () => {
  close(normalisedWasserstein(sorted([1, 3]), sorted([2, 4])), 1);
  close(normalisedWasserstein(sorted([5, 5, 5]), sorted([5, 5, 6])), 1 / 3 / 0.001);
  assert.is(normalisedWasserstein(sorted([5, 5]), sorted([5])), 0);
});

test("chance exceeds its threshold no more often than promised, and the threshold is not idle", () => {
  const random = randomFrom(21);
  for (const [n, m] of [[1000, 60], [400, 400]] as const) {
    const rounds = 500;
    let [exceeded, near] = [0, 0];
    for (let i = 0; i < rounds; i++) {
      const draw = (size: number) => sorted(Float64Array.from({ length: size }, () => Math.exp(0.5 * normal(random))));
      const [reference, current] = [draw(n), draw(m)];
      const limit = wassersteinByChance(0.05, reference, n, m);
      const distance = normalisedWasserstein(reference, current);
      if (distance >= limit) exceeded++;
      if (distance >= 0.5 * limit) near++;
    }
    assert.ok(exceeded / rounds <= 0.05, `${n}, ${m}: exceeded ${exceeded / rounds}`);
    assert.ok(near / rounds > 0.05, `${n}, ${m}: even half of it is hardly ever reached (${near / rounds})`);
  }
});

test.run();
