import { test } from "uvu";
import { chiSquareQuantile, chiSquareUpper, normalTwoSided } from "../../../../stdlib/monitoring/statistics/distributions.ts";
import { close } from "./close.ts";

test("chi-square tails agree with scipy", () => {
  const golden = [
    [3.84, 1, 0.05004352124870519], [0.01, 1, 0.920344325445942], [16.9, 9, 0.0503051901243108],
    [60, 9, 1.3406780483959625e-9], [100, 100, 0.48119168452795674], [250, 199, 0.008230113044724758],
  ] as const;
  for (const [x, k, expected] of golden) close(chiSquareUpper(x, k), expected, 1e-11, `P(X${k} > ${x})`);
});

test("chi-square quantiles agree with scipy", () => {
  const golden = [
    [0.05, 1, 3.8414588206941285], [0.05, 9, 16.91897760462045], [0.01, 9, 21.665994333461928],
    [0.001, 4, 18.466826952903173], [0.5, 1, 0.4549364231195724], [1e-6, 20, 65.42068103504783],
  ] as const;
  for (const [tail, k, expected] of golden) close(chiSquareQuantile(tail, k), expected, 1e-11, `quantile(${tail}, ${k})`);
});

test("two-sided normal tails agree with scipy", () => {
  const golden = [[0, 1], [0.5, 0.6170750774519738], [-1.96, 0.04999579029644087], [5, 5.733031437583866e-7], [10, 1.523970604832094e-23]] as const;
  for (const [z, expected] of golden) close(normalTwoSided(z), expected, 1e-11, `z ${z}`);
});

test.run();
