import { test } from "uvu";
import * as assert from "uvu/assert";
import { driftCheck } from "../../../../stdlib/monitoring/checks/drift-check.ts";
import type { DriftArgs } from "../../../../stdlib/monitoring/checks/drift.ts";
import { all, named, referenceOf, schemaOf, windowOf, type Row } from "../kit.ts";
import { normal, randomFrom } from "../statistics/close.ts";

const schema = schemaOf({ age: "float", plan: "string", on: "bool", day: "date", target: "string" });

function rowsOf(count: number, seed: number, change: (row: Record<string, Row[string]>) => void = () => {}): Row[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, (_, i) => {
    const row = { age: 40 + 10 * normal(random), plan: random() < 0.7 ? "basic" : "plus", on: random() < 0.5, day: `2026-01-${String((i % 28) + 1).padStart(2, "0")}` };
    change(row);
    return row;
  });
}

const args = (rest: Partial<DriftArgs> = {}): DriftArgs => ({ columns: all, test: "auto", threshold: undefined, alpha: 0.01, ...rest });
const run = async (reference: readonly Row[], current: readonly Row[], rest: Partial<DriftArgs> = {}) =>
  driftCheck.run(await windowOf(current, schema), referenceOf(reference, schema), args(rest));
const failed = async (...call: Parameters<typeof run>) => (await run(...call)).filter(({ status }) => status === "failed").map(({ column, measures }) => `${column} ${measures}`);

test("rows like the reference pass, each column by a test that fits it", async () => {
  const results = await run(rowsOf(800, 1), rowsOf(200, 2));
  assert.equal(results.map(({ column, test: by, status }) => [column, by, status]), [["age", "ks", "passed"], ["plan", "chi_square", "passed"], ["on", "chi_square", "passed"]]);
});

test("a shifted number and a changed mix of categories are found, and only they", async () => {
  assert.equal(await failed(rowsOf(800, 1), rowsOf(200, 2, (row) => (row["age"] = Number(row["age"]) + 6))), ["age distribution"]);
  assert.equal(await failed(rowsOf(800, 1), rowsOf(200, 2, (row) => (row["plan"] = "plus"))), ["plan distribution"]);
  assert.equal(await failed(rowsOf(800, 1), rowsOf(200, 2, (row) => (row["plan"] = "gold"))), ["plan distribution"]);
});

test("many rows are compared by distance, so that a trifle is no alarm", async () => {
  const shifted = (by: number) => rowsOf(3000, 2, (row) => (row["age"] = Number(row["age"]) + by));
  const [age, plan] = await run(rowsOf(3000, 1), shifted(0.5));
  assert.equal([age?.test, age?.status, plan?.test, plan?.status], ["wasserstein", "passed", "jensen_shannon", "passed"]);
  assert.equal(await failed(rowsOf(3000, 1), shifted(2)), ["age distribution"]);
});

test("a changed share of missing values is drift of its own", async () => {
  const gaps = rowsOf(200, 2, (row) => (row["age"] = randomFrom(Number(row["age"]) * 1e6)() < 0.3 ? null : (row["age"] ?? null)));
  assert.equal(await failed(rowsOf(800, 1), gaps), ["age missing"]);
  const none = rowsOf(200, 2, (row) => (row["age"] = null));
  const results = await run(rowsOf(800, 1), none, { columns: named("age") });
  assert.equal(results.map(({ measures, status }) => [measures, status]), [["missing", "failed"], ["distribution", "not_enough_rows"]]);
});

test("one missing value in a small window is no drift", async () => {
  let left = 1;
  assert.equal(await failed(rowsOf(800, 1), rowsOf(40, 3, (row) => left-- > 0 && (row["age"] = null))), []);
});

test("few rows are neither good nor bad", async () => {
  const results = await run(rowsOf(800, 1), rowsOf(29, 2, (row) => (row["age"] = 900)));
  assert.equal(results.map(({ status }) => status), ["not_enough_rows"]);
  assert.equal((await run(rowsOf(800, 1), [])).map(({ status }) => status), ["not_enough_rows"]);
  assert.equal((await run(rowsOf(10, 1), rowsOf(100, 2), { columns: named("age") })).map(({ status }) => status), ["not_enough_rows"]);
});

test("time and the target are left out of `all`, and a named column that is not logged fails", async () => {
  assert.equal(await failed(rowsOf(800, 1), rowsOf(200, 2, (row) => (row["day"] = "2026-06-01"))), []);
  assert.equal(await failed(rowsOf(800, 1), rowsOf(200, 2, (row) => (row["day"] = "2026-06-01")), { columns: named("day") }), ["day distribution"]);
  assert.equal(await failed(rowsOf(800, 1), rowsOf(200, 2), { columns: named("target") }), ["target distribution"]);
});

test("a given threshold is the limit of the named test", async () => {
  const shifted = rowsOf(200, 2, (row) => (row["age"] = Number(row["age"]) + 4));
  const [strict] = await run(rowsOf(800, 1), shifted, { columns: named("age"), test: "psi", threshold: 0.05 });
  const [lax] = await run(rowsOf(800, 1), shifted, { columns: named("age"), test: "psi", threshold: 5 });
  assert.equal([strict?.status, strict?.threshold, lax?.status], ["failed", 0.05, "passed"]);
  assert.is(strict?.statistic, lax?.statistic);
  const [ks] = await run(rowsOf(800, 1), rowsOf(200, 2), { columns: named("age"), test: "ks", threshold: 0.999 });
  assert.is(ks?.threshold, 0.999);
});

test("what it cannot watch is said before the first round", () => {
  const reads = (rest: Partial<DriftArgs>) => () => driftCheck.reads(schema, args(rest), "classification");
  assert.throws(reads({ columns: named("agee") }), (error: Error) => /`agee`/.test(error.message));
  assert.throws(reads({ test: "ks" }), (error: Error) => /`ks` compares numbers, but `plan` holds string/.test(error.message));
  assert.throws(reads({ columns: { select: "matching", pattern: "z*" } }), (error: Error) => /chooses no column/.test(error.message));
  assert.throws(reads({ threshold: 0.2 }), (error: Error) => /while the test is chosen by itself/.test(error.message));
  assert.equal(reads({ columns: { select: "temporal" } })(), ["day"]);
});

test("identifiers that are all different are no drift", async () => {
  const ids = (from: number) => Array.from({ length: 500 }, (_, i): Row => ({ plan: `user-${from + i}` }));
  assert.equal(await failed(ids(0), ids(10_000), { columns: named("plan") }), []);
});

test("without drift a whole check fails in at most a share alpha of the rounds", async () => {
  const wide = schemaOf(Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`c${i}`, i % 3 === 0 ? "string" : "float"])));
  for (const by of ["auto", "psi", "jensen_shannon"] as const) {
    const random = randomFrom(17);
    const draw = (count: number): Row[] =>
      Array.from({ length: count }, () =>
        Object.fromEntries(wide.columns.map(({ name, type }) => [name, random() < 0.05 ? null : type.kind === "string" ? "abcdefg"[Math.floor(random() ** 2 * 7)] ?? "a" : normal(random)])),
      );
    const rounds = 120;
    let alarms = 0;
    for (let i = 0; i < rounds; i++) {
      const results = await driftCheck.run(await windowOf(draw(60), wide), referenceOf(draw(300), wide), args({ test: by, alpha: 0.05 }));
      if (results.some(({ status }) => status === "failed")) alarms++;
    }
    assert.ok(alarms / rounds <= 0.12, `${by}: ${alarms} alarms in ${rounds} rounds`);
  }
});

test.run();
