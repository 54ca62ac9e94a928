import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { DatasetValue } from "../../../runtime/values.ts";
import { load } from "../../../stdlib/data/load.ts";
import { save, type SavedFile } from "../../../stdlib/data/save.ts";
import { testContext, type TestContext } from "../../kit/context.ts";
import { datasetFrom, diagnosticOf, runNode } from "../../kit/nodes.ts";

let context: TestContext;
let rows: DatasetValue;
test.before(async () => {
  context = await testContext({ files: { "rows.csv": 'a,b,day\n1,=1+2,2024-01-01\n,"x, ""y""",2024-01-02\n3,ü,\n' } });
  rows = await datasetFrom(load, { path: "rows.csv" }, context);
});
test.after(() => context.close());

const bytesOf = (name: string) => readFile(join(context.folder, name));

test("every format can be read back, with the same rows", async () => {
  for (const path of ["out.csv", "out.tsv", "out.json", "out.ndjson", "out.parquet", "deep/er/out.csv.gz"]) {
    const saved = (await runNode(save, { rows, path }, context)) as SavedFile;
    assert.is(saved.rows, 3, path);
    assert.is(saved.sha256, createHash("sha256").update(await bytesOf(path)).digest("hex"));
    assert.equal(await context.rowsOf(await datasetFrom(load, { path }, context)), await context.rowsOf(rows), path);
  }
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
  assert.is((await diagnosticOf(runNode(save, { rows, path: "s3://bucket/out.csv" }, context))).code, "MLP5107");
  assert.is((await diagnosticOf(runNode(save, { rows, path: "out.doc" }, context))).code, "MLP5104");
  await mkdir(join(context.folder, "locked"));
  await chmod(join(context.folder, "locked"), 0o500);
  // The superuser may write everywhere.
  if (process.getuid?.() !== 0) assert.is((await diagnosticOf(runNode(save, { rows, path: "locked/out.csv" }, context))).code, "MLP5007");
});

test.run();
