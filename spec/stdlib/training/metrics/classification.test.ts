import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { calibrationCurve } from "../../../../stdlib/training/metrics/calibration.ts";
import { scoreClassification } from "../../../../stdlib/training/metrics/classification.ts";
import { confusionMatrix, predictedClasses } from "../../../../stdlib/training/metrics/confusion.ts";
import { rocCurve } from "../../../../stdlib/training/metrics/roc.ts";
import { classificationMetrics } from "../../../../stdlib/training/report.ts";
import { congruential, uniform } from "../data.ts";
import { near } from "../near.ts";

const twoColumns = (positive: readonly number[]): Float64Array => Float64Array.from(positive.flatMap((p) => [1 - p, p]));
const cents = (value: number): number => Math.round(value * 100) / 100;

function agrees(got: Readonly<Record<string, number>>, golden: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(golden)) near([got[name] ?? Number.POSITIVE_INFINITY], [value], 1e-12);
}

test("two classes with many ties agree with scikit-learn", () => {
  const u = congruential(1, 400);
  const p = u.slice(0, 200).map(cents);
  const codes = Int32Array.from(p, (value, i) => ((u[200 + i] ?? 0) < value ** 1.5 ? 1 : 0));
  const { metrics } = scoreClassification(twoColumns(p), codes, 2, 1);
  agrees(metrics, {
    accuracy: 0.72,
    precision: 0.6597938144329897,
    recall: 0.735632183908046,
    f1: 0.6956521739130435,
    roc_auc: 0.8318584070796461,
    log_loss: 0.5144668367491623,
    brier: 0.171537,
    mcc: 0.4400304789151475,
  });
  assert.equal(Object.keys(metrics).sort(), [...classificationMetrics].sort());
});

test("three classes agree with scikit-learn's macro averages", () => {
  const u = congruential(2, 800);
  const rows = Array.from({ length: 200 }, (_, i) => {
    const own = u.slice(4 * i, 4 * i + 3).map((value) => value ** 2 + 0.01);
    const total = own.reduce((sum, value) => sum + value, 0);
    const [a = 0, b = 0] = own.map((value) => cents(value / total));
    return [a, b, 1 - a - b];
  });
  const codes = Int32Array.from(rows, ([a = 0, b = 0], i) => ((u[4 * i + 3] ?? 0) <= a ? 0 : (u[4 * i + 3] ?? 0) <= a + b ? 1 : 2));
  const { metrics, intervals } = scoreClassification(Float64Array.from(rows.flat()), codes, 3, 0);
  agrees(metrics, {
    accuracy: 0.61,
    precision: 0.6067770404478151,
    recall: 0.6064102564102565,
    f1: 0.6062261350374474,
    roc_auc: 0.8232349396282729,
    log_loss: 0.7701661504452827,
    brier: 0.470664,
    mcc: 0.4140037252541796,
  });
  for (const name of classificationMetrics) {
    const [low, high] = intervals[name] ?? [1, 0];
    assert.ok(low < (metrics[name] ?? 0) && (metrics[name] ?? 0) < high && high - low < 0.3, name);
  }
});

test("undefined quotients are 0, and the area under one class's curve is no number", () => {
  agrees(scoreClassification(twoColumns([0.1, 0.2, 0.3, 0.4]), Int32Array.of(0, 1, 0, 1), 2, 1).metrics, {
    accuracy: 0.5, precision: 0, recall: 0, f1: 0, roc_auc: 0.75, log_loss: 0.7469410259762035, brier: 0.275, mcc: 0,
  });
  agrees(scoreClassification(twoColumns([0.1, 0.2, 0.6, 0.3, 0.4]), new Int32Array(5), 2, 1).metrics, {
    accuracy: 0.8, precision: 0, recall: 0, f1: 0, roc_auc: Number.NaN, log_loss: 0.42245907331018284, brier: 0.132, mcc: 0,
  });
});

test("a class that occurs nowhere is left out of the averages", () => {
  const { metrics } = scoreClassification(Float64Array.of(0.6, 0.3, 0.1, 0.5, 0.4, 0.1, 0.2, 0.7, 0.1), Int32Array.of(0, 1, 1), 3, 0);
  agrees(metrics, { precision: 0.75, recall: 0.75, f1: 0.6666666666666666, mcc: 0.5, roc_auc: Number.NaN });
});

