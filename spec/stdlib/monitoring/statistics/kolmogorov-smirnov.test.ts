import { test } from "uvu";
import * as assert from "uvu/assert";
import { kolmogorovSmirnov } from "../../../../stdlib/monitoring/statistics/kolmogorov-smirnov.ts";
import { close, randomFrom, sorted, uniform } from "./close.ts";

const power = (values: Float64Array, exponent: number): Float64Array => sorted(values.map((value) => value ** exponent));

test("statistic and p agree with scipy's ks_2samp, exact and beyond", () => {
  const golden: readonly (readonly [ArrayLike<number>, ArrayLike<number>, number, number])[] = [
    [[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7], [0.15, 0.35, 0.55, 0.75, 0.95], 0.4, 0.6388888888888888],
    [[1, 1, 2, 2, 3], [1, 2, 2, 3, 3, 3], 0.3, 0.8961038961038962],
    [uniform(1, 40), power(uniform(2, 40), 2), 0.375, 0.006760732303569208],
    [uniform(3, 100), power(uniform(4, 37), 1.3), 0.22162162162162163, 0.1180445473474244],
    [uniform(5, 1000), power(uniform(6, 300), 1.05), 0.049666666666666665, 0.6023181043050433],
    [uniform(7, 3000), power(uniform(8, 2500), 1.2), 0.0936, 7.62886739547206e-11],
    [uniform(9, 10000), power(uniform(10, 9999), 1.03), 0.02474798479847985, 0.0042830224089073065],
    [uniform(11, 500).map((x) => Math.floor(x * 10)), uniform(12, 400).map((x) => Math.floor(x * 11)), 0.121, 0.0027340919871527186],
    [uniform(13, 12000), uniform(14, 50), 0.13508333333333333, 0.2939956221636384],
    [uniform(15, 12000), power(uniform(16, 900), 1.1), 0.0415, 0.10881843212758091],
    [uniform(17, 11000), power(uniform(18, 11000), 1.02), 0.009090909090909038, 0.7500268741389139],
    [uniform(19, 5), uniform(20, 5).map((x) => x + 2), 1, 0.007936507936507936],
  ];
  for (const [a, b, statistic, p] of golden) {
    const result = kolmogorovSmirnov(sorted(a), sorted(b));
    close(result.statistic, statistic, 1e-12, "D");
    close(result.p, p, 1e-8, "p");
    const swapped = kolmogorovSmirnov(sorted(b), sorted(a));
    close(swapped.p, result.p, 1e-12, "swapped");
  }
});

test("equal samples have p 1", () => {
  assert.equal(kolmogorovSmirnov(sorted([1, 2, 2]), sorted([1, 2, 2])), { statistic: 0, p: 1 });
});

test("large samples that have nothing in common have a p of nearly nothing", () => {
  const result = kolmogorovSmirnov(sorted(uniform(1, 10_000)), sorted(uniform(2, 9_999).map((x) => x + 5)));
  assert.is(result.statistic, 1);
  assert.ok(result.p < 1e-100);
});

test("without drift it rejects at its level", () => {
  const random = randomFrom(11);
  const rounds = 1500;
  let rejected = 0;
  for (let i = 0; i < rounds; i++) {
    const draw = (count: number) => sorted(Float64Array.from({ length: count }, random));
    if (kolmogorovSmirnov(draw(200), draw(83)).p <= 0.05) rejected++;
  }
  const rate = rejected / rounds;
  assert.ok(rate > 0.03 && rate < 0.07, `rejected ${rate}`);
});

test.run();
