import { test } from "uvu";
import * as assert from "uvu/assert";
import type { LoggedFeedback, LoggedPrediction } from "../../../../stdlib/serving/endpoint.ts";
import { readWindow } from "../../../../stdlib/monitoring/rounds/window.ts";
import { hour, logOf, logged, now, schemaOf } from "../kit.ts";

const schema = schemaOf({ age: "float", plan: "string" });
const read = (predictions: readonly LoggedPrediction[], feedback: readonly LoggedFeedback[] = [], signal = new AbortController().signal) =>
  readWindow({ log: logOf(predictions, feedback), schema, minRows: 30, version: 2, model: () => Promise.reject(new Error("none")) }, 24 * hour, now, signal);
const truth = (id: string, actual: LoggedFeedback["actual"]): LoggedFeedback => ({ time: now.toISOString(), id, actual });

test("takes the rows of the last day, a clock that is a little ahead, and no time that cannot be", async () => {
  const window = await read([
    logged({ age: 1 }, "now", 0),
    logged({ age: 2 }, "first", 24 * hour),
    logged({ age: 3 }, "old", 24 * hour + 1),
    logged({ age: 4 }, "ahead", -60_000),
    logged({ age: 5 }, "future", -1000 * hour),
    { ...logged({ age: 6 }), time: "yesterday" },
  ]);
  assert.is(window.rows, 3);
  assert.equal(window.column("age"), { kind: "numbers", values: Float64Array.of(1, 2, 4), missing: 0, rows: 3 });
});

test("a column that no row has is undefined, one that some rows have is missing in the others", async () => {
  const window = await read([logged({ age: 1 }), logged({ age: null }), logged({ plan: "a" })]);
  assert.equal(window.column("age"), { kind: "numbers", values: Float64Array.of(1), missing: 2, rows: 3 });
  assert.is(window.column("toString"), undefined);
  assert.is((await read([])).column("age"), undefined);
});

test("feedback is joined by id, its last word counts, and only for the served version", async () => {
  const window = await read(
    [logged({}, "a", hour, { version: 2, prediction: "no", probabilities: [0.9, 0.1] }), logged({}, "b", hour, { version: 2 }), logged({}, "c", hour, { version: 1 })],
    [truth("a", "no"), truth("a", "yes"), truth("c", "yes"), truth("zzz", "yes")],
  );
  assert.equal(await window.labelled(), [{ prediction: "no", probabilities: [0.9, 0.1], actual: "yes" }]);
});

test("a busy window is represented by a sample, the same one each time, and counted whole", async () => {
  const count = 150_000;
  const predictions = Array.from({ length: count }, (_, i) => logged({ age: i }, "x"));
  const [first, second] = [await read(predictions), await read(predictions)];
  assert.is(first.rows, count);
  const sample = first.column("age");
  assert.is(sample?.rows, 100_000);
  if (sample?.kind !== "numbers") return assert.unreachable();
  const mean = sample.values.reduce((sum, value) => sum + value, 0) / sample.values.length;
  assert.ok(Math.abs(mean / (count / 2) - 1) < 0.01, `mean ${mean}`);
  assert.equal(second.column("age"), sample);
});

test("an abort ends the reading", async () => {
  try {
    await read([logged({ age: 1 })], [], AbortSignal.abort());
    assert.unreachable();
  } catch (error) {
    assert.is((error as Error).name, "AbortError");
  }
});

test.run();
