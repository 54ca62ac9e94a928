import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { neverStop } from "../../../../runtime/stop.ts";
import { featureMatrix, type FeatureMatrix } from "../../../../stdlib/training/estimator.ts";
import { decisionTreeEstimator } from "../../../../stdlib/training/estimators/decision-tree.fit.ts";
import { extraTreesEstimator, randomForestEstimator } from "../../../../stdlib/training/estimators/random-forest.fit.ts";
import { treeColumns } from "../../../../stdlib/training/estimators/trees/ranked.ts";
import { scoreRegression } from "../../../../stdlib/training/metrics/regression.ts";
import { classes, dense, failure, fitted, fixture, labelsOf, probabilitiesOf, quantity, rowsAt, spreadOut, uniform, valuesOf } from "../data.ts";
import { near } from "../near.ts";

const tree = { depth: undefined, min_leaf: 1 };
const few = { trees: 3, depth: undefined, min_leaf: 1, max_features: undefined };
const forest = { trees: 100, depth: undefined, min_leaf: 1, max_features: undefined };

/** In single precision, with which scikit-learn's trees work: values that differ less cannot be told apart. */
const single = (x: FeatureMatrix): FeatureMatrix =>
  featureMatrix(x.rows, x.blocks.map((block) => (block.kind === "dense" ? { ...block, values: block.values.map(Math.fround) } : block)));

/** Every third row is for testing. */
function halves({ x: exact, target }: ReturnType<typeof fixture>) {
  const x = single(exact);
  const places = [...target.keys()];
  const [test, train] = [places.filter((i) => i % 3 === 0), places.filter((i) => i % 3 !== 0)];
  const of = (chosen: readonly number[]) => ({ x: rowsAt(x, chosen), target: chosen.map((i) => target[i] ?? 0) });
  return { train: of(train), test: of(test) };
}

const accuracy = (labels: readonly number[], target: readonly number[]): number => labels.filter((label, i) => label === target[i]).length / target.length;
const r2 = (values: Float64Array, target: readonly number[]): number => scoreRegression(values, Float64Array.from(target)).metrics.r2 ?? 0;

for (const [depth, score, sum] of [[2, 0.41095940983966317, 22336.20375], [3, 0.39559989681053753, 22192.388994], [5, 0.32820030670981337, 22971.956305], [undefined, 0.2495207607217329, 22181.89127]] as const) {
  test(`a regression tree of depth ${depth} predicts what scikit-learn's does`, async () => {
    const { train, test: held } = halves(fixture("diabetes"));
    const { predict } = await fitted(decisionTreeEstimator, train.x, quantity(train.target), { depth, min_leaf: 5 });
    const values = valuesOf(predict(held.x));
    near([r2(values, held.target)], [score], 1e-10);
    near([values.reduce((total, value) => total + value, 0)], [sum], 1e-8);
  });
}

test("importances are scikit-learn's", async () => {
  const { train } = halves(fixture("diabetes"));
  const { state } = await fitted(decisionTreeEstimator, train.x, quantity(train.target), { depth: 3, min_leaf: 5 });
  near(state.importance, [0, 0, 0.34779708402599063, 0.019515320916118926, 0, 0.03188207065176978, 0.03412675271169485, 0, 0.5666787716944258, 0], 1e-10);
});

test("a classification tree without ties predicts what scikit-learn's does", async () => {
  const { train, test: held } = halves(fixture("breast-cancer"));
  const { predict } = await fitted(decisionTreeEstimator, train.x, classes(train.target), { depth: 2, min_leaf: 1 });
  assert.is(accuracy(labelsOf(predict(held.x)), held.target), 0.9526315789473684);
  near([probabilitiesOf(predict(held.x)).reduce((sum, p, i) => sum + (i % 2 === 1 ? p : 0), 0)], [115.545977], 1e-6);
});

test("a full tree knows its training rows by heart", async () => {
  const { x, target } = fixture("iris");
  assert.equal(labelsOf((await fitted(decisionTreeEstimator, x, classes(target), tree)).predict(x)), [...target]);
});

