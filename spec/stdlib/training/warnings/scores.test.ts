import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { bestIntervals, bestOfCategories, explainedByCategories, rankCorrelation, rocAuc, squaredCorrelation } from "../../../../stdlib/training/warnings/scores.ts";

const near = (actual: number, expected: number, message?: string) => assert.ok(Math.abs(actual - expected) < 1e-9, `${message ?? ""} ${actual} is not ${expected}`);
const floats = (...values: readonly number[]) => Float64Array.from(values);
const ints = (...values: readonly number[]) => Int32Array.from(values);

test("correlations and areas are those of scipy and scikit-learn", () => {
  const [a, b] = [floats(1, 2, 2, 4, 7, 11), floats(3, 1, 4, 4, 9, 8)];
  near(squaredCorrelation(a, b), 0.7118163991575281);
  near(rankCorrelation(a, b), 0.8088235294117647);
  near(rocAuc(a, ints(0, 1, 0, 0, 1, 1)), 0.8333333333333333);
  assert.is(squaredCorrelation(floats(2, 2, 2), floats(1, 2, 3)), 0);
  assert.is(rocAuc(a, ints(0, 0, 0, 0, 0, 0)), 0.5);
});

test("categories that divide classes are found, and rare ones do not count", () => {
  const labels = Int32Array.from({ length: 100 }, (_, row) => (row < 20 ? 1 : 0));
  near(bestOfCategories(labels.map((label) => label), 2, labels, 2), 1);
  near(bestOfCategories(labels.map((label) => label - 1), 1, labels, 2), 1, "missing is a category");
  near(bestOfCategories(labels.map(() => 0), 1, labels, 2), 0.5);
  near(bestOfCategories(labels.map((_, row) => row), 100, labels, 2), 0, "one category a row");
  const values = Float64Array.from({ length: 100 }, (_, row) => (row % 4) * 10);
  near(explainedByCategories(Int32Array.from({ length: 100 }, (_, row) => row % 4), 4, values), 1);
  near(explainedByCategories(Int32Array.from({ length: 100 }, (_, row) => row % 2), 2, values), 0.2);
  near(explainedByCategories(Int32Array.from({ length: 100 }, (_, row) => row), 100, values), 0);
});

/** The best division by trying all ways to cut and to label. */
function byTrying(values: readonly number[], labels: readonly number[], classes: number): number {
  const counts = Array.from({ length: classes }, (_, label) => labels.filter((each) => each === label).length);
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  let best = 0;
  const go = (from: number, left: number, sum: number): void => {
    if (from === distinct.length) best = Math.max(best, sum);
    if (from === distinct.length || left === 0) return;
    for (let to = from + 1; to <= distinct.length; to++) {
      const inside = new Set(distinct.slice(from, to));
      const gains = counts.map((count, label) => (count === 0 ? 0 : values.filter((value, row) => inside.has(value) && labels[row] === label).length / count));
      go(to, left - 1, sum + Math.max(...gains));
    }
  };
  go(0, classes, 0);
  return best / classes;
}

test("the best intervals are those that trying all finds", () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 2 })), { minLength: 1, maxLength: 14 });
  fc.assert(
    fc.property(rows, (given) => {
      const [values, labels] = [given.map(([value]) => value), given.map(([, label]) => label)];
      return Math.abs(bestIntervals(Float64Array.from(values), Int32Array.from(labels), 3) - byTrying(values, labels, 3)) < 1e-9;
    }),
    { numRuns: 150 },
  );
});

test.run();
