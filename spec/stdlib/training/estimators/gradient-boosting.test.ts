import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { featureMatrix, type FeatureMatrix, type Target } from "../../../../stdlib/training/estimator.ts";
import { gradientBoostingEstimator } from "../../../../stdlib/training/estimators/gradient-boosting.fit.ts";
import type { GradientBoostingParams } from "../../../../stdlib/training/estimators/gradient-boosting.ts";
import { scoreRegression } from "../../../../stdlib/training/metrics/regression.ts";
import { neverStop } from "../../../../runtime/stop.ts";
import { classes, congruential, dense, failure, fitted, fixture, labelsOf, probabilitiesOf, quantity, rowsAt, uniform, valuesOf } from "../data.ts";
import { near } from "../near.ts";

const defaults: GradientBoostingParams = { trees: 100, learning_rate: 0.1, leaves: 31, min_leaf: 20, bins: 255, l2: 0, max_features: 1 };
const other = { ...defaults, trees: 20, learning_rate: 0.2, leaves: 8, min_leaf: 5, l2: 1 };

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

/** A number and a category with 12 values, and a target that depends on both; some categories are missing. */
function withCategory() {
  const rows = 600;
  const drawn = congruential(3, 3 * rows);
  const part = (from: number) => Float64Array.from({ length: rows }, (_, i) => drawn[3 * i + from] ?? 0);
  const category = Int32Array.from(part(1), (u) => Math.floor(12 * u));
  const effects = [3, -1, 0, 2, -2, 5, 1, -3, 4, 0.5, -0.5, 2.5];
  const [a, noise] = [part(0), part(2)];
  const y = Array.from(a, (value, i) => (effects[category[i] ?? 0] ?? 0) + Math.sin(6 * value) + (noise[i] ?? 0));
  const codes = category.map((code, i) => (i % 17 === 0 ? -1 : code));
  const x = featureMatrix(rows, [
    { kind: "dense", name: "a", values: a },
    { kind: "one_hot", name: "b", categories: effects.map(String), codes },
  ]);
  return { x, y };
}

test("categories are parted into groups as scikit-learn parts them, missing ones among them", async () => {
  const { x, y } = withCategory();
  const { predict, state } = await fitted(gradientBoostingEstimator, x, quantity(y), other);
  near(valuesOf(predict(x)).slice(0, 6), [1.8055123396874304, -1.6380558533684706, 5.87485832814103, 0.5891773387208253, 1.7882945428239039, 2.663602128626525], 1e-6);
  const unseen = featureMatrix(2, [{ kind: "dense", name: "a", values: Float64Array.of(0.5, 0.25) }, { kind: "one_hot", name: "b", categories: Array.from({ length: 12 }, String), codes: Int32Array.of(-1, -1) }]);
  near(valuesOf(predict(unseen)), [1.8499536460403898, 1.4789351264262762], 1e-6);
  assert.is(state.importance.length, 13);
  near([state.importance.reduce((sum, value) => sum + value, 0)], [1], 1e-12);
  const two = await fitted(gradientBoostingEstimator, x, classes(y.map((value) => (value > 1.2 ? 1 : 0))), other);
  const golden = [0.29714434519748256, 0.01514023091068232, 0.9862484655709753, 0.06272070060774797, 0.9461867374681578, 0.9825488992667382];
  near(probabilitiesOf(two.predict(x)).filter((_, i) => i % 2 === 1).slice(0, 6), golden, 1e-6);
});

test("of more categories than bins, rare ones share one", async () => {
  const random = uniform(4);
  const rows = 20_000;
  const codes = Int32Array.from({ length: rows }, () => Math.floor(random() ** 3 * 10_000));
  const x = featureMatrix(rows, [{ kind: "one_hot", name: "b", categories: Array.from({ length: 10_000 }, (_, code) => `c${code}`), codes }]);
  const y = Array.from(codes, (code) => (code < 100 ? (code % 2 === 0 ? 5 : -5) : 0));
  const values = valuesOf((await fitted(gradientBoostingEstimator, x, quantity(y), defaults)).predict(x));
  assert.ok(r2(values, y) > 0.95);
});

