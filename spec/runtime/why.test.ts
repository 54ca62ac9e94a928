import { test } from "uvu";
import * as assert from "uvu/assert";
import { canonical } from "../../runtime/canonical.ts";
import type { Ingredients } from "../../runtime/fingerprint.ts";
import { whyRun } from "../../runtime/why.ts";

const made = (params: Readonly<Record<string, unknown>>, more: Partial<Ingredients> = {}): Ingredients => ({
  definition: "train@1",
  params: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, canonical(value)])),
  inputs: {},
  ...more,
});

const tree = (args: Readonly<Record<string, unknown>>) => ({ estimator: { $describe: "decision_tree@1", args } });

test("a changed argument of a description is named by its way", () => {
  const now = made(tree({ max_depth: 3, criterion: "gini" }));
  assert.equal(whyRun(now, made(tree({ max_depth: 4, criterion: "gini" }))), { reason: "parameter_changed", detail: "estimator.max_depth" });
});

test("another description is a change of the whole parameter", () => {
  const now = made(tree({ max_depth: 3 }));
  assert.equal(whyRun(now, made({ estimator: { $describe: "ridge@1", args: {} } })), { reason: "parameter_changed", detail: "estimator" });
});

test("a changed file, input and seed are told apart", () => {
  assert.equal(whyRun(made({}, { observed: "a" }), made({}, { observed: "b" })), { reason: "file_changed" });
  assert.equal(whyRun(made({}, { inputs: { rows: "1" } }), made({}, { inputs: { rows: "2" } })), { reason: "input_changed", detail: "rows" });
  assert.equal(whyRun(made({}, { seed: 1 }), made({}, { seed: 2 })), { reason: "seed_changed" });
});

test.run();
