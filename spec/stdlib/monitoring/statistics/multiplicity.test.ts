import { test } from "uvu";
import * as assert from "uvu/assert";
import { holm } from "../../../../stdlib/monitoring/statistics/multiplicity.ts";

test("multiplies the smallest by the number of tests, and never falls", () => {
  const adjusted = holm([0.01, 0.04, 0.03, 0.005]).map((p) => Math.round(p * 1e9) / 1e9);
  assert.equal(adjusted, [0.03, 0.06, 0.06, 0.02]);
});

test("one test stays as it is, and none is none", () => {
  assert.equal(holm([0.2]), [0.2]);
  assert.equal(holm([]), []);
  assert.equal(holm([0.9, 0.8]), [1, 1]);
});

test.run();