test("the positive class may be the first one", () => {
  const codes = Int32Array.of(0, 0, 1, 1, 1);
  const { metrics } = scoreClassification(twoColumns([0.2, 0.7, 0.8, 0.4, 0.9]), codes, 2, 0);
  agrees(metrics, { precision: 0.5, recall: 0.5, brier: 0.188 });
  near([metrics.roc_auc ?? 0], [5 / 6], 1e-12);
});

test("certain and wrong costs 36.04 at most", () => {
  near([scoreClassification(twoColumns([0]), Int32Array.of(1), 2, 1).metrics.log_loss ?? 0], [36.04365338911715], 1e-12);
});

test("without rows nothing is a number, and nothing has an interval", () => {
  const { metrics, intervals } = scoreClassification(new Float64Array(0), new Int32Array(0), 2, 1);
  assert.ok(Number.isNaN(metrics.accuracy) && Number.isNaN(metrics.roc_auc) && Number.isNaN(metrics.log_loss));
  assert.equal(intervals, {});
});

test("perfect scores on few rows keep a wide interval", () => {
  const { metrics, intervals } = scoreClassification(twoColumns([0.1, 0.2, 0.8, 0.9]), Int32Array.of(0, 0, 1, 1), 2, 1);
  for (const name of ["accuracy", "precision", "recall", "f1", "roc_auc", "mcc"]) {
    assert.is(metrics[name], 1);
    assert.ok((intervals[name]?.[0] ?? 1) < 0.6, name);
    assert.is(intervals[name]?.[1], 1);
  }
});

test("Wilson's and DeLong's intervals have their published form", () => {
  // DeLong's variance by hand: placements of positives 1, 5/6, 1/2 and of negatives 1, 2/3, 2/3.
  const { intervals } = scoreClassification(twoColumns([0.9, 0.6, 0.4, 0.1, 0.4, 0.5]), Int32Array.of(1, 1, 1, 0, 0, 0), 2, 1);
  const positives = [1, 1, 0.5];
  const negatives = [1, 2.5 / 3, 2 / 3];
  const variance = (values: readonly number[]): number => values.reduce((sum, v) => sum + (v - 5 / 6) ** 2, 0) / 2;
  const error = Math.sqrt(variance(positives) / 3 + variance(negatives) / 3);
  const half = (1.959963984540054 * error) / ((5 / 6) * (1 / 6));
  near(intervals.roc_auc ?? [], [-half, half].map((d) => 1 / (1 + Math.exp(-Math.log(5) - d))), 1e-12);
  // 4 of 5, as scipy gives it.
  const accuracy = scoreClassification(twoColumns([0.1, 0.2, 0.8, 0.9, 0.9]), Int32Array.of(0, 0, 1, 1, 0), 2, 1).intervals.accuracy;
  near(accuracy ?? [], [0.3755346, 0.9637759], 1e-6);
});

test("intervals hold the true value about as often as they promise", () => {
  const random = uniform(11);
  const population = (rows: number) => {
    const p = Array.from({ length: rows }, () => random());
    return { p, codes: Int32Array.from(p, (value) => (random() < value ? 1 : 0)) };
  };
  const big = population(200_000);
  const truth = scoreClassification(twoColumns(big.p), big.codes, 2, 1).metrics;
  const missed: Record<string, number> = {};
  const rounds = 400;
  for (let round = 0; round < rounds; round++) {
    const { p, codes } = population(150);
    const { intervals } = scoreClassification(twoColumns(p), codes, 2, 1);
    for (const name of classificationMetrics) {
      const [low, high] = intervals[name] ?? [0, 0];
      const value = truth[name] ?? 0;
      if (value < low || value > high) missed[name] = (missed[name] ?? 0) + 1;
    }
  }
  for (const name of classificationMetrics) assert.ok((missed[name] ?? 0) / rounds > 0.02 && (missed[name] ?? 0) / rounds < 0.1, `${name} ${(missed[name] ?? 0) / rounds}`);
});

