import { test } from "uvu";
import * as assert from "uvu/assert";
import { fisherExact, twoProportions } from "../../../../stdlib/monitoring/statistics/proportions.ts";
import { close, randomFrom } from "./close.ts";

test("Fisher's exact test agrees with scipy", () => {
  const golden = [[0, 1000, 1, 30, 0.029126213592233007], [8, 10, 1, 6, 0.034965034965034975], [3, 50, 9, 40, 0.02969910349009423], [0, 500, 3, 500, 0.24924924924924924]] as const;
  for (const [a, n, b, m, p] of golden) close(fisherExact(a, n, b, m), p, 1e-9);
});

test("large counts take the pooled z test", () => {
  close(twoProportions(100, 1000, 130, 1000), 0.03548845046647471);
  assert.is(twoProportions(0, 10, 0, 90), 1);
  assert.is(twoProportions(10, 10, 90, 90), 1);
});

test("one missing value among few is no alarm", () => {
  assert.ok(twoProportions(0, 1000, 1, 30) > 0.01);
});

test("without drift it rejects at most at about its level", () => {
  const random = randomFrom(4);
  const rounds = 3000;
  let rejected = 0;
  for (let i = 0; i < rounds; i++) {
    const draw = (size: number) => Array.from({ length: size }, random).filter((value) => value < 0.1).length;
    if (twoProportions(draw(400), 400, draw(150), 150) <= 0.05) rejected++;
  }
  assert.ok(rejected / rounds > 0.03 && rejected / rounds < 0.065, `rejected ${rejected / rounds}`);
});

test.run();
