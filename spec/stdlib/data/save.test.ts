import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { DatasetValue } from "../../../runtime/values.ts";
import { load } from "../../../stdlib/data/load.ts";
import { save, type SavedFile } from "../../../stdlib/data/save.ts";
import { testContext, type TestContext } from "../../kit/context.ts";
import { loadingIn } from "../../kit/loading.ts";
import { datasetFrom, diagnosticOf, runNode } from "../../kit/nodes.ts";

let context: TestContext;
let rows: DatasetValue;
test.before(async () => {
  context = await testContext({ files: { "rows.csv": 'a,b,day\n1,=1+2,2024-01-01\n,"x, ""y""",2024-01-02\n3,ü,\n' } });
  rows = await datasetFrom(load, { path: "rows.csv" }, context);
});
test.after(() => context.close());

const { put, loaded } = loadingIn(() => context);
const bytesOf = (name: string) => readFile(join(context.folder, name));

test("every format can be read back, with the same rows", async () => {
  for (const path of ["out.csv", "out.tsv", "out.json", "out.ndjson", "out.parquet", "deep/er/out.csv.gz", "out.csv.zst", "out.ndjson.zst"]) {
    const saved = (await runNode(save, { rows, path }, context)) as SavedFile;
    assert.is(saved.rows, 3, path);
    assert.is(saved.sha256, createHash("sha256").update(await bytesOf(path)).digest("hex"));
    assert.equal(await context.rowsOf(await datasetFrom(load, { path }, context)), await context.rowsOf(rows), path);
  }
});

test("a folder with a file for each value can be read back, and is replaced whole", async () => {
  const { dataset } = await loaded("parts.csv", "n,kind,day\n1,a/b,2024-01-01\n2,,2024-01-02\n3,a/b,2024-01-01\n4,c,2024-01-01\n");
  const partition_by = { select: "columns", names: ["kind", "day"] };
  const saved = (await runNode(save, { rows: dataset, path: "parts", partition_by }, context)) as SavedFile;
  assert.is(saved.rows, 4);
  const back = await datasetFrom(load, { path: "parts" }, context);
  assert.equal(back.schema.columns.map(({ name, type }) => [name, type.kind]), [["n", "int"], ["kind", "string"], ["day", "date"]]);
  assert.equal((await context.rowsOf(back)).map(({ n, kind, day }) => [n, kind, day]), [[2, null, "2024-01-02"], [1, "a/b", "2024-01-01"], [3, "a/b", "2024-01-01"], [4, "c", "2024-01-01"]]);
  const again = (await runNode(save, { rows: dataset, path: "parts", partition_by }, context)) as SavedFile;
  assert.is(again.sha256, saved.sha256);
  const { execution } = save;
  const holds = async (value: SavedFile) => (execution.kind === "operation" ? execution.holds?.(value, context) : undefined);
  assert.is(await holds(again), true);
  const text = (await runNode(save, { rows: dataset, path: "parts", partition_by: { select: "columns", names: ["kind"] }, format: "csv", compression: "gzip" }, context)) as SavedFile;
  assert.is(await holds(again), false);
  assert.is(await holds(text), true);
  assert.equal((await context.rowsOf(await datasetFrom(load, { path: "parts" }, context))).map(({ n }) => n), [2, 1, 3, 4]);
  assert.equal((await readdir(context.folder)).filter((name) => name.startsWith(".parts")), []);
  await put("parts/notes.txt", "mine");
  const refused = await diagnosticOf(runNode(save, { rows: dataset, path: "parts", partition_by }, context));
  assert.is(refused.code, "MLP5108");
  assert.match(refused.message, /other files in it, such as `notes.txt`/);
  const none = await datasetFrom(load, { path: (await put("none.csv", "a,b\n"), "none.csv") }, context);
  assert.is((await diagnosticOf(runNode(save, { rows: none, path: "none", partition_by: { select: "columns", names: ["a"] } }, context))).code, "MLP5121");
});

test("Parquet is compressed as it is said, text as its name says", async () => {
  const engine = await context.engine();
  for (const compression of ["none", "snappy", "gzip", "zstd"] as const) {
    await runNode(save, { rows, path: `${compression}.parquet`, compression }, context);
    const [found] = await engine.rows(`SELECT DISTINCT compression AS c FROM parquet_metadata('${join(context.folder, `${compression}.parquet`)}')`);
    assert.is(String(found?.["c"]).toLowerCase(), compression === "none" ? "uncompressed" : compression);
  }
  assert.is((await diagnosticOf(runNode(save, { rows, path: "x.csv", compression: "gzip" }, context))).code, "MLP5112");
});

test("CSV cells are written as they are", async () => {
  await runNode(save, { rows, path: "cells.csv" }, context);
  assert.is((await bytesOf("cells.csv")).toString(), 'a,b,day\n1,=1+2,2024-01-01\n,"x, ""y""",2024-01-02\n3,ü,\n');
});

test("a file that could not be finished is not there, and the old one stays", async () => {
  await writeFile(join(context.folder, "old.csv"), "kept\n");
  const broken: DatasetValue = { ...rows, table: { sql: "SELECT 0 AS __mlp_row, CAST(b AS INTEGER) AS a, b, day FROM (SELECT range AS n, 'x' || range AS b, 1 AS day FROM range(10))" } };
  assert.is((await diagnosticOf(runNode(save, { rows: broken, path: "old.csv" }, context))).code, "MLP5002");
  assert.is((await bytesOf("old.csv")).toString(), "kept\n");
  assert.equal((await readdir(context.folder)).filter((name) => name.endsWith(".tmp")), []);
});

test("places that cannot be written to say so", async () => {
  await mkdir(join(context.folder, "folder.csv"));
  assert.is((await diagnosticOf(runNode(save, { rows, path: "folder.csv" }, context))).code, "MLP5102");
  assert.is((await diagnosticOf(runNode(save, { rows, path: "rows.csv/out.csv" }, context))).code, "MLP5108");
  assert.is((await diagnosticOf(runNode(save, { rows, path: "gs://bucket/out.csv" }, context))).code, "MLP5107");
  assert.is((await diagnosticOf(runNode(save, { rows, path: "out.doc" }, context))).code, "MLP5104");
  await mkdir(join(context.folder, "locked"));
  await chmod(join(context.folder, "locked"), 0o500);
  // The superuser may write everywhere.
  if (process.getuid?.() !== 0) assert.is((await diagnosticOf(runNode(save, { rows, path: "locked/out.csv" }, context))).code, "MLP5007");
});

test.run();