test("the macro area's interval holds the true value as often", () => {
  const random = uniform(5);
  const sample = (rows: number) => {
    const probabilities = new Float64Array(rows * 3);
    const codes = new Int32Array(rows);
    for (let i = 0; i < rows; i++) {
      const cuts = [random(), random()].sort((a, b) => a - b);
      const own = [cuts[0] ?? 0, (cuts[1] ?? 0) - (cuts[0] ?? 0), 1 - (cuts[1] ?? 0)];
      probabilities.set(own, 3 * i);
      const u = random();
      codes[i] = u < (own[0] ?? 0) ? 0 : u < (cuts[1] ?? 0) ? 1 : 2;
    }
    return scoreClassification(probabilities, codes, 3, 0);
  };
  const truth = sample(200_000).metrics;
  const missed = { roc_auc: 0, f1: 0, mcc: 0, precision: 0 };
  for (let round = 0; round < 300; round++) {
    const { intervals } = sample(150);
    for (const name of ["roc_auc", "f1", "mcc", "precision"] as const) if ((truth[name] ?? 0) < (intervals[name]?.[0] ?? 1) || (truth[name] ?? 0) > (intervals[name]?.[1] ?? 0)) missed[name]++;
  }
  for (const [name, count] of Object.entries(missed)) assert.ok(count >= 5 && count <= 27, `${name} ${count}`);
});

test("the area under the curve only depends on the order of the scores", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.boolean()), { minLength: 2, maxLength: 40 }), (rows) => {
      const codes = Int32Array.from(rows, ([, own]) => (own ? 1 : 0));
      const area = (score: (value: number) => number): number => scoreClassification(twoColumns(rows.map(([value]) => score(value))), codes, 2, 1).metrics.roc_auc ?? 0;
      near([area((value) => value / 40)], [area((value) => 1 / (1 + Math.exp(-value / 5)))], 1e-12);
      const mirrored = scoreClassification(twoColumns(rows.map(([value]) => value / 40)), codes, 2, 0).metrics.roc_auc ?? 0;
      near([area((value) => value / 40)], [mirrored], 1e-12);
    }),
    { seed: 1, numRuns: 60 },
  );
});

test("the predicted class is the first of the largest", () => {
  const predicted = predictedClasses(Float64Array.of(0.4, 0.4, 0.2, 0.2, 0.4, 0.4), 3);
  assert.equal([...predicted], [0, 1]);
  assert.equal(confusionMatrix(predicted, Int32Array.of(2, 1), 3), [[0, 0, 0], [0, 1, 0], [1, 0, 0]]);
});

test("the curve turns where it should, and is thinned", () => {
  const small = rocCurve(twoColumns([0.1, 0.4, 0.4, 0.8, 0.8, 0.8]), Int32Array.of(0, 0, 1, 1, 1, 0), 2, 1);
  near(small.falsePositiveRate, [0, 1 / 3, 2 / 3, 1], 1e-12);
  near(small.truePositiveRate, [0, 2 / 3, 1, 1], 1e-12);
  const random = uniform(3);
  const p = Array.from({ length: 20_000 }, () => random());
  const curve = rocCurve(twoColumns(p), Int32Array.from(p, (value) => (random() < value ? 1 : 0)), 2, 1);
  assert.ok(curve.falsePositiveRate.length <= 202);
  assert.equal([curve.falsePositiveRate.at(-1), curve.truePositiveRate.at(-1)], [1, 1]);
});

test("ten bins of equal counts show whether probabilities hold", () => {
  const random = uniform(4);
  const p = Array.from({ length: 5_000 }, () => random());
  const curve = calibrationCurve(twoColumns(p), Int32Array.from(p, (value) => (random() < value ? 1 : 0)), 2, 1);
  assert.equal(curve.count, new Array<number>(10).fill(500));
  curve.predicted.forEach((value, bin) => assert.ok(Math.abs(value - (curve.observed[bin] ?? 0)) < 0.08));
  assert.equal(calibrationCurve(twoColumns([0.5, 0.5, 0.5]), Int32Array.of(1, 0, 0), 2, 1), { predicted: [0.5], observed: [1 / 3], count: [3] });
});

test("a million rows get the scores that theory gives", () => {
  const random = uniform(9);
  const p = Array.from({ length: 1_000_000 }, () => random());
  const codes = Int32Array.from(p, (value) => (random() < value ? 1 : 0));
  const probabilities = twoColumns(p);
  const { metrics } = scoreClassification(probabilities, codes, 2, 1);
  // With p uniform and y drawn by it, the expected Brier score is E[p(1 − p)] = 1/6 and the expected log-loss is 1/2.
  assert.ok(Math.abs((metrics["brier"] ?? 0) - 1 / 6) < 0.002);
  assert.ok(Math.abs((metrics["log_loss"] ?? 0) - 1 / 2) < 0.004);
});

test.run();
