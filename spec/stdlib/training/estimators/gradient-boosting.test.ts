import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { featureMatrix, type FeatureMatrix } from "../../../../stdlib/training/estimator.ts";
import { gradientBoostingEstimator } from "../../../../stdlib/training/estimators/gradient-boosting.fit.ts";
import { scoreRegression } from "../../../../stdlib/training/metrics/regression.ts";
import { classes, dense, failure, fitted, fixture, labelsOf, probabilitiesOf, quantity, rowsAt, spreadOut, uniform, valuesOf } from "../data.ts";
import { near } from "../near.ts";

const defaults = { trees: 100, learning_rate: 0.1, leaves: 31, min_leaf: 20, bins: 255, l2: 0 };
const other = { trees: 20, learning_rate: 0.2, leaves: 8, min_leaf: 5, bins: 255, l2: 1 };

function parts({ x, target }: { x: FeatureMatrix; target: readonly number[] }) {
  const places = [...target.keys()];
  const of = (chosen: readonly number[]) => ({ x: rowsAt(x, chosen), target: chosen.map((i) => target[i] ?? 0) });
  return { test: of(places.filter((i) => i % 3 === 0)), train: of(places.filter((i) => i % 3 !== 0)) };
}

const r2 = (values: Float64Array, target: readonly number[]): number => scoreRegression(values, Float64Array.from(target)).metrics.r2 ?? 0;

for (const [name, params, golden] of [
  ["defaults", defaults, [213.71938788287983, 213.08854460205893, 95.14792271386484, 142.40350756685984, 92.43233914485056, 195.25585984803158]],
  ["a penalty and small trees", other, [220.6994660179179, 186.12032754386172, 97.53586817111317, 152.42192492473797, 97.88869846950102, 207.91102102051374]],
] as const) {
  test(`with ${name}, quantities are predicted as scikit-learn's histogram boosting does`, async () => {
    const { train, test: held } = parts(fixture("diabetes"));
    const { predict } = await fitted(gradientBoostingEstimator, train.x, quantity(train.target), params);
    near(valuesOf(predict(held.x)).slice(0, 6), golden, 1e-5);
  });
}

test("two classes get scikit-learn's probabilities", async () => {
  const { train, test: held } = parts(fixture("breast-cancer"));
  const { predict } = await fitted(gradientBoostingEstimator, train.x, classes(train.target), other);
  const golden = [0.07624630132284624, 0.14416652189188298, 0.01642345789030476, 0.10938254843096742, 0.03522342989099028, 0.01642345789030476];
  near(probabilitiesOf(predict(held.x)).filter((_, i) => i % 2 === 1).slice(0, 6), golden, 1e-5);
  const full = await fitted(gradientBoostingEstimator, train.x, classes(train.target), defaults);
  const right = labelsOf(full.predict(held.x)).filter((label, i) => label === held.target[i]).length;
  assert.ok(Math.abs(right / held.target.length - 0.9526315789473684) <= 0.012);
});

test("three classes get scikit-learn's probabilities", async () => {
  const { train, test: held } = parts(fixture("iris"));
  const { predict } = await fitted(gradientBoostingEstimator, train.x, classes(train.target), other);
  const probabilities = probabilitiesOf(predict(held.x));
  near(probabilities.subarray(0, 3), [0.9885820561776939, 0.008310606214324294, 0.003107337607981923], 1e-5);
  near(probabilities.subarray(60, 63), [0.054618709081392255, 0.8391210717892681, 0.10626021912933979], 1e-5);
  near(probabilities.subarray(120, 123), [0.0038385390988313326, 0.008878949020131746, 0.987282511881037], 1e-5);
});

