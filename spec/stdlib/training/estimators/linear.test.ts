import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { featureMatrix } from "../../../../stdlib/training/estimator.ts";
import { baselineEstimator } from "../../../../stdlib/training/estimators/baseline.fit.ts";
import { linearRegressionEstimator } from "../../../../stdlib/training/estimators/linear-regression.fit.ts";
import { ridgeEstimator } from "../../../../stdlib/training/estimators/ridge.fit.ts";
import { classes, dense, failure, fitted, fixture, probabilitiesOf, quantity, rowsAt, spreadOut, uniform, valuesOf } from "../data.ts";
import { near } from "../near.ts";

const diabetes = fixture("diabetes");
const target = quantity(diabetes.target);
const firstSix = rowsAt(diabetes.x, [0, 1, 2, 3, 4, 5]);
const targetOfSix = quantity(diabetes.target.slice(0, 6));

test("least squares finds scikit-learn's coefficients", async () => {
  const { state } = await fitted(linearRegressionEstimator, diabetes.x, target, {});
  near([state.intercept], [152.13348416289597], 1e-12);
  near(
    state.coefficients,
    [-10.00986629981065, -239.815643672423, 519.845920054461, 324.3846455023232, -792.1756385522297, 476.73902100525765, 101.0432679380334, 177.063237671346, 751.2736995571038, 67.62669218370499],
    1e-10,
  );
});

test("among equally good solutions, least squares takes the shortest", async () => {
  const column = (j: number): number[] => [...(diabetes.x.blocks[j]?.kind === "dense" ? diabetes.x.blocks[j].values : [])];
  const [a, b, c] = [column(0), column(1), column(2)];
  const x = dense({ a, b, c, d: a.map((value, i) => 2 * value + (b[i] ?? 0)), e: a.map(() => 7) });
  const { state } = await fitted(linearRegressionEstimator, x, target, {});
  near(state.coefficients, [58.34639249307786, -76.4140258843203, 926.9120121198849, 40.278759101835476, 0], 1e-10);
  const wide = await fitted(linearRegressionEstimator, firstSix, targetOfSix, {});
  near(
    wide.state.coefficients,
    [-87.69584356503552, -167.82143761672992, -162.95786236197995, -150.16391238508282, -107.11961474242942, 103.14585841129322, -568.7679289595924, 220.06244265388955, 257.4320140853849, 283.2676151678979],
    1e-10,
  );
});

test("ridge finds scikit-learn's coefficients, also with more columns than rows", async () => {
  const { state, predict } = await fitted(ridgeEstimator, diabetes.x, target, { alpha: 1 });
  near(
    state.coefficients,
    [29.46611189347689, -83.15427636187542, 306.35268015068607, 201.62773437326962, 5.909614367497143, -29.515495079689575, -152.04028006186408, 117.31173160030154, 262.94429001431297, 111.87895643952395],
    1e-11,
  );
  const values = valuesOf(predict(diabetes.x));
  const mean = diabetes.target.reduce((sum, value) => sum + value, 0) / diabetes.target.length;
  const [left, total] = diabetes.target.reduce(([l, t], value, i) => [l + (value - (values[i] ?? 0)) ** 2, t + (value - mean) ** 2], [0, 0]);
  near([1 - left / total], [0.45123062774361744], 1e-12);
  const wide = await fitted(ridgeEstimator, firstSix, targetOfSix, { alpha: 1 });
  near([wide.state.intercept], [134.98542902688524], 1e-12);
  near(wide.state.coefficients.slice(0, 4), [-1.7544213719066386, 2.0621712069157883, 4.7751956249929925, -0.04916062996166515], 1e-11);
});

test("a category column gives what its 0/1 columns give", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 40 }), async (seed, rows) => {
      const random = uniform(seed);
      const x = featureMatrix(rows, [
        { kind: "one_hot", name: "b", categories: ["u", "v", "w"], codes: Int32Array.from({ length: rows }, () => Math.floor(random() * 4) - 1) },
        { kind: "dense", name: "a", values: Float64Array.from({ length: rows }, () => random() * 10) },
        { kind: "one_hot", name: "c", categories: ["p", "q"], codes: Int32Array.from({ length: rows }, () => Math.floor(random() * 2)) },
      ]);
      const y = quantity(Array.from({ length: rows }, () => random()));
      for (const fit of [(m: typeof x) => fitted(ridgeEstimator, m, y, { alpha: 0.5 }), (m: typeof x) => fitted(linearRegressionEstimator, m, y, {})]) {
        const [sparse, spread] = [await fit(x), await fit(spreadOut(x))];
        near(sparse.state.coefficients, spread.state.coefficients, 1e-7);
        near(valuesOf(sparse.predict(x)), valuesOf(spread.predict(spreadOut(x))), 1e-7);
      }
    }),
    { numRuns: 40, seed: 1 },
  );
});

test("the order of the rows does not matter", async () => {
  const reversed = Array.from({ length: diabetes.x.rows }, (_, i) => diabetes.x.rows - 1 - i);
  const { state } = await fitted(ridgeEstimator, diabetes.x, target, { alpha: 1 });
  const again = await fitted(ridgeEstimator, rowsAt(diabetes.x, reversed), quantity(reversed.map((i) => diabetes.target[i] ?? 0)), { alpha: 1 });
  near(again.state.coefficients, state.coefficients, 1e-11);
});

test("one row, and columns that are all constant, give the mean", async () => {
  for (const x of [dense({ a: [3] }), dense({ a: [0.1, 0.1, 0.1], b: [0, 0, 0] })]) {
    const y = quantity([1, 2, 6].slice(0, x.rows));
    const mean = x.rows === 1 ? 1 : 3;
    near(valuesOf((await fitted(ridgeEstimator, x, y, { alpha: 0 })).predict(x)), Array.from({ length: x.rows }, () => mean), 1e-12);
    near(valuesOf((await fitted(linearRegressionEstimator, x, y, {})).predict(x)), Array.from({ length: x.rows }, () => mean), 1e-12);
  }
});

test("classes, missing targets and missing features are explained", async () => {
  const x = dense({ a: [1, 2] });
  assert.is((await failure(() => fitted(ridgeEstimator, x, classes([0, 1]), { alpha: 1 }))).code, "MLP6106");
  assert.is((await failure(() => fitted(ridgeEstimator, x, quantity([1, Infinity]), { alpha: 1 }))).code, "MLP6107");
  assert.is((await failure(() => fitted(linearRegressionEstimator, dense({ a: [1, Number.NaN] }), quantity([1, 2]), {}))).code, "MLP6103");
});

test("the baseline predicts the mean, or the shares of the classes", async () => {
  const x = dense({ a: [Number.NaN, 2, 3, 4] });
  near(valuesOf((await fitted(baselineEstimator, x, quantity([1, 2, 3, 6]), {})).predict(dense({ a: [0, 0] }))), [3, 3]);
  near(probabilitiesOf((await fitted(baselineEstimator, x, classes([0, 1, 1, 1]), {})).predict(dense({ a: [0, 0] }))), [0.25, 0.75, 0.25, 0.75]);
});

test.run();