test("forests score like scikit-learn's, whatever the seed", async () => {
  const cancer = halves(fixture("breast-cancer"));
  const diabetes = halves(fixture("diabetes"));
  for (const seed of [1, 2, 3]) {
    const labels = labelsOf((await fitted(randomForestEstimator, cancer.train.x, classes(cancer.train.target), forest, seed)).predict(cancer.test.x));
    assert.ok(Math.abs(accuracy(labels, cancer.test.target) - 0.964) <= 0.016);
    const values = valuesOf((await fitted(randomForestEstimator, diabetes.train.x, quantity(diabetes.train.target), forest, seed)).predict(diabetes.test.x));
    assert.ok(Math.abs(r2(values, diabetes.test.target) - 0.446) <= 0.03);
  }
});

test("the same seed gives the same bits, another seed other trees", async () => {
  const { x, target } = fixture("iris");
  const grown = async (seed: number) => (await fitted(randomForestEstimator, x, classes(target), { ...forest, trees: 5 }, seed)).state;
  assert.equal(await grown(3), await grown(3));
  assert.not.equal(await grown(3), await grown(4));
});

const mixed = (seed: number, rows: number): { x: FeatureMatrix; codes: number[] } => {
  const random = uniform(seed);
  const x = featureMatrix(rows, [
    { kind: "one_hot", name: "b", categories: ["u", "v", "w"], codes: Int32Array.from({ length: rows }, () => Math.floor(random() * 4) - 1) },
    { kind: "dense", name: "a", values: Float64Array.from({ length: rows }, () => Math.floor(random() * 10)) },
    { kind: "dense", name: "c", values: Float64Array.from({ length: rows }, random) },
  ]);
  return { x, codes: Array.from({ length: rows }, (_, i) => (i < 3 ? i : Math.floor(random() * 3))) };
};

test("a category column gives what its 0/1 columns give, and probabilities sum to 1", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 3, max: 80 }), async (seed, rows) => {
      const { x, codes } = mixed(seed, rows);
      const spread = spreadOut(x);
      const [a, b] = [await fitted(randomForestEstimator, x, classes(codes), few), await fitted(randomForestEstimator, spread, classes(codes), few)];
      assert.equal(a.predict(x), b.predict(spread));
      const probabilities = probabilitiesOf(a.predict(x));
      for (let i = 0; i < rows; i++) near([probabilities.subarray(3 * i, 3 * i + 3).reduce((sum, p) => sum + p, 0)], [1], 1e-12);
      const random = uniform(seed + 1);
      const y = quantity(codes.map(random));
      const [c, d] = [await fitted(decisionTreeEstimator, x, y, { depth: 3, min_leaf: 2 }), await fitted(decisionTreeEstimator, spread, y, { depth: 3, min_leaf: 2 })];
      near(valuesOf(c.predict(x)), valuesOf(d.predict(spread)), 1e-9);
    }),
    { numRuns: 25, seed: 1 },
  );
});

test("what keeps the order of a column keeps the predictions on its rows", async () => {
  const { x, target } = fixture("iris");
  const stretched = featureMatrix(x.rows, x.blocks.map((block) => (block.kind === "dense" ? { ...block, values: block.values.map((v) => Math.exp(v) * 1e6) } : block)));
  const [a, b] = [await fitted(decisionTreeEstimator, x, classes(target), { depth: 3, min_leaf: 2 }), await fitted(decisionTreeEstimator, stretched, classes(target), { depth: 3, min_leaf: 2 })];
  assert.equal(a.predict(x), b.predict(stretched));
});

/** Two numbers and a category of which one has no rows, and a target that depends on all. */
function manyRows(rows: number): { x: FeatureMatrix; values: number[] } {
  const random = uniform(9);
  const [a, c] = [Float64Array.from({ length: rows }, random), Float64Array.from({ length: rows }, random)];
  const codes = Int32Array.from({ length: rows }, () => Math.floor(random() * 4) - 1);
  const x = featureMatrix(rows, [
    { kind: "dense", name: "a", values: a },
    { kind: "one_hot", name: "b", categories: ["u", "v", "w", "none"], codes },
    { kind: "dense", name: "c", values: c },
  ]);
  return { x, values: Array.from(a, (value, i) => value + (c[i] ?? 0) ** 2 + (codes[i] ?? 0) / 2 + random() / 4) };
}

