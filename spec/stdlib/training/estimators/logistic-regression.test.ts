import { test } from "uvu";
import * as assert from "uvu/assert";
import fc from "fast-check";
import { featureMatrix } from "../../../../stdlib/training/estimator.ts";
import { logisticRegressionEstimator } from "../../../../stdlib/training/estimators/logistic-regression.fit.ts";
import { LogisticObjective } from "../../../../stdlib/training/estimators/logistic-objective.ts";
import { Design, withDesign } from "../../../../stdlib/training/numeric/design.ts";
import type { LogisticParams } from "../../../../stdlib/training/estimators/logistic-regression.ts";
import { near } from "../near.ts";
import { classes, dense, failure, fitted, fixture, labelsOf, probabilitiesOf, rowsAt, spreadOut, standardised, uniform } from "../data.ts";

const params = (more: Partial<LogisticParams> = {}): LogisticParams => ({ c: 1, solver: "auto", max_iterations: 1000, tolerance: 1e-9, ...more });
const fit = (x: Parameters<typeof fitted>[1], codes: readonly number[], more: Partial<LogisticParams> = {}) =>
  fitted(logisticRegressionEstimator, x, classes(codes), params(more));

/** The exact minimum of scikit-learn 1.9.1's objective. */
const breastCancer = [
  -0.36309253191793167, -0.3876754424187576, -0.3510621186796739, -0.43560980328597604, -0.16183110281524563, 0.5626540336981026, -0.8599171195924012,
  -0.9622802234881762, 0.07620903147902883, 0.3222262369486115, -1.290942289674419, 0.26892190138788796, -0.659974596562459, -1.0125577321802834,
  -0.27721295890401515, 0.7363240127967537, 0.11053932078141036, -0.3334076188831649, 0.2957930259031848, 0.6809196730583748, -1.0292622616479528,
  -1.3146076344464537, -0.8233473825766975, -1.0107068321134167, -0.6706819627765848, 0.0445642517874213, -0.8733339165222499, -0.9120031219319641,
  -0.8878373243070149, -0.47981890804316046,
];
const iris = [
  [-0.42350992012, 0.96735057957, -2.51715237761, -1.0793366485],
  [0.534461509, -0.32158785519, -0.2063920713, -0.94429846539],
  [-0.11095158887, -0.64576272438, 2.7235444489, 2.0236351139],
];
const irisIntercepts = [9.8495680504821, 2.2372056322032, -12.0867736826853];

for (const solver of ["newton", "lbfgs", "auto"] as const) {
  test(`${solver} finds scikit-learn's two-class coefficients`, async () => {
    const { x, target } = fixture("breast-cancer");
    const { state, predict, warnings } = await fit(standardised(x), target, { solver });
    near(state.intercepts, [0.21450271740174875], 2e-6);
    near(state.coefficients[0] ?? [], breastCancer, 2e-6);
    assert.equal(warnings, []);
    const probabilities = probabilitiesOf(predict(standardised(x)));
    const loss = target.reduce((sum, code, i) => sum - Math.log(probabilities[2 * i + code] ?? 0), 0) / target.length;
    near([loss], [0.0533918575], 1e-8);
  });

  test(`${solver} finds scikit-learn's multinomial coefficients`, async () => {
    const { x, target } = fixture("iris");
    const { state } = await fit(x, target, { solver });
    near(state.intercepts, irisIntercepts, 1e-6);
    state.coefficients.forEach((output, k) => near(output, iris[k] ?? [], 1e-6));
  });
}

test("columns of very different sizes converge as well", async () => {
  const { x, target } = fixture("breast-cancer");
  const { state, warnings } = await fit(x, target);
  near([state.intercepts[0] ?? 0, state.coefficients[0]?.[0] ?? 0], [28.088997622, 1.0145620740], 1e-5);
  assert.equal(warnings, []);
});

test("the penalty does not depend on where a column's zero lies, also far away", async () => {
  const { x, target } = fixture("breast-cancer");
  const far = featureMatrix(x.rows, x.blocks.map((block, j) => (block.kind === "dense" && j === 0 ? { ...block, values: block.values.map((v) => v + 1e6) } : block)));
  const [here, there] = [await fit(x, target), await fit(far, target)];
  near(there.state.coefficients[0] ?? [], here.state.coefficients[0] ?? [], 1e-6);
});

test("plain gradient descent tells the classes apart", async () => {
  const { x, target } = fixture("iris");
  const scaled = standardised(x);
  const { predict, state } = await fit(scaled, target, { solver: "gd", max_iterations: 500 });
  assert.is(state.link, "one_vs_rest");
  assert.ok(labelsOf(predict(scaled)).filter((label, i) => label === target[i]).length >= 135);
  const two = rowsAt(scaled, Array.from({ length: 100 }, (_, i) => i + 50));
  const codes = target.slice(50).map((code) => code - 1);
  const binary = await fit(two, codes, { solver: "gd", max_iterations: 500 });
  assert.is(binary.state.link, "logistic");
  assert.ok(labelsOf(binary.predict(two)).filter((label, i) => label === codes[i]).length >= 92);
});

