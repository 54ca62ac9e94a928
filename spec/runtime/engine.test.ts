import { createHash } from "node:crypto";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { MlpError } from "../../language/diagnostics/diagnostic.ts";
import type { Schema } from "../../language/types/schema.ts";
import { filter, project } from "../../runtime/relational/dataset.ts";
import type { DatasetValue } from "../../runtime/values.ts";
import { rowFunctionNamed } from "../../stdlib/data/functions/index.ts";
import { testContext, type TestContext } from "../kit/context.ts";

const schema: Schema = {
  columns: [
    { name: "a", type: { kind: "int" }, nullable: true },
    { name: "__proto__", type: { kind: "string" }, nullable: true },
    { name: 'x "y"', type: { kind: "float" }, nullable: true },
    { name: "ok", type: { kind: "bool" }, nullable: true },
    { name: "day", type: { kind: "date" }, nullable: true },
    { name: "at", type: { kind: "timestamp" }, nullable: true },
  ],
};

const datasetOf = (sql: string, of: Schema = schema): DatasetValue => ({ kind: "dataset", schema: of, table: { sql }, path: { input: of, steps: [] } });

const three = datasetOf(`SELECT * FROM (VALUES
  (0::BIGINT, 1::BIGINT, 'b', 1.5::DOUBLE, true, DATE '1970-01-02', TIMESTAMP '1970-01-01 00:00:01'),
  (1, NULL, NULL, 'nan', NULL, NULL, NULL),
  (2, -3, 'a''"', '-inf', false, DATE '1969-12-31', TIMESTAMP '1969-12-31 23:59:59.999999')
) t(__mlp_row, a, "__proto__", "x ""y""", ok, day, "at")`);

let context: TestContext;
test.before(async () => void (context = await testContext()));
test.after(() => context.close());

test("columns leave as typed arrays, with NaN and -1 for nulls", async () => {
  const engine = await context.engine();
  const columns = await engine.columns(three, schema.columns.map(({ name }) => name));
  assert.equal([...columns.keys()], schema.columns.map(({ name }) => name));
  const numbers = (name: string) => {
    const column = columns.get(name);
    return column?.kind === "numbers" ? [...column.values] : undefined;
  };
  assert.equal(numbers("a"), [1, Number.NaN, -3]);
  assert.equal(numbers('x "y"'), [1.5, Number.NaN, Number.NEGATIVE_INFINITY]);
  assert.equal(numbers("ok"), [1, Number.NaN, 0]);
  assert.equal(numbers("day"), [1, Number.NaN, -1]);
  assert.equal(numbers("at"), [1_000_000, Number.NaN, -1]);
  assert.equal(columns.get("__proto__"), { kind: "codes", codes: Int32Array.of(0, -1, 1), words: ["b", "a'\""] });
});

test("rows of a small result are plain values", async () => {
  const engine = await context.engine();
  const rows = await engine.rows(`SELECT 1::BIGINT AS a, DATE '2024-01-02' AS "__proto__", 1.5 AS f, [1, 2] AS l, NULL AS n, TIMESTAMP '2024-01-02 03:04:05' AS t`);
  assert.equal(Object.entries(rows[0] ?? {}), [["a", 1], ["__proto__", "2024-01-02"], ["f", 1.5], ["l", [1, 2]], ["n", null], ["t", "2024-01-02 03:04:05"]]);
});

test("describe gives the language's types and hides the row number", async () => {
  const engine = await context.engine();
  const described = await engine.describe("SELECT 1::BIGINT AS __mlp_row, 1 AS i, 1.5 AS f, 'a' AS s, true AS b, [1] AS l, current_date AS d, now() AS t");
  assert.equal(described.columns.map(({ name, type }) => `${name}:${type.kind}`), ["i:int", "f:float", "s:string", "b:bool", "l:unknown", "d:date", "t:timestamp"]);
});