for (const [name, params, golden] of [
  ["the absolute loss", { loss: "absolute" }, [207.4825381641247, 170.13266702247782, 89.00485861787497, 162.07999680154967, 93.81992576921706, 166.48139887667145]],
  ["a quantile", { loss: "quantile", quantile: 0.75 }, [263.0244987954779, 223.02048753372554, 121.12514774327204, 238.0134535079975, 119.56344658663656, 249.5686385509663]],
  ["the Poisson loss", { loss: "poisson" }, [204.31313217683905, 178.02064518377907, 109.43039019719077, 162.07309806488203, 97.95185691161342, 186.5201849883473]],
  ["a depth", { depth: 2 }, [192.30939608475424, 175.2525520302955, 93.26406381759432, 174.7097949321379, 93.36426100860567, 195.22851665473019]],
  ["constraints", { increasing: ["bmi", "bp", "s5"], decreasing: ["s1"] }, [207.71165704487063, 177.4346606442203, 90.14044696255371, 179.06209526167086, 90.75283971114136, 206.20167961196577]],
] as const) {
  test(`with ${name}, predictions are scikit-learn's`, async () => {
    const { train, test: held } = parts(fixture("diabetes"));
    const { predict } = await fitted(gradientBoostingEstimator, train.x, quantity(train.target), { ...other, ...params });
    near(valuesOf(predict(held.x)).slice(0, 6), golden, 1e-5);
  });
}

test("probabilities sum to 1, whatever the columns", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), async (seed) => {
      const random = uniform(seed);
      const rows = 120;
      const x = featureMatrix(rows, [
        { kind: "dense", name: "a", values: Float64Array.from({ length: rows }, () => (random() < 0.1 ? Number.NaN : random())) },
        { kind: "one_hot", name: "b", categories: ["u", "v", "w"], codes: Int32Array.from({ length: rows }, () => Math.floor(random() * 4) - 1) },
      ]);
      const codes = Array.from({ length: rows }, (_, i) => (i < 3 ? i : Math.floor(random() * 3)));
      const probabilities = probabilitiesOf((await fitted(gradientBoostingEstimator, x, classes(codes), { ...defaults, trees: 5, min_leaf: 3, leaves: 5 })).predict(x));
      for (let i = 0; i < rows; i++) near([probabilities.subarray(3 * i, 3 * i + 3).reduce((sum, p) => sum + p, 0)], [1], 1e-12);
    }),
    { numRuns: 15, seed: 1 },
  );
});

test("neither the order of the rows nor the scale of a column nor the number of threads changes a classifier", async () => {
  const random = uniform(11);
  const rows = 40_000;
  const a = Float64Array.from({ length: rows }, random);
  const codes = Int32Array.from({ length: rows }, () => Math.floor(random() * 5) - 1);
  const label = Array.from(a, (value, i) => (value + (codes[i] ?? 0) / 5 > random() ? 1 : 0));
  const matrix = (factor: number, order: (i: number) => number) =>
    featureMatrix(rows, [
      { kind: "dense", name: "a", values: a.map((_, i) => factor * (a[order(i)] ?? 0)) },
      { kind: "one_hot", name: "b", categories: ["s", "t", "u", "v"], codes: codes.map((_, i) => codes[order(i)] ?? -1) },
    ]);
  const own = (i: number): number => i;
  const back = (i: number): number => rows - 1 - i;
  const params = { ...defaults, trees: 20 };
  const fit = (threads: number, x: FeatureMatrix, y: readonly number[]) =>
    gradientBoostingEstimator.fit({ x, y: classes(y), params, seed: 1, threads, stop: neverStop, progress: () => {}, warn: () => {} });
  const state = await fit(1, matrix(1, own), label);
  assert.equal(await fit(3, matrix(1, own), label), state);
  assert.equal(await fit(2, matrix(1, back), label.map((_, i) => label[back(i)] ?? 0)), state);
  // Many rows are predicted in the kernels, few are not.
  const all = probabilitiesOf(gradientBoostingEstimator.predict(state, matrix(1, own)));
  assert.equal(probabilitiesOf(gradientBoostingEstimator.predict(state, rowsAt(matrix(1, own), [0, 39_999]))), Float64Array.of(...all.subarray(0, 2), ...all.subarray(-2)));
  const scaled = await fit(2, matrix(1024, own), label);
  assert.equal(gradientBoostingEstimator.predict(scaled, matrix(1024, own)), gradientBoostingEstimator.predict(state, matrix(1, own)));
});

