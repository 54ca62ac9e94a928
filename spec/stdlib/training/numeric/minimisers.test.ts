import { test } from "uvu";
import * as assert from "uvu/assert";
import { featureMatrix } from "../../../../stdlib/training/estimator.ts";
import { Design, withDesign } from "../../../../stdlib/training/numeric/design.ts";
import { lbfgs } from "../../../../stdlib/training/numeric/lbfgs.ts";
import { newton } from "../../../../stdlib/training/numeric/newton.ts";
import { solvePositive } from "../../../../stdlib/training/numeric/solve.ts";
import { logistic, softmaxRow, softplus } from "../../../../stdlib/training/numeric/softmax.ts";
import { uniform } from "../data.ts";
import { near } from "../near.ts";

/** Σ cᵢ·cosh(xᵢ − i): convex, steep far away, smallest at x = (0, 1, 2, …). */
const weights = [1, 100, 1e4];
const bowl = (at: Float64Array, gradient: Float64Array): number => {
  weights.forEach((c, i) => (gradient[i] = c * Math.sinh((at[i] ?? 0) - i)));
  return weights.reduce((sum, c, i) => sum + c * Math.cosh((at[i] ?? 0) - i), 0);
};

test("both methods find the bottom of a badly scaled bowl", () => {
  const options = { maxIterations: 500, tolerance: 1e-9, onIteration: () => {} };
  const quasi = lbfgs(bowl, Float64Array.of(5, -3, 4), { ...options, curvature: Float64Array.of(1, 100, 1e4) });
  near(quasi.at, [0, 1, 2], 1e-8);
  assert.ok(quasi.converged);
  let last = new Float64Array(3);
  const value = (at: Float64Array, gradient: Float64Array): number => {
    last = at.slice();
    return bowl(at, gradient);
  };
  const exact = newton(value, (out) => weights.forEach((c, i) => (out[4 * i] = c * Math.cosh((last[i] ?? 0) - i))), 3, options);
  near(exact.at, [0, 1, 2], 1e-8);
  assert.ok(exact.converged && exact.iterations < 20);
});

test("products of blocks are those of the spread out, standardised columns", () => {
  const random = uniform(1);
  const rows = 2_500;
  const codes = Int32Array.from({ length: rows }, () => Math.floor(random() * 4) - 1);
  const values = Float64Array.from({ length: rows }, () => 1e6 + random());
  const x = featureMatrix(rows, [
    { kind: "one_hot", name: "b", categories: ["u", "v", "w"], codes },
    { kind: "dense", name: "a", values },
    { kind: "one_hot", name: "c", categories: ["p", "q"], codes: codes.map((code) => (code + 2) % 2) },
  ]);
  const rowWeights = Float64Array.from({ length: rows }, random);
  const products = withDesign(new Design(x), (design) => design.matrix("gram", design.rowVector(rowWeights)));
  const out = Float64Array.from({ length: 36 }, (_, place) => products[Math.floor(place / 6) * 8 + (place % 6)] ?? 0);
  const mean = values.reduce((sum, value) => sum + value - 1e6, 0) / rows;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - 1e6 - mean) ** 2, 0) / rows);
  const z = (i: number): number[] => [...[0, 1, 2].map((k) => (codes[i] === k ? 1 : 0)), ((values[i] ?? 0) - 1e6 - mean) / deviation, ...[0, 1].map((k) => (((codes[i] ?? 0) + 2) % 2 === k ? 1 : 0))];
  const expected = new Float64Array(36);
  for (let i = 0; i < rows; i++) z(i).forEach((a, j) => z(i).forEach((b, k) => (expected[6 * j + k] = (expected[6 * j + k] ?? 0) + a * b * (rowWeights[i] ?? 0))));
  near(out, expected, 1e-7);
});

test("a system that rounding has made singular is still solved", () => {
  near(solvePositive(Float64Array.of(4, 2, 2, 3), Float64Array.of(8, 8)), [1, 2], 1e-12);
  const x = solvePositive(Float64Array.of(1, 1, 1, 1), Float64Array.of(2, 2));
  near([(x[0] ?? 0) + (x[1] ?? 0)], [2], 1e-6);
});

test("extreme scores neither overflow nor lose the small side", () => {
  near([logistic(-800), logistic(800), softplus(800), softplus(-800)], [0, 1, 800, 0], 1e-12);
  assert.ok(logistic(-40) > 4e-18 && logistic(-40) < 4.3e-18);
  const scores = [Float64Array.of(1e5), Float64Array.of(1e5 + Math.log(3))];
  near([softmaxRow(scores, 0)], [1e5 + Math.log(4)], 1e-12);
  near(scores.map((column) => column[0] ?? 0), [0.25, 0.75], 1e-9);
});

test.run();
