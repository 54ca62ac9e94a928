import { test } from "uvu";
import * as assert from "uvu/assert";
import { featureMatrix } from "../../../../stdlib/training/estimator.ts";
import { elasticNetEstimator, lassoEstimator } from "../../../../stdlib/training/estimators/elastic-net.fit.ts";
import { dense, failure, fitted, fixture, quantity, rowsAt, spreadOut, uniform, valuesOf } from "../data.ts";
import { near } from "../near.ts";

const diabetes = fixture("diabetes");
const target = quantity(diabetes.target);
const search = { max_iterations: 10_000, tolerance: 1e-14 };

test("lasso finds scikit-learn's coefficients, and the same zeros", async () => {
  const { state } = await fitted(lassoEstimator, diabetes.x, target, { alpha: 0.1, ...search });
  near(state.coefficients, [0, -155.3431106246688, 517.2162412030532, 275.08722292825655, -52.55203581190209, 0, -210.13950903523502, 0, 483.9171745719605, 33.66219214313], 1e-6);
  const strong = await fitted(lassoEstimator, diabetes.x, target, { alpha: 1, ...search });
  assert.equal([...strong.state.coefficients].map((value) => value !== 0), [false, false, true, true, false, false, false, false, true, false]);
  near([strong.state.coefficients[2] ?? 0, strong.state.coefficients[8] ?? 0], [367.7016258214307, 307.60214746219634], 1e-7);
});

test("the elastic net finds scikit-learn's coefficients", async () => {
  const { state } = await fitted(elasticNetEstimator, diabetes.x, target, { alpha: 0.1, l1_ratio: 0.5, ...search });
  near(
    state.coefficients,
    [10.28637390331563, 0.28598238707746626, 37.46465287066618, 27.54475592151113, 11.108827801497915, 8.355867868004175, -24.120786500110302, 25.50548560565303, 35.465698943891645, 22.894985832236838],
    1e-8,
  );
  const mild = await fitted(elasticNetEstimator, diabetes.x, target, { alpha: 0.01, l1_ratio: 0.2, ...search });
  near(mild.state.coefficients.slice(0, 3), [31.407917736528972, -17.718021077634255, 160.03079396768052], 1e-7);
});

test("the default tolerance is close enough for six digits", async () => {
  const { state, warnings } = await fitted(lassoEstimator, diabetes.x, target, { alpha: 0.1, max_iterations: 10_000, tolerance: 1e-10 });
  near(state.coefficients.slice(1, 4), [-155.3431106246688, 517.2162412030532, 275.08722292825655], 1e-4);
  assert.equal(warnings, []);
});

test("a category column gives what its 0/1 columns give", async () => {
  const random = uniform(4);
  const x = featureMatrix(50, [
    { kind: "one_hot", name: "b", categories: ["u", "v", "w"], codes: Int32Array.from({ length: 50 }, () => Math.floor(random() * 4) - 1) },
    { kind: "dense", name: "a", values: Float64Array.from({ length: 50 }, random) },
  ]);
  const y = quantity(Array.from({ length: 50 }, random));
  const params = { alpha: 0.01, l1_ratio: 0.5, ...search };
  const [a, b] = [await fitted(elasticNetEstimator, x, y, params), await fitted(elasticNetEstimator, spreadOut(x), y, params)];
  near(a.state.coefficients, b.state.coefficients, 1e-7);
});

test("constant columns, more columns than rows, and a target without spread are learned", async () => {
  const wide = rowsAt(diabetes.x, [0, 1, 2, 3]);
  assert.ok(valuesOf((await fitted(lassoEstimator, wide, quantity([1, 5, 2, 9]), { alpha: 0.01, ...search })).predict(wide)).every(Number.isFinite));
  const flat = await fitted(lassoEstimator, dense({ a: [1, 1, 1], b: [1, 2, 3] }), quantity([4, 4, 4]), { alpha: 1, ...search });
  near([flat.state.intercept, ...flat.state.coefficients], [4, 0, 0], 1e-12);
  assert.equal(flat.warnings, []);
});

test("too few rounds are said, and missing values explained", async () => {
  assert.match((await fitted(lassoEstimator, diabetes.x, target, { alpha: 0.001, max_iterations: 2, tolerance: 1e-14 })).warnings[0] ?? "", "`lasso` has not converged");
  assert.match((await failure(() => fitted(elasticNetEstimator, dense({ a: [Number.NaN] }), quantity([1]), { alpha: 1, l1_ratio: 0.5, ...search }))).message, "`elastic_net` needs a number");
});

test.run();