test("a category column gives what its 0/1 columns give, and probabilities sum to 1", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 2, max: 4 }), fc.constantFrom("newton" as const, "lbfgs" as const), async (seed, count, solver) => {
      const random = uniform(seed);
      const rows = 60;
      const codes = Int32Array.from({ length: rows }, () => Math.floor(random() * 4) - 1);
      const x = featureMatrix(rows, [
        { kind: "dense", name: "a", values: Float64Array.from({ length: rows }, () => random() * 10) },
        { kind: "one_hot", name: "b", categories: ["u", "v", "w"], codes },
        { kind: "one_hot", name: "c", categories: ["p", "q"], codes: codes.map((code) => (code + 1) % 2) },
      ]);
      const target = Array.from({ length: rows }, (_, i) => (i < count ? i : Math.floor(random() * count)));
      const [sparse, spread] = [await fit(x, target, { solver }), await fit(spreadOut(x), target, { solver })];
      const probabilities = probabilitiesOf(sparse.predict(x));
      near(probabilities, probabilitiesOf(spread.predict(spreadOut(x))), 1e-7);
      for (let i = 0; i < rows; i++) near([probabilities.subarray(i * count, (i + 1) * count).reduce((sum, p) => sum + p, 0)], [1], 1e-12);
    }),
    { numRuns: 20, seed: 1 },
  );
});

test("separable, collinear, constant and very wide data are learned without a crash", async () => {
  const separable = dense({ a: [1, 2, 3, 4], b: [2, 4, 6, 8], c: [5, 5, 5, 5] });
  for (const solver of ["newton", "lbfgs"] as const) {
    for (const c of [1, 1e12]) {
      const { state, predict } = await fit(separable, [0, 0, 1, 1], { solver, c });
      assert.ok(state.coefficients[0]?.every(Number.isFinite), `${solver} ${c}`);
      assert.is(state.coefficients[0]?.[2], 0);
      assert.equal(labelsOf(predict(separable)), [0, 0, 1, 1]);
    }
  }
  const wide = dense(Object.fromEntries(Array.from({ length: 50 }, (_, j) => [`x${j}`, [Math.sin(j), Math.cos(j), Math.sin(2 * j)]])));
  assert.equal(labelsOf((await fit(wide, [0, 1, 2])).predict(wide)), [0, 1, 2]);
});

test("without features it gives the shares of the classes", async () => {
  const { predict } = await fit(featureMatrix(4, []), [0, 1, 1, 1]);
  near(probabilitiesOf(predict(featureMatrix(1, []))), [0.25, 0.75], 1e-9);
});

test("a class without rows gets probability 0", async () => {
  const x = dense({ a: [1, 2, 3, 4] });
  const { predict } = await fitted(logisticRegressionEstimator, x, classes([0, 0, 2, 2], 3), params());
  const probabilities = probabilitiesOf(predict(x));
  assert.is(probabilities[1], 0);
  near([(probabilities[0] ?? 0) + (probabilities[2] ?? 0)], [1], 1e-12);
});

test("one class, no rows, missing and infinite values are explained", async () => {
  const x = dense({ "body mass": [1, Number.NaN, 3] });
  const missing = await failure(() => fit(x, [0, 1, 1]));
  assert.is(missing.code, "MLP6103");
  assert.match(missing.message, "`body mass` is missing in 1 row");
  assert.match(missing.help, "impute(.`body mass`, with: median)");
  assert.is((await failure(() => fit(dense({ a: [1, Infinity, 2] }), [0, 1, 1]))).code, "MLP6104");
  assert.is((await failure(() => fit(dense({ a: [1, 2] }), [1, 1]))).code, "MLP6101");
  assert.is((await failure(() => fit(dense({ a: [] }), []))).code, "MLP6102");
});

test("too few iterations are said", async () => {
  const { x, target } = fixture("breast-cancer");
  assert.match((await fit(x, target, { max_iterations: 2 })).warnings[0] ?? "", "has not converged after 2 iterations");
});

for (const count of [2, 3]) {
  test(`many rows have the same minimum, begun from a part of them: ${count} classes`, async () => {
    const random = uniform(11);
    const rows = Array.from({ length: 150_000 }, () => [random() * 4 - 2, random() * 10, random() - 0.5]);
    // In the order of their classes: a part at the front would know only one.
    const codes = rows.map(([a = 0, b = 0, c = 0]) => Math.min(count - 1, Math.max(0, Math.floor((a + b / 10 + c + random() * 2 + 1) * (count / 4)))));
    const order = codes.map((_, row) => row).sort((a, b) => (codes[a] ?? 0) - (codes[b] ?? 0));
    const x = featureMatrix(rows.length, [0, 1, 2].map((j) => ({ kind: "dense" as const, name: `x${j}`, values: Float64Array.from(order, (row) => rows[row]?.[j] ?? 0) })));
    const target = order.map((row) => codes[row] ?? 0);
    const { state } = await fit(x, target, { solver: "newton" });
    // At the minimum the gradient over all rows is 0.
    withDesign(new Design(x), (design) => {
      const { scale, centre } = design.scaling;
      const objective = new LogisticObjective(design, Int32Array.from(target), count, 1);
      const at = Float64Array.from(state.coefficients.flatMap((coefficients, k) => [...coefficients.map((one, j) => one * (scale[j] ?? 1)), coefficients.reduce((sum, one, j) => sum + one * (centre[j] ?? 0), state.intercepts[k] ?? 0)]));
      const gradient = new Float64Array(at.length);
      objective.value(at, gradient);
      near(gradient, [...gradient].map(() => 0), 1e-9);
    });
  });
}

test.run();