test("with patience, training stops by rows that are held back, or by those that are given", async () => {
  const random = uniform(12);
  const rows = 2_000;
  const x = dense({ a: Array.from({ length: rows }, random), b: Array.from({ length: rows }, random) });
  const [a] = x.blocks;
  const y = quantity(Array.from(a?.kind === "dense" ? a.values : [], (value) => value + 2 * random()));
  const params = { ...defaults, trees: 400, patience: 5 };
  const input = { x, y, params, seed: 1, stop: neverStop, progress: () => {}, warn: () => {} };
  const held = await gradientBoostingEstimator.fit(input);
  assert.ok(held.trees.length > 3 && held.trees.length < 200);
  assert.equal(await gradientBoostingEstimator.fit(input), held);
  // Judged by the rows that it learns from, it never gets worse for long.
  const itself = await gradientBoostingEstimator.fit({ ...input, validation: async () => ({ x, y }) });
  assert.ok(itself.trees.length > held.trees.length);
  const { warnings } = await fitted(gradientBoostingEstimator, rowsAt(x, [0, 1, 2]), quantity([1, 2, 3]), params);
  assert.match(warnings.join(), "too few rows to hold a tenth back");
});

test("a share of the features at each node is drawn by the seed", async () => {
  const { x, target } = fixture("diabetes");
  const params = { ...other, max_features: 0.3 };
  const grown = async (seed: number) => (await fitted(gradientBoostingEstimator, x, quantity(target), params, seed)).state;
  assert.equal(await grown(1), await grown(1));
  assert.not.equal((await grown(1)).trees, (await grown(2)).trees);
});

test("one row, a constant target, an empty column and more columns than rows give the mean", async () => {
  for (const [x, target] of [
    [dense({ a: [1] }), [4]],
    [dense({ a: [1, 2, 3, 4] }), [4, 4, 4, 4]],
    [dense({ a: [Number.NaN, Number.NaN] }), [3, 5]],
    [dense({ a: [1, 2], b: [2, 1], c: [0, 0] }), [3, 5]],
    [featureMatrix(2, []), [3, 5]],
  ] as const) {
    for (const loss of ["squared", "absolute", "poisson"] as const) {
      const values = valuesOf((await fitted(gradientBoostingEstimator, x, quantity(target), { ...defaults, loss })).predict(x));
      near(values, values.map(() => 4), 1e-12);
    }
  }
});

test("what cannot be learned is explained", async () => {
  const x = dense({ a: [1, 2], b: [1, 2] });
  const why = async (y: Target, more: Partial<GradientBoostingParams>, rows = x) => (await failure(() => fitted(gradientBoostingEstimator, rows, y, { ...defaults, ...more }))).message;
  assert.match(await why(classes([0, 1]), { loss: "absolute" }), "`loss: absolute` is for quantities");
  assert.match(await why(quantity([1, -1]), { loss: "poisson" }), "below 0 in 1 row");
  assert.match(await why(quantity([0, 0]), { loss: "poisson" }), "above 0 in some row");
  assert.match(await why(quantity([1, 2]), { increasing: ["c"] }), "there is no such feature");
  assert.match(await why(quantity([1, 2]), { increasing: ["a"], decreasing: ["a"] }), "to rise and to fall with `a`");
  const category = featureMatrix(2, [{ kind: "one_hot", name: "a", categories: ["u"], codes: Int32Array.of(0, 0) }]);
  assert.match(await why(quantity([1, 2]), { decreasing: ["a"] }, category), "it is a category");
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
