import { test } from "uvu";
import * as assert from "uvu/assert";
import { featureMatrix } from "../../../../stdlib/training/estimator.ts";
import { logisticRegressionEstimator } from "../../../../stdlib/training/estimators/logistic-regression.fit.ts";
import { Kernel } from "../../../../stdlib/training/kernels/kernel.ts";
import { Design, withDesign } from "../../../../stdlib/training/numeric/design.ts";
import { neverStop } from "../../../../runtime/stop.ts";
import { classes, uniform } from "../data.ts";

function mixed(rows: number) {
  const random = uniform(3);
  return featureMatrix(rows, [
    { kind: "dense", name: "a", values: Float64Array.from({ length: rows }, random) },
    { kind: "one_hot", name: "b", categories: ["u", "v", "w"], codes: Int32Array.from({ length: rows }, () => Math.floor(random() * 4) - 1) },
    { kind: "dense", name: "c", values: Float64Array.from({ length: rows }, () => 1e3 * random()) },
  ]);
}

test("products of columns are the same bits on any number of threads, from the first job to those that helpers share", () => {
  const x = mixed(100_000);
  const alone = withDesign(new Design(x, { threads: 1 }), (design) => design.matrix("gram", design.rowVector(new Float64Array(x.rows).fill(0.3))));
  withDesign(new Design(x, { threads: 4 }), (design) => {
    const rows = design.rowVector(new Float64Array(x.rows).fill(0.3));
    const until = performance.now() + 400;
    while (performance.now() < until) assert.equal(design.matrix("gram", rows), alone);
  });
});

for (const count of [2, 3]) {
  test(`a fit of ${count} classes is the same bits on one thread and on several`, async () => {
    const x = mixed(120_000);
    const random = uniform(5);
    const y = classes(Array.from({ length: x.rows }, (_, i) => (i < count ? i : Math.floor(random() * count))));
    const params = { c: 1, solver: "newton", max_iterations: 100, tolerance: 1e-9 } as const;
    const fit = (threads: number) => logisticRegressionEstimator.fit({ x, y, params, seed: 1, threads, stop: neverStop, progress: () => {}, warn: () => {} });
    assert.equal(await fit(3), await fit(1));
  });
}

test("space is empty whatever a kernel before has left there, and what 4 GB do not hold is refused", () => {
  const first = new Kernel();
  const at = first.allocate(1_000_000);
  first.bytes(at, 1_000_000).fill(7);
  first.close();
  const second = new Kernel();
  assert.ok(second.bytes(second.allocate(1_500_000), 1_500_000).every((byte) => byte === 0));
  assert.throws(() => second.allocate(2 ** 32), /would need 4\.0 GB at once/);
  second.close();
});

test("a job that is not there is named", () => {
  const kernel = new Kernel();
  assert.throws(() => kernel.run("nothing", 1), /no job `nothing`/);
  kernel.close();
});

test.run();
