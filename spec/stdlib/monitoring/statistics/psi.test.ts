import { test } from "uvu";
import * as assert from "uvu/assert";
import { countInBins, quantileEdges } from "../../../../stdlib/monitoring/statistics/bins.ts";
import { populationStability, stabilityByChance } from "../../../../stdlib/monitoring/statistics/psi.ts";
import { close, normal, randomFrom, sorted } from "./close.ts";

test("is the sum of share differences times log ratios", () => {
  close(populationStability([0.5, 0.3, 0.2], [0.4, 0.4, 0.2]), 0.0510825624, 1e-8);
  close(populationStability([50, 30, 20], [4, 4, 2]), 0.0510825624, 1e-8);
});

test("an empty bin counts as one in ten thousand, not as infinity", () => {
  close(populationStability([1, 1], [2, 0]), 0.5 * Math.log(2) + (0.5 - 1e-4) * Math.log(0.5 / 1e-4));
});

test("chance exceeds its threshold as often as promised, also with few rows", () => {
  const random = randomFrom(9);
  for (const [n, m, bins] of [[1000, 100, 10], [1000, 30, 3], [5000, 2000, 10]] as const) {
    const rounds = 600;
    let exceeded = 0;
    for (let i = 0; i < rounds; i++) {
      const draw = (size: number) => sorted(Float64Array.from({ length: size }, () => normal(random)));
      const [reference, current] = [draw(n), draw(m)];
      const edges = quantileEdges(reference, bins);
      const index = populationStability(countInBins(reference, edges), countInBins(current, edges));
      if (index >= stabilityByChance(0.05, edges.length + 1, n, m)) exceeded++;
    }
    const rate = exceeded / rounds;
    assert.ok(rate > 0.02 && rate < 0.09, `${n}, ${m}: exceeded ${rate}`);
  }
});

test.run();
