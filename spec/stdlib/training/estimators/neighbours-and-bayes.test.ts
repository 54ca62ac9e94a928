import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { featureMatrix, type FeatureMatrix } from "../../../../stdlib/training/estimator.ts";
import { kNearestEstimator } from "../../../../stdlib/training/estimators/k-nearest.fit.ts";
import { naiveBayesEstimator } from "../../../../stdlib/training/estimators/naive-bayes.fit.ts";
import { scoreRegression } from "../../../../stdlib/training/metrics/regression.ts";
import { classes, dense, failure, fitted, fixture, labelsOf, probabilitiesOf, quantity, rowsAt, spreadOut, uniform, valuesOf } from "../data.ts";
import { near } from "../near.ts";

function parts({ x, target }: { x: FeatureMatrix; target: readonly number[] }) {
  const places = [...target.keys()];
  const of = (chosen: readonly number[]) => ({ x: rowsAt(x, chosen), target: chosen.map((i) => target[i] ?? 0) });
  return { test: of(places.filter((i) => i % 3 === 0)), train: of(places.filter((i) => i % 3 !== 0)) };
}
const accuracy = (labels: readonly number[], target: readonly number[]): number => labels.filter((label, i) => label === target[i]).length / target.length;

test("the five nearest predict what scikit-learn's do", async () => {
  const { train, test: held } = parts(fixture("diabetes"));
  const values = valuesOf((await fitted(kNearestEstimator, train.x, quantity(train.target), { k: 5 })).predict(held.x));
  near(values.slice(0, 4), [165.4, 180.8, 80.6, 141.4], 1e-12);
  near([scoreRegression(values, Float64Array.from(held.target)).metrics.r2 ?? 0], [0.3537558224995798], 1e-12);
  const cancer = parts(fixture("breast-cancer"));
  const { predict } = await fitted(kNearestEstimator, cancer.train.x, classes(cancer.train.target), { k: 5 });
  assert.is(accuracy(labelsOf(predict(cancer.test.x)), cancer.test.target), 0.9473684210526315);
  near([probabilitiesOf(predict(cancer.test.x)).reduce((sum, p, i) => sum + (i % 2) * p, 0)], [116.8], 1e-12);
});

test("at equal distances the earlier row is nearer, and a category differs like its 0/1 columns", async () => {
  const line = dense({ a: [1, 1, 1, 5] });
  near(valuesOf((await fitted(kNearestEstimator, line, quantity([10, 20, 30, 40]), { k: 2 })).predict(dense({ a: [1] }))), [15], 1e-12);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 12 }), async (seed, k) => {
      const random = uniform(seed);
      const x = featureMatrix(30, [
        { kind: "one_hot", name: "b", categories: ["u", "v"], codes: Int32Array.from({ length: 30 }, () => Math.floor(random() * 3) - 1) },
        { kind: "dense", name: "a", values: Float64Array.from({ length: 30 }, () => Math.floor(random() * 3)) },
      ]);
      const y = classes(Array.from({ length: 30 }, (_, i) => i % 3));
      const [a, b] = [await fitted(kNearestEstimator, x, y, { k }), await fitted(kNearestEstimator, spreadOut(x), y, { k })];
      assert.equal(a.predict(x), b.predict(spreadOut(x)));
    }),
    { numRuns: 40, seed: 1 },
  );
});

test("more neighbours than rows, and missing values, are explained", async () => {
  const few = await failure(() => fitted(kNearestEstimator, dense({ a: [1, 2] }), quantity([1, 2]), { k: 5 }));
  assert.is(few.code, "MLP6105");
  assert.match(few.message, "only 2 rows");
  assert.match((await failure(() => fitted(kNearestEstimator, dense({ a: [1, Number.NaN] }), quantity([1, 2]), { k: 1 }))).message, "`k_nearest`");
  assert.match((await failure(() => fitted(naiveBayesEstimator, dense({ a: [1, Number.NaN] }), classes([0, 1]), {}))).message, "`naive_bayes`");
  assert.is((await failure(() => fitted(naiveBayesEstimator, dense({ a: [1, 2] }), quantity([0, 1]), {}))).code, "MLP6106");
});

