import { test } from "uvu";
import * as assert from "uvu/assert";
import { featureMatrix, type FeatureBlock, type Target } from "../../../../stdlib/training/estimator.ts";
import { mixOfRow } from "../../../../stdlib/data/splitting/mix.ts";
import { suspectFeatures } from "../../../../stdlib/training/warnings/single-feature.ts";

/** A number from 0 to 1 for a row, the same in every run. */
const noise = (row: number, salt = 1): number => mixOfRow(row, salt) / 2 ** 32;
const dense = (name: string, rows: number, value: (row: number) => number): FeatureBlock => ({ kind: "dense", name, values: Float64Array.from({ length: rows }, (_, row) => value(row)) });
const oneHot = (name: string, rows: number, categories: number, code: (row: number) => number): FeatureBlock => ({
  kind: "one_hot",
  name,
  categories: Array.from({ length: categories }, (_, index) => `c${index}`),
  codes: Int32Array.from({ length: rows }, (_, row) => code(row)),
});
const classesOf = (rows: number, classes: number, code: (row: number) => number): Target => ({
  task: "classification",
  classes: Array.from({ length: classes }, (_, index) => index),
  codes: Int32Array.from({ length: rows }, (_, row) => code(row)),
});
const quantity = (rows: number, value: (row: number) => number): Target => ({ task: "regression", values: Float64Array.from({ length: rows }, (_, row) => value(row)) });
const suspects = (y: Target, ...blocks: readonly FeatureBlock[]): readonly string[] => {
  const rows = y.task === "regression" ? y.values.length : y.codes.length;
  return suspectFeatures(featureMatrix(rows, blocks), y, () => {}).features.map(({ name, score }) => `${name}: ${score}`);
};

for (const rows of [300, 30_000]) {
  const label = (row: number) => (noise(row) < 0.2 ? 1 : 0);
  const churn = classesOf(rows, 2, label);

  test(`of ${rows} rows, a column that divides two classes is found, whichever way it points`, () => {
    assert.equal(
      suspects(churn, dense("good", rows, noise), dense("negative", rows, (row) => -label(row)), dense("other", rows, (row) => noise(row, 2)), oneHot("status", rows, 3, (row) => (label(row) === 1 ? 2 : row % 2)), oneHot("gaps", rows, 1, (row) => label(row) - 1)),
      ["good: ROC AUC 1", "negative: ROC AUC 1", "status: mean recall 1", "gaps: mean recall 1"],
    );
  });

  test(`of ${rows} rows, a strong feature, and one that is nearly always the same, are not suspect`, () => {
    // A tenth of the rows says nothing: the area is about 0.95.
    const strong = dense("strong", rows, (row) => (noise(row, 3) < 0.1 ? noise(row, 4) : noise(row)));
    const rare = classesOf(rows, 2, (row) => (row % 25 === 0 ? 1 : 0));
    assert.equal(suspects(churn, strong, dense("constant", rows, () => 1), oneHot("constant", rows, 1, () => 0), oneHot("row", rows, rows, (row) => row)), []);
    assert.equal(suspects(rare, dense("constant", rows, () => 1), oneHot("constant", rows, 1, () => 0)), []);
  });

  test(`of ${rows} rows, a column with an interval for each of three classes is found, and one that divides two of them is not`, () => {
    const species = classesOf(rows, 3, (row) => Math.floor(noise(row) * 3));
    assert.equal(suspects(species, dense("all", rows, noise), dense("two", rows, (row) => (noise(row) < 1 / 3 ? 0 : 1 + noise(row, 5))), oneHot("name", rows, 3, (row) => Math.floor(noise(row) * 3))), [
      "all: mean recall 1",
      "name: mean recall 1",
    ]);
  });

  test(`of ${rows} rows, a quantity is given away by a line, by an order, and by categories`, () => {
    const price = quantity(rows, (row) => 3 * noise(row) + 1);
    const found = suspects(
      price,
      dense("line", rows, (row) => -2 * noise(row) + 0.001 * noise(row, 6)),
      dense("curve", rows, (row) => Math.exp(20 * noise(row))),
      dense("close", rows, (row) => noise(row) + 0.2 * noise(row, 7)),
      oneHot("group", rows, 2, (row) => (noise(row) < 0.5 ? 0 : 1)),
    );
    assert.equal(found.map((text) => text.replace(/[\d.]+$/, "")), ["line: R² ", "curve: Spearman "]);
    assert.equal(suspects(quantity(rows, (row) => row % 4), oneHot("exact", rows, 4, (row) => row % 4)), ["exact: R² 1"]);
  });

  test(`of ${rows} rows, missing values are left out, and a column with few values is not judged`, () => {
    assert.equal(suspects(churn, dense("half", rows, (row) => (row % 4 === 0 ? Number.NaN : noise(row)))), ["half: ROC AUC 1"]);
    assert.equal(suspects(churn, dense("few", rows, (row) => (row % 4 === 0 ? noise(row) : Number.NaN))), []);
  });
}

test("few rows, and classes with few rows, are not judged", () => {
  assert.equal(suspects(quantity(49, (row) => row), dense("x", 49, (row) => row)), []);
  assert.equal(suspects(quantity(50, (row) => row), dense("x", 50, (row) => row)), ["x: R² 1"]);
  assert.equal(suspects(classesOf(200, 2, (row) => (row < 9 ? 1 : 0)), dense("x", 200, (row) => row)), []);
  assert.equal(suspects(classesOf(200, 2, (row) => (row < 10 ? 1 : 0)), dense("x", 200, (row) => row)), ["x: ROC AUC 1"]);
});

test("no more rows are looked at than features allow", () => {
  const rowsFor = (rows: number, features: number) => suspectFeatures(featureMatrix(rows, Array.from({ length: features }, (_, index) => dense(`f${index}`, rows, (row) => noise(row, index)))), quantity(rows, noise), () => {}).rows;
  assert.is(rowsFor(120, 3), 120);
  assert.is(rowsFor(60_000, 2), 50_000);
  assert.is(rowsFor(30_000, 100), 20_000);
});

test.run();
