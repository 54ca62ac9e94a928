import { test } from "uvu";
import * as assert from "uvu/assert";
import { chiSquare } from "../../../../stdlib/monitoring/statistics/chi-square.ts";
import { close, randomFrom } from "./close.ts";

test("agrees with scipy's chi2_contingency, with Yates' correction for two categories", () => {
  const golden = [
    [[10, 20], [20, 15], 2.7890306122448987, 0.09491162689652728, 1],
    [[30, 14, 34, 45], [61, 25, 40, 70], 3.0380390341976224, 0.38579740845655847, 3],
    [[5, 0, 7], [3, 4, 9], 4.265625, 0.1185035335339056, 2],
    [[50, 50], [50, 51], 0, 1, 1],
  ] as const;
  for (const [a, b, statistic, p, degrees] of golden) {
    const result = chiSquare(a, b);
    close(result.statistic, statistic, 1e-11, "statistic");
    close(result.p, p, 1e-10, "p");
    assert.is(result.degrees, degrees);
  }
});

test("categories that nobody has do not count, and one category never drifts", () => {
  assert.equal(chiSquare([5, 0, 7, 0], [3, 4, 9, 0]), chiSquare([5, 0, 7], [3, 4, 9]));
  assert.equal(chiSquare([8, 0], [12, 0]), { statistic: 0, degrees: 0, p: 1 });
});

test("without drift it rejects at its level", () => {
  const random = randomFrom(5);
  const rounds = 2000;
  let rejected = 0;
  for (let i = 0; i < rounds; i++) {
    const draw = (size: number) => {
      const counts = [0, 0, 0, 0, 0];
      for (let j = 0; j < size; j++) {
        const at = Math.floor(random() ** 1.5 * 5);
        counts[at] = (counts[at] ?? 0) + 1;
      }
      return counts;
    };
    if (chiSquare(draw(300), draw(120)).p <= 0.05) rejected++;
  }
  const rate = rejected / rounds;
  assert.ok(rate > 0.035 && rate < 0.065, `rejected ${rate}`);
});

test.run();