test("numbers give scikit-learn's Gaussian probabilities", async () => {
  const iris = parts(fixture("iris"));
  const flowers = probabilitiesOf((await fitted(naiveBayesEstimator, iris.train.x, classes(iris.train.target), {})).predict(iris.test.x));
  near(flowers.subarray(60, 63), [0, 0.9999966196437959, 3.380356203982928e-6], 1e-10);
  near(flowers.subarray(75, 78), [0, 0.9900114326503132, 0.009988567349686641], 1e-10);
  const cancer = parts(fixture("breast-cancer"));
  const { predict } = await fitted(naiveBayesEstimator, cancer.train.x, classes(cancer.train.target), {});
  assert.is(accuracy(labelsOf(predict(cancer.test.x)), cancer.test.target), 0.9473684210526315);
});

test("categories give scikit-learn's smoothed shares", async () => {
  const x = featureMatrix(6, [
    { kind: "one_hot", name: "a", categories: ["p", "q", "r"], codes: Int32Array.of(0, 1, 2, 0, 1, 0) },
    { kind: "one_hot", name: "b", categories: ["s", "t"], codes: Int32Array.of(1, 0, 1, 0, 1, 1) },
  ]);
  const { predict } = await fitted(naiveBayesEstimator, x, classes([0, 1, 1, 0, 1, 1]), {});
  near(probabilitiesOf(predict(rowsAt(x, [3, 2]))), [0.6116504854368933, 0.38834951456310685, 0.20792079207920797, 0.7920792079207919], 1e-12);
  const nothingKnown = featureMatrix(1, x.blocks.map((block) => (block.kind === "one_hot" ? { ...block, codes: Int32Array.of(-1) } : block)));
  near(probabilitiesOf(predict(nothingKnown)), [1 / 3, 2 / 3], 1e-12);
});

test("constant columns say nothing, and far values stay probabilities", async () => {
  const x = dense({ a: [2, 2, 2, 2], b: [1, 2, 10, 11] });
  const { predict } = await fitted(naiveBayesEstimator, x, classes([0, 0, 1, 1]), {});
  near(probabilitiesOf(predict(dense({ a: [2, 2], b: [1, 1e6] }))), [1, 0, 0, 1], 1e-6);
  const flat = await fitted(naiveBayesEstimator, dense({ a: [2, 2, 2] }), classes([0, 1, 1]), {});
  near(probabilitiesOf(flat.predict(dense({ a: [2] }))), [1 / 3, 2 / 3], 1e-12);
});

test("the nearest of many rows are those that a search one by one finds, the earlier of equally near ones", async () => {
  const random = uniform(5);
  const rows = 1_300;
  const whole = (below: number) => Float64Array.from({ length: rows }, () => Math.floor(random() * below));
  const x = featureMatrix(rows, [
    ...["a", "b", "c", "d", "e"].map((name) => ({ kind: "dense" as const, name, values: whole(3) })),
    { kind: "one_hot", name: "f", categories: ["u", "v"], codes: Int32Array.from(whole(3), (value) => value - 1) },
  ]);
  const target = Array.from({ length: rows }, () => Math.floor(random() * 1e6));
  const asked = Array.from({ length: 70 }, (_, i) => i * 17);
  const { predict } = await fitted(kNearestEstimator, x, quantity(target), { k: 7 });
  const spread = spreadOut(x).blocks.map((block) => (block.kind === "dense" ? block.values : new Float64Array()));
  const expected = asked.map((row) => {
    const distances = Array.from({ length: rows }, (_, i) => spread.reduce((sum, values) => sum + ((values[i] ?? 0) - (values[row] ?? 0)) ** 2, 0));
    const nearest = [...distances.keys()].sort((a, b) => (distances[a] ?? 0) - (distances[b] ?? 0) || a - b).slice(0, 7);
    return nearest.reduce((sum, i) => sum + (target[i] ?? 0), 0) / 7;
  });
  near(valuesOf(predict(rowsAt(x, asked))), expected, 1e-9);
});

test.run();
