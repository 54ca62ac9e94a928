import { test } from "uvu";
import * as assert from "uvu/assert";
import { logChoose, logFactorial, upperGamma } from "../../../../stdlib/monitoring/statistics/gamma.ts";
import { close } from "./close.ts";

test("the upper incomplete gamma function agrees with scipy", () => {
  const golden = [
    [0.5, 0.1, 0.6547208460185768], [0.5, 20, 2.5396285894708634e-10], [2.5, 1, 0.8491450360846096], [2.5, 30, 1.2154569777183007e-11],
    [10, 10, 0.4579297144718523], [50, 30, 0.999481108537452], [50, 90, 1.6494985017178526e-6], [500, 520, 0.18469114909874365], [500, 700, 7.032145641828496e-16],
  ] as const;
  for (const [a, x, expected] of golden) close(upperGamma(a, x), expected, 1e-11, `Q(${a}, ${x})`);
  assert.is(upperGamma(3, 0), 1);
  assert.is(upperGamma(3, Infinity), 0);
});

test("logarithms of factorials and binomials agree with counting", () => {
  close(logFactorial(20), Math.log(2432902008176640000), 1e-14);
  close(Math.exp(logChoose(30, 12)), 86493225, 1e-12);
  assert.is(logChoose(5, 0), 0);
});

test.run();
