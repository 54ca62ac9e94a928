import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Schema } from "../../language/types/schema.ts";
import type { StoreEngine } from "../../runtime/engine/engine.ts";
import type { DatasetValue } from "../../runtime/values.ts";
import { compile, run } from "../../stdlib/embed.ts";
import { testContext, type TestContext } from "../kit/context.ts";

const schema: Schema = { columns: [{ name: "id", type: { kind: "int" }, nullable: false }, { name: "x", type: { kind: "float" }, nullable: true }, { name: "word", type: { kind: "string" }, nullable: true }] };
const datasetOf = (sql: string): DatasetValue => ({ kind: "dataset", schema, table: { sql }, path: { input: schema, steps: [] } });
const someRows = (count: number, x = "i / 7") => datasetOf(`SELECT i AS __mlp_row, i AS id, CASE WHEN i % 5 = 0 THEN NULL ELSE ${x} END AS x, 'w' || (i % 13) AS word FROM range(${count}) t(i)`);

async function withContext<Result>(options: Parameters<typeof testContext>[0], work: (context: TestContext, engine: StoreEngine) => Promise<Result>): Promise<Result> {
  const context = await testContext(options);
  try {
    return await work(context, (await context.engine()) as StoreEngine);
  } finally {
    await context.close();
  }
}

const nameOf = (dataset: DatasetValue, threads: number, memory?: number) =>
  withContext({ threads, ...(memory !== undefined && { memory }) }, async (context, engine) => {
    const held = await engine.hold(dataset, () => context.scratch("large.parquet"));
    return { name: held.file.$file, rows: held.rows, isWritten: held.path !== undefined };
  });

test("a table has one name on any number of threads, held in memory or written at once", async () => {
  const one = await nameOf(someRows(300_000), 1);
  assert.equal(one, { ...one, rows: 300_000, isWritten: false });
  assert.equal(await nameOf(someRows(300_000), 2), one);
  assert.equal(await nameOf(someRows(300_000), 4, 40e6), { ...one, isWritten: true });
});

test("another value, another order or another type is another name", async () => {
  const names = await Promise.all([
    someRows(1000),
    someRows(1000, "(i + 1) / 7"),
    datasetOf("SELECT 999 - __mlp_row AS __mlp_row, id, x, word FROM (SELECT i AS __mlp_row, i AS id, CASE WHEN i % 5 = 0 THEN NULL ELSE i / 7 END AS x, 'w' || (i % 13) AS word FROM range(1000) t(i))"),
    datasetOf("SELECT i AS __mlp_row, i::INTEGER AS id, CASE WHEN i % 5 = 0 THEN NULL ELSE i / 7 END AS x, 'w' || (i % 13) AS word FROM range(1000) t(i)"),
  ].map(async (dataset) => (await nameOf(dataset, 2)).name));
  assert.is(new Set(names).size, names.length);
});

test("what is persisted can be read under the same name when it has left the memory", () =>
  withContext({ threads: 2 }, async (context, engine) => {
    const { file } = await engine.hold(someRows(5000), () => context.scratch("t.parquet"));
    const path = await context.scratch("t.parquet");
    engine.hurry();
    await engine.persist(file, path);
    const [held] = await engine.rows(`SELECT count(*) AS n, sum(hash(COLUMNS(*)))::VARCHAR AS s FROM stored_${file.$file}`);
    const [read] = await engine.rows(`SELECT count(*) AS n, sum(hash(COLUMNS(*)))::VARCHAR AS s FROM read_parquet('${path}')`);
    assert.equal(read, held);
  }));

test("a file without row numbers keeps the order of its rows on any number of threads, in memory and on the disk", async () => {
  const csv = `id,x,word\n${Array.from({ length: 400_000 }, (_, i) => `${i},${i / 7},w${i % 13}`).join("\n")}\n`;
  for (const [threads, memory] of [[1, 2e9], [4, 2e9], [4, 1e6]] as const) {
    await withContext({ threads, files: { "a.csv": csv } }, async (context, engine) => {
      const select = `SELECT * FROM read_csv('${join(context.folder, "a.csv")}', header = true, columns = {'id': 'BIGINT', 'x': 'DOUBLE', 'word': 'VARCHAR'}, auto_detect = false)`;
      const sql = await engine.stage("a", select, memory === 1e6 ? 1e12 : csv.length);
      const [wrong] = await engine.rows(`SELECT count(*) AS n, count(*) FILTER (WHERE __mlp_row <> id) AS moved FROM (${sql})`);
      assert.equal({ ...wrong }, { n: 400_000, moved: 0 });
    });
  }
});

const pipeline = (extra: string) => `
rows = load("a.csv") |> drop_duplicates()
{ train, test } = rows |> split(train: 75%, test: 25%)
features = recipe(target: .y)
model = train(linear_regression(), features, on: train)
report = evaluate(model, on: test)
${extra}`;

async function inFolder<Result>(work: (folder: string, runText: (text: string) => Promise<Readonly<Record<string, string>>>) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "mlp-tables-"));
  try {
    await writeFile(join(folder, "a.csv"), `a,b,y\n${Array.from({ length: 200 }, (_, i) => `${i % 17},${(i * 7) % 23},${i}`).join("\n")}\n3,21,3\n`);
    return await work(folder, async (text) => {
      const { graph, diagnostics } = await compile(text, { file: join(folder, "p.mlp") });
      assert.ok(graph, diagnostics.map(({ message }) => message).join("\n"));
      const { nodes, diagnostics: failures } = await run(graph, { folder }).result;
      assert.equal(failures, []);
      return Object.fromEntries(nodes.map(({ id, status }) => [id, status]));
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function tablesIn(folder: string): Promise<number> {
  const paths = await readdir(join(folder, ".mlp", "objects"), { recursive: true, withFileTypes: true });
  const files = await Promise.all(paths.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name))));
  return files.filter((content) => content.subarray(0, 4).toString() === "PAR1").length;
}

test("a run writes a table once, and not again for its parts; the next run executes nothing, and a changed model reads what was written", () =>
  inFolder(async (folder, runText) => {
    const first = await runText(pipeline(""));
    assert.ok(Object.values(first).every((status) => status === "executed"));
    assert.is(await tablesIn(folder), 1);
    assert.equal(new Set(Object.values(await runText(pipeline("")))), new Set(["cached"]));
    const changed = await runText(pipeline("").replace("linear_regression()", "ridge(alpha: 2)"));
    assert.equal([changed["rows"], changed["train/test"], changed["model"], changed["report"]], ["cached", "cached", "executed", "executed"]);
  }));

test("a lost table is computed again for those that need it", () =>
  inFolder(async (folder, runText) => {
    await runText(pipeline(""));
    const paths = await readdir(join(folder, ".mlp", "objects"), { recursive: true, withFileTypes: true });
    for (const entry of paths) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && (await readFile(path)).subarray(0, 4).toString() === "PAR1") await rm(path);
    }
    const again = await runText(pipeline("").replace("linear_regression()", "ridge(alpha: 3)"));
    assert.equal([again["rows"], again["model"]], ["executed", "executed"]);
    assert.is(await tablesIn(folder), 1);
  }));

test.run();