test("the same rows give the same Parquet bytes with two threads and with four, and come back in order", async () => {
  const table = `SELECT range AS __mlp_row, (range * 7919) % 1000 AS a, 'w' || (range % 13) AS s FROM range(400000)`;
  const wide: Schema = { columns: [{ name: "a", type: { kind: "int" }, nullable: true }, { name: "s", type: { kind: "string" }, nullable: true }] };
  const digests: string[] = [];
  for (const threads of [1, 2, 4]) {
    const other = await testContext({ threads });
    const file = join(other.folder, "t.parquet");
    const engine = await other.engine();
    assert.is(await engine.writeParquet(datasetOf(table, wide), file), 400_000);
    digests.push(createHash("sha256").update(await readFile(file)).digest("hex"));
    const stored: DatasetValue = { ...datasetOf("", wide), table: { file: await other.keep(file) } };
    const column = (await engine.columns(stored, ["a"])).get("a");
    assert.ok(column?.kind === "numbers" && column.values.every((value, index) => value === (index * 7919) % 1000));
    await other.close();
  }
  assert.is(new Set(digests).size, 1);
});

test("a projection and a filter over a stored file build SQL only, and keep the row path", async () => {
  const engine = await context.engine();
  const file = join(context.folder, "three.parquet");
  await engine.writeParquet(three, file);
  const stored: DatasetValue = { ...three, table: { file: await context.keep(file) } };
  const kept = filter(stored, { call: "!=", args: [{ column: "a" }, { literal: null }] }, rowFunctionNamed);
  const made = project(kept, [{ name: "twice", expr: { call: "*", args: [{ column: "a" }, { literal: 2 }] } }, { name: "__proto__", expr: { column: "__proto__" } }], rowFunctionNamed);
  assert.equal(await context.rowsOf(made), [{ twice: 2, ["__proto__"]: "b" }, { twice: -6, ["__proto__"]: "a'\"" }]);
  assert.equal(made.schema.columns.map(({ type }) => type.kind), ["int", "string"]);
  assert.ok("steps" in made.path && made.path.steps.length === 1);
});

test("an abort interrupts a query within moments", async () => {
  const engine = await context.engine();
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("stopped by the test")), 50);
  const started = performance.now();
  try {
    await engine.rows("SELECT count(*) FROM range(1000000000) a, range(1000) b WHERE a.range * b.range % 7 = 3", controller.signal);
    assert.unreachable();
  } catch (error) {
    assert.is((error as Error).message, "stopped by the test");
  }
  assert.ok(performance.now() - started < 20_000);
});

test("the engine's errors are diagnostics", async () => {
  const engine = await context.engine();
  const code = async (sql: string) => engine.rows(sql).then(() => "none", (error: unknown) => (error instanceof MlpError ? error.diagnostic.code : String(error)));
  assert.is(await code("SELECT nonsense(1)"), "MLP5003");
  assert.is(await code("SELECT 'abc'::INTEGER"), "MLP5002");
  assert.is(await code("SET threads = 3"), "MLP5003");
  assert.is(await code("SELECT * FROM read_csv('/nowhere/at-all.csv')"), "MLP5101");
});

test("a full disk and a folder without permission are told apart", async () => {
  if (process.platform !== "linux") return;
  const engine = await context.engine();
  const codeOf = (file: string) => engine.writeParquet(three, file).then(() => "none", (error: unknown) => (error instanceof MlpError ? error.diagnostic.code : String(error)));
  assert.is(await codeOf("/dev/full"), "MLP5004");
  assert.is(await codeOf("/sys/kernel/table.parquet"), "MLP5007");
});

test("the engine reaches no network and installs nothing", async () => {
  const engine = await context.engine();
  const detail = async (sql: string) => engine.rows(sql).then(() => "it worked", (error: unknown) => (error instanceof MlpError ? `${error.diagnostic.code} ${error.diagnostic.help}` : String(error)));
  assert.match(await detail("SELECT * FROM read_csv('https://example.org/a.csv')"), /^MLP5003 .*httpfs/);
  assert.match(await detail("SELECT * FROM 'https://example.org/a.parquet'"), /^MLP5/);
});

test("a stored file is read where its store is, whatever that folder is called", async () => {
  const engine = await context.engine();
  const file = join(context.folder, "moved.parquet");
  await engine.writeParquet(three, file);
  const stored = await context.keep(file);
  const other = await testContext({ home: "state [v2] *" });
  await copyFile(await context.pathOf(stored), await other.pathOf(stored));
  const column = (await (await other.engine()).columns({ ...three, table: { file: stored } }, ["a"])).get("a");
  assert.equal(column?.kind === "numbers" && [...column.values], [1, Number.NaN, -3]);
  await other.close();
});

test.run();