test("missing values go where scikit-learn sends them", async () => {
  const { x, target } = fixture("diabetes");
  const holes = featureMatrix(
    x.rows,
    x.blocks.map((block, j) => (block.kind === "dense" && (j === 2 || j === 8) ? { ...block, values: block.values.map((v, i) => (i % (j === 2 ? 5 : 7) === 0 ? Number.NaN : v)) } : block)),
  );
  const { train, test: held } = parts({ x: holes, target });
  const { predict } = await fitted(gradientBoostingEstimator, train.x, quantity(train.target), { ...defaults, trees: 20, leaves: 8 });
  const values = valuesOf(predict(held.x));
  near(values.slice(0, 6), [152.96085365143682, 175.0725224569676, 95.06769236657264, 167.8842395082103, 99.0914441283918, 203.21181061964757], 1e-5);
  near([r2(values, held.target)], [0.4081914153552917], 1e-5);
});

test("that a value is missing can be all there is to learn", async () => {
  const x = dense({ a: Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? Number.NaN : 1)), b: new Array<number>(100).fill(Number.NaN) });
  const { predict } = await fitted(gradientBoostingEstimator, x, quantity(Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 10 : 0))), defaults);
  near(valuesOf(predict(rowsAt(x, [0, 1]))), [10, 0], 1e-3);
});

test("values that training did not miss go to the larger side", async () => {
  const x = dense({ a: Array.from({ length: 90 }, (_, i) => i) });
  const { predict } = await fitted(gradientBoostingEstimator, x, quantity(Array.from({ length: 90 }, (_, i) => (i < 60 ? 1 : 7))), { ...defaults, leaves: 2 });
  const [missing = 0, small = 1] = valuesOf(predict(dense({ a: [Number.NaN, 0] })));
  assert.is(missing, small);
});

test("a category column gives what its 0/1 columns give, and probabilities sum to 1", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), async (seed) => {
      const random = uniform(seed);
      const rows = 120;
      const x = featureMatrix(rows, [
        { kind: "dense", name: "a", values: Float64Array.from({ length: rows }, random) },
        { kind: "one_hot", name: "b", categories: ["u", "v", "w"], codes: Int32Array.from({ length: rows }, () => Math.floor(random() * 4) - 1) },
      ]);
      const params = { ...defaults, trees: 5, min_leaf: 3, leaves: 5 };
      const y = quantity(Array.from({ length: rows }, random));
      const [a, b] = [await fitted(gradientBoostingEstimator, x, y, params), await fitted(gradientBoostingEstimator, spreadOut(x), y, params)];
      near(valuesOf(a.predict(x)), valuesOf(b.predict(spreadOut(x))), 1e-9);
      const codes = Array.from({ length: rows }, (_, i) => (i < 3 ? i : Math.floor(random() * 3)));
      const probabilities = probabilitiesOf((await fitted(gradientBoostingEstimator, x, classes(codes), params)).predict(x));
      for (let i = 0; i < rows; i++) near([probabilities.subarray(3 * i, 3 * i + 3).reduce((sum, p) => sum + p, 0)], [1], 1e-12);
    }),
    { numRuns: 15, seed: 1 },
  );
});

test("many distinct values share bins, and few rows make no split", async () => {
  const random = uniform(2);
  const values = Array.from({ length: 3_000 }, random);
  const { state, predict } = await fitted(gradientBoostingEstimator, dense({ a: values }), quantity(values.map((v) => Math.sin(6 * v))), { ...defaults, bins: 16 });
  assert.ok(new Set(state.trees.flatMap((tree) => [...tree.threshold].filter((_, node) => (tree.feature[node] ?? -1) >= 0))).size <= 15);
  assert.ok(r2(valuesOf(predict(dense({ a: values }))), values.map((v) => Math.sin(6 * v))) > 0.97);
  const few = await fitted(gradientBoostingEstimator, dense({ a: [1, 2, 3] }), quantity([1, 2, 6]), defaults);
  near(valuesOf(few.predict(dense({ a: [1, 3] }))), [3, 3], 1e-12);
});

test("infinite values and a single class are explained", async () => {
  assert.is((await failure(() => fitted(gradientBoostingEstimator, dense({ a: [1, Infinity] }), quantity([1, 2]), defaults))).code, "MLP6104");
  assert.is((await failure(() => fitted(gradientBoostingEstimator, dense({ a: [1, 2] }), classes([0, 0], 2), defaults))).code, "MLP6101");
});

test.run();