for (const [name, estimator] of [["random_forest", randomForestEstimator], ["extra_trees", extraTreesEstimator]] as const) {
  test(`${name} is the same bits on one thread and on several, and predicts many rows as it does few`, async () => {
    const { x, values } = manyRows(12_000);
    const y = classes(values.map((value) => Math.min(2, Math.max(0, Math.floor(value * 1.5)))));
    const fit = (threads: number) => estimator.fit({ x, y, params: { ...forest, trees: 20 }, seed: 1, threads, stop: neverStop, progress: () => {}, warn: () => {} });
    const state = await fit(1);
    assert.equal(await fit(3), state);
    const all = probabilitiesOf(estimator.predict(state, x));
    const some = [0, 1, 5_000, 11_999];
    assert.equal(probabilitiesOf(estimator.predict(state, rowsAt(x, some))), Float64Array.from(some.flatMap((row) => [...all.subarray(3 * row, 3 * row + 3)])));
  });
}

test("extra trees score like scikit-learn's, whatever the seed", async () => {
  const cancer = halves(fixture("breast-cancer"));
  const diabetes = halves(fixture("diabetes"));
  for (const seed of [1, 2, 3]) {
    const labels = labelsOf((await fitted(extraTreesEstimator, cancer.train.x, classes(cancer.train.target), forest, seed)).predict(cancer.test.x));
    assert.ok(Math.abs(accuracy(labels, cancer.test.target) - 0.9667) <= 0.016);
    const values = valuesOf((await fitted(extraTreesEstimator, diabetes.train.x, quantity(diabetes.train.target), forest, seed)).predict(diabetes.test.x));
    assert.ok(Math.abs(r2(values, diabetes.test.target) - 0.4453) <= 0.03);
  }
});

test("of ten thousand categories, a tree finds the one that matters", async () => {
  const random = uniform(10);
  const codes = Int32Array.from({ length: 3_000 }, () => (random() < 0.5 ? 7 : Math.floor(random() * 10_000)));
  const x = featureMatrix(3_000, [{ kind: "one_hot", name: "b", categories: Array.from({ length: 10_000 }, (_, code) => `c${code}`), codes }]);
  const { state } = await fitted(decisionTreeEstimator, x, quantity(Array.from(codes, (code) => (code === 7 ? 1 : 0))), { depth: 1, min_leaf: 1 });
  assert.equal([...(state.trees[0]?.feature ?? [])], [7, -1, -1]);
});

test("above a number of rows, a column is cut into 255 groups that never part equal values", () => {
  const random = uniform(8);
  const values = Array.from({ length: 4_000 }, () => Math.floor(random() ** 2 * 2_000));
  const [column] = treeColumns(dense({ a: values }), 1_000, () => {});
  if (column?.kind !== "ranked") throw new Error("a dense column is ranked");
  assert.ok(column.low.length <= 255 && column.low.length > 150);
  values.forEach((value, i) => {
    const group = column.ranks[i] ?? -1;
    assert.ok(value >= (column.low[group] ?? Infinity) && value <= (column.high[group] ?? -Infinity));
  });
  for (let g = 1; g < column.low.length; g++) assert.ok((column.low[g] ?? 0) > (column.high[g - 1] ?? 0));
});

test("one row, constant columns and no columns give the mean", async () => {
  for (const x of [dense({ a: [3] }), dense({ a: [1, 1, 1] }), featureMatrix(3, [])]) {
    const values = valuesOf((await fitted(decisionTreeEstimator, x, quantity([1, 2, 6].slice(0, x.rows)), tree)).predict(x));
    near(values, values.map(() => (x.rows === 1 ? 1 : 3)), 1e-12);
  }
});

test("a leaf holds at least as many rows as asked for", async () => {
  const x = dense({ a: [1, 2, 3, 4, 5, 6] });
  const { predict } = await fitted(decisionTreeEstimator, x, quantity([0, 0, 0, 0, 0, 9]), { depth: undefined, min_leaf: 2 });
  near(valuesOf(predict(x)), [0, 0, 0, 0, 4.5, 4.5], 1e-12);
});

test("missing values are explained", async () => {
  const x = dense({ a: [1, Number.NaN] });
  assert.match((await failure(() => fitted(decisionTreeEstimator, x, classes([0, 1]), tree))).message, "`decision_tree` needs a number in every row");
  assert.match((await failure(() => fitted(randomForestEstimator, x, quantity([0, 1]), forest))).message, "`random_forest` needs a number in every row");
});

test.run();
