import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { featureInfinite, featureMissing, noTrainingRows, oneClassOnly, targetInfinite, taskNotLearned } from "../../../language/diagnostics/registry/training.ts";
import type { MixedMatrix, Target } from "../estimator.ts";

/** Throws a diagnostic when there are no rows. */
export function requireRows(x: MixedMatrix, estimator: string): void {
  if (x.rows === 0) fail(noTrainingRows, { estimator });
}

/** Throws a diagnostic that names the first column with a missing or infinite value. */
export function requireNumbers(x: MixedMatrix, estimator: string): void {
  for (const block of x.blocks) {
    if (block.kind !== "dense") continue;
    // A sum is finite only when every value is, so that sound columns cost one fast pass.
    if (Number.isFinite(sum(block.values))) continue;
    const missing = count(block.values, Number.isNaN);
    if (missing > 0) fail(featureMissing, { estimator, column: block.name, rows: missing });
    const infinite = count(block.values, (value) => !Number.isFinite(value));
    if (infinite > 0) fail(featureInfinite, { estimator, column: block.name, rows: infinite });
  }
}

/** Throws a diagnostic that names the first column with an infinite value; missing ones (NaN) are let through. */
export function requireNoInfinity(x: MixedMatrix, estimator: string): void {
  for (const block of x.blocks) {
    if (block.kind !== "dense") continue;
    const infinite = count(block.values, (value) => value === Infinity || value === -Infinity);
    if (infinite > 0) fail(featureInfinite, { estimator, column: block.name, rows: infinite });
  }
}

/** The classes that occur among the training rows, and the rows' codes into them. */
export interface ClassTarget {
  /** Number of all classes, also of those without a row. */
  readonly classes: number;
  /** Indices of the classes that have rows, ascending; at least two. */
  readonly present: Int32Array;
  /** Index into `present`, a row. */
  readonly codes: Int32Array;
}

/** The target as classes; throws a diagnostic where it is a quantity, or has one class only. */
export function requireClasses(y: Target, estimator: string): ClassTarget {
  if (y.task !== "classification") fail(taskNotLearned, { estimator, task: y.task, takes: "classes" });
  const counts = new Int32Array(y.classes.length);
  for (const code of y.codes) counts[code]!++;
  const present = Int32Array.from([...counts.keys()].filter((code) => (counts[code] ?? 0) > 0));
  if (present.length < 2) fail(oneClassOnly, { label: String(y.classes[present[0] ?? 0]), rows: y.codes.length });
  if (present.length === y.classes.length) return { classes: y.classes.length, present, codes: y.codes };
  const place = new Int32Array(y.classes.length);
  present.forEach((code, index) => (place[code] = index));
  return { classes: y.classes.length, present, codes: y.codes.map((code) => place[code] ?? 0) };
}

/** The target as numbers; throws a diagnostic where it is classes, or not finite. */
export function requireValues(y: Target, estimator: string): Float64Array {
  if (y.task !== "regression") fail(taskNotLearned, { estimator, task: y.task, takes: "quantities" });
  const bad = count(y.values, (value) => !Number.isFinite(value));
  if (bad > 0) fail(targetInfinite, { rows: bad });
  return y.values;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

function count(values: Float64Array, test: (value: number) => boolean): number {
  let found = 0;
  for (let i = 0; i < values.length; i++) if (test(values[i]!)) found++;
  return found;
}
