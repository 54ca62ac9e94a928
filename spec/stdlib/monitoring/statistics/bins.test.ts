import { test } from "uvu";
import * as assert from "uvu/assert";
import { countInBins, quantile, quantileEdges } from "../../../../stdlib/monitoring/statistics/bins.ts";
import { close, sorted, uniform } from "./close.ts";

test("quantiles are linear between neighbours, as NumPy's", () => {
  const values = sorted([4, 1, 3, 2]);
  close(quantile(values, 0.5), 2.5);
  close(quantile(values, 0.1), 1.3);
  assert.is(quantile(values, 1), 4);
  assert.is(quantile(sorted([7]), 0.3), 7);
});

test("bins hold equal shares of their own sample", () => {
  const values = sorted(uniform(1, 1000));
  assert.equal(countInBins(values, quantileEdges(values, 10)), new Array(10).fill(100));
});

test("repeated values merge bins, and every value is counted once", () => {
  const values = sorted([0, 0, 0, 0, 0, 0, 1, 2, 3, 3]);
  const edges = quantileEdges(values, 10);
  assert.ok(edges.every((edge, i) => i === 0 || edge > (edges[i - 1] ?? edge)));
  assert.is(countInBins(values, edges).reduce((sum, count) => sum + count, 0), 10);
  assert.equal(quantileEdges(sorted([5, 5, 5]), 10), []);
  assert.equal(countInBins(sorted([-100, 100]), edges).reduce((sum, count) => sum + count, 0), 2);
});

test.run();
