import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Schema } from "../../../language/types/schema.ts";
import { rowNumber, type DatasetValue } from "../../../runtime/values.ts";
import { profile } from "../../../stdlib/data/profile.ts";
import { testContext, type TestContext } from "../../kit/context.ts";
import { datasetFrom } from "../../kit/nodes.ts";

const schema: Schema = {
  columns: [
    { name: "x", type: { kind: "float" }, nullable: true },
    { name: "a \"b\"", type: { kind: "string" }, nullable: true },
    { name: "ok", type: { kind: "bool" }, nullable: true },
    { name: "day", type: { kind: "date" }, nullable: true },
    { name: "mail", type: { kind: "string" }, nullable: true, pii: true },
  ],
};
const dataset = (values: string, where = "TRUE"): DatasetValue => ({
  kind: "dataset",
  schema,
  table: { sql: `SELECT n::BIGINT AS ${rowNumber}, x::DOUBLE AS x, s::VARCHAR AS "a ""b""", ok::BOOLEAN AS ok, d::DATE AS day, m::VARCHAR AS mail FROM (VALUES ${values}) t(n, x, s, ok, d, m) WHERE ${where}` },
  path: { input: schema, steps: [] },
});
const rows = "(0, 1, 'b', true, '2024-01-02', 'p@q'), (1, 2, 'a', NULL, NULL, NULL), (2, NULL, 'a', false, '2023-05-01', 'r'), (3, 4, 'b', false, '2024-01-02', 's'), (4, 10.5, NULL, NULL, NULL, 't'), (5, 'nan'::DOUBLE, 'c', NULL, NULL, 'u')";

let context: TestContext;
test.before(async () => void (context = await testContext()));
test.after(() => context.close());

async function statistics(of: DatasetValue): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const engine = await context.engine();
  const found = await engine.rows(`SELECT * EXCLUDE (${rowNumber}) FROM ${await engine.tableOf(await datasetFrom(profile, { rows: of }, context))} ORDER BY ${rowNumber}`);
  return found.map((row) => ({ ...row }));
}

const without = { mean: null, std: null, min: null, q05: null, q25: null, median: null, q75: null, q95: null, max: null, first: null, last: null, top: null, top_rows: null };

// pandas.Series([1, 2, None, 4, 10.5, nan]).describe(): mean 4.375, std 4.269562819149833, quartiles 1.75, 3.0, 5.625; quantile([.05, .95]) 1.15, 9.525
test("each column is described, numbers as pandas does", async () => {
  const [x, text, ok, day, mail] = await statistics(dataset(rows));
  assert.equal({ ...x, std: 0, q95: 0 }, { ...without, column: "x", type: "float", rows: 6, missing: 1, distinct: 5, mean: 4.375, std: 0, min: 1, q05: 1.15, q25: 1.75, median: 3, q75: 5.625, q95: 0, max: 10.5 });
  assert.ok(Math.abs(Number(x?.["std"]) - 4.269562819149833) < 1e-12);
  assert.ok(Math.abs(Number(x?.["q95"]) - 9.525) < 1e-12);
  assert.equal(text, { ...without, column: 'a "b"', type: "string", rows: 6, missing: 1, distinct: 3, first: "a", last: "c", top: "b", top_rows: 2 });
  assert.equal(ok, { ...without, column: "ok", type: "bool", rows: 6, missing: 3, distinct: 2, top: "false", top_rows: 2 });
  assert.equal(day, { ...without, column: "day", type: "date", rows: 6, missing: 3, distinct: 2, first: "2023-05-01", last: "2024-01-02" });
  assert.equal(mail, { ...without, column: "mail", type: "string", rows: 6, missing: 1, distinct: 5 });
});

test("no rows and single rows have what can be said of them", async () => {
  const [none] = await statistics(dataset(rows, "FALSE"));
  assert.equal(none, { ...without, column: "x", type: "float", rows: 0, missing: 0, distinct: 0 });
  const [one] = await statistics(dataset(rows, "n = 0"));
  assert.equal([one?.["mean"], one?.["std"], one?.["q75"]], [1, null, 1]);
});

test.run();
