import { test } from "uvu";
import * as assert from "uvu/assert";
import { residualSample, scoreRegression } from "../../../../stdlib/training/metrics/regression.ts";
import { regressionMetrics } from "../../../../stdlib/training/report.ts";
import { congruential, uniform } from "../data.ts";
import { near } from "../near.ts";

const scored = (predicted: readonly number[], actual: readonly number[]) => scoreRegression(Float64Array.from(predicted), Float64Array.from(actual));

test("all metrics agree with scikit-learn, also where the target is 0", () => {
  const u = congruential(5, 300);
  const actual = u.slice(0, 150).map((value) => value * 10 - 2);
  const predicted = actual.map((value, i) => value + (u[150 + i] ?? 0) - 0.5);
  actual[3] = 0;
  const { metrics } = scored(predicted, actual);
  near([metrics.r2 ?? 0, metrics.rmse ?? 0, metrics.mae ?? 0], [0.9442623348455459, 0.6990373799374935, 0.29618329405474164], 1e-12);
  near([(metrics.mape ?? 0) / 234712383856749.75], [1], 1e-12);
  assert.equal(Object.keys(metrics).sort(), [...regressionMetrics].sort());
});

test("a constant target gives 1 when predicted perfectly, and 0 otherwise", () => {
  near(Object.values(scored([2, 2, 3], [2, 2, 2]).metrics), [0, 0.5773502691896257, 1 / 3, 1 / 6], 1e-12);
  assert.is(scored([2, 2, 2], [2, 2, 2]).metrics.r2, 1);
});

test("one row has no R², and no interval", () => {
  const { metrics, intervals } = scored([2], [3]);
  assert.ok(Number.isNaN(metrics.r2));
  assert.equal(intervals, {});
});

test("intervals hold the true value about as often as they promise", () => {
  const random = uniform(8);
  const sample = (rows: number) => {
    const actual = Array.from({ length: rows }, () => 5 + 4 * random());
    return scored(actual.map((value) => value + random() + random() - 1), actual);
  };
  const truth = sample(200_000).metrics;
  const missed: Record<string, number> = {};
  for (let round = 0; round < 400; round++) {
    const { intervals } = sample(200);
    for (const name of regressionMetrics) {
      const [low, high] = intervals[name] ?? [1, 0];
      if ((truth[name] ?? 0) < low || (truth[name] ?? 0) > high) missed[name] = (missed[name] ?? 0) + 1;
    }
  }
  for (const name of regressionMetrics) assert.ok((missed[name] ?? 0) > 6 && (missed[name] ?? 0) < 36, `${name} ${missed[name]}`);
});

test("residuals are thinned evenly", () => {
  const actual = Float64Array.from({ length: 5_000 }, (_, i) => i);
  const { predicted, residual } = residualSample(actual.map((value) => value - 1), actual);
  assert.is(predicted.length, 500);
  assert.equal(predicted.slice(0, 3), [-1, 9, 19]);
  assert.ok(residual.every((value) => value === 1));
});

test.run();
