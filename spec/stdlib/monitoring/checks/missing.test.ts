import { test } from "uvu";
import * as assert from "uvu/assert";
import { missingCheck } from "../../../../stdlib/monitoring/checks/missing.ts";
import { all, named, referenceOf, schemaOf, windowOf, type Row } from "../kit.ts";

const schema = schemaOf({ age: "float", plan: "string", target: "string" });
const rows = Array.from({ length: 50 }, (_, i): Row => ({ age: i < 5 ? null : i, plan: "a" }));
const run = async (columns = all, at_most = 0.1, count = 50) =>
  (await missingCheck.run(await windowOf(rows.slice(0, count), schema), referenceOf([], schema), { columns, at_most })).map(({ column, statistic, status }) => [column, statistic, status]);

test("holds the share of each logged column against the limit", async () => {
  assert.equal(await run(), [["age", 0.1, "passed"], ["plan", 0, "passed"]]);
  assert.equal(await run(all, 0.09), [["age", 0.1, "failed"], ["plan", 0, "passed"]]);
});

test("a named column that is not logged is missing everywhere", async () => {
  assert.equal(await run(named("target")), [["target", 1, "failed"]]);
});

test("few rows are neither good nor bad", async () => {
  assert.equal(await run(all, 0, 10), [[undefined, null, "not_enough_rows"]]);
});

test.run();
