import { rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { locate } from "../../../stdlib/data/files/locate.ts";
import { openSource } from "../../../stdlib/data/files/open.ts";
import { load } from "../../../stdlib/data/load.ts";
import { testContext, type TestContext } from "../../kit/context.ts";
import { loadingIn } from "../../kit/loading.ts";
import { datasetFrom, diagnosticOf } from "../../kit/nodes.ts";

let context: TestContext;
test.before(async () => void (context = await testContext()));
test.after(() => context.close());

const { put, read } = loadingIn(() => context);
const refusal = (path: string, args: Readonly<Record<string, unknown>> = {}) => diagnosticOf(datasetFrom(load, { path, ...args }, context));

test("files that match a pattern follow each other in the order of their names", async () => {
  for (const [name, n] of [["b", 3], ["a10", 1], ["a2", 2], ["Z", 0]] as const) await put(`parts/${name}.csv`, `n\n${n}\n${n}\n`);
  await put("parts/.hidden.csv", "other\n1\n");
  const { rows, dataset } = await read("parts/*.csv", { file_column: "source" });
  assert.equal(rows, [0, 1, 2, 3].flatMap((n) => Array.from({ length: 2 }, () => ({ n, source: `parts/${["Z", "a10", "a2", "b"][n]}.csv` }))));
  const engine = await context.engine();
  assert.equal((await engine.rows(`SELECT __mlp_row AS r FROM ${await engine.tableOf(dataset)}`)).map(({ r }) => r), [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.equal((await read("parts/a{2,10}.csv")).rows, [1, 1, 2, 2].map((n) => ({ n })));
});

test("folders that say what their rows are give columns", async () => {
  const engine = await context.engine();
  for (const [year, month, n] of [[2023, "12", 1], [2024, "1", 2], [2024, "x%2Fy", 3]] as const) {
    await put(`sales/year=${year}/month=${month}/.keep`, "");
    await engine.execute(`COPY (SELECT ${n} AS n FROM range(3)) TO '${join(context.folder, `sales/year=${year}/month=${month}/part.parquet`)}' (FORMAT parquet)`);
  }
  await put("sales/_SUCCESS", "");
  const { types, rows, dataset } = await read("sales");
  assert.equal(types, { n: "int", year: "int", month: "string" });
  assert.equal(rows.filter((_, index) => index % 3 === 0), [{ n: 1, year: 2023, month: "12" }, { n: 2, year: 2024, month: "1" }, { n: 3, year: 2024, month: "x/y" }]);
  assert.equal((await engine.rows(`SELECT __mlp_row AS r FROM ${await engine.tableOf(dataset)}`)).map(({ r }) => r), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  assert.equal((await read("sales/**/*.parquet", { partitions: false })).types, { n: "int" });
});

test("JSON of several files has the keys of all", async () => {
  await put("json/1.json", '[{"a": 1}]');
  await put("json/2.json", '[{"b": "x"}, {"a": 2}]');
  assert.equal((await read("json/*.json", { file_column: "from" })).rows, [{ a: 1, b: null, from: "json/1.json" }, { a: null, b: "x", from: "json/2.json" }, { a: 2, b: null, from: "json/2.json" }]);
});

test("files that do not make one table are refused by file and column", async () => {
  await put("differ/1.csv", "a,b\n1,2\n");
  await put("differ/2.csv", "a,c\n1,2\n");
  assert.is((await refusal("differ/*.csv")).message, "column 2 of `differ/2.csv` is c, and in `differ/1.csv` it is b");
  const engine = await context.engine();
  await put("types/.keep", "");
  for (const [name, value] of [["1", "1::BIGINT"], ["2", "'x'"]] as const) await engine.execute(`COPY (SELECT ${value} AS n) TO '${join(context.folder, `types/${name}.parquet`)}' (FORMAT parquet)`);
  assert.is((await refusal("types/*.parquet")).message, "column 1 of `types/2.parquet` is `n` (string), and in `types/1.parquet` it is `n` (int)");
  await put("mixed/1.csv", "a\n1\n");
  await put("mixed/2.json", '[{"a": 1}]');
  assert.is((await refusal("mixed")).code, "MLP5119");
  await put("keys/year=1/1.csv", "a\n1\n");
  await put("keys/2.csv", "a\n1\n");
  assert.is((await refusal("keys/**/*.csv")).code, "MLP5120");
  const none = await refusal("nothing/*.csv");
  assert.is(none.code, "MLP5118");
  await put("twice/a=1/1.csv", "a\n1\n");
  assert.is((await refusal("twice")).code, "MLP5201");
});

test("a new, changed or renamed file is another source; a file that was only touched is not", async () => {
  const identity = async () => (await load.observe?.({ path: "set/*.csv" } as never, context))?.identity;
  await put("set/1.csv", "a\n1\n");
  await put("set/2.csv", "a\n2\n");
  const seen = [await identity()];
  assert.match(seen[0] ?? "", /^[0-9a-f]{64}$/);
  await utimes(join(context.folder, "set/1.csv"), new Date(), new Date(0));
  assert.is(await identity(), seen[0]);
  await put("set/3.csv", "a\n3\n");
  seen.push(await identity());
  await put("set/3.csv", "a\n4\n");
  seen.push(await identity());
  await rm(join(context.folder, "set/3.csv"));
  await writeFile(join(context.folder, "set/4.csv"), "a\n4\n");
  seen.push(await identity());
  assert.is(new Set(seen).size, 4);
});

test("a file that goes while it is read stops the run", async () => {
  await put("gone/1.csv", "a\n1\n");
  await put("gone/2.csv", "a\n2\n");
  const located = await locate("gone/*.csv", undefined, context);
  await rm(join(context.folder, "gone/2.csv"));
  assert.is((await diagnosticOf(openSource(located, {}, context))).code, "MLP5101");
});

test("bad rows are told by their file", async () => {
  await put("bad/1.csv", "a,b\n1,2\n");
  await put("bad/2.csv", "a,b\n1,2\n3\n");
  assert.match((await refusal("bad/*.csv")).message, /^line 3 of `bad\/2.csv` has 1 value/);
});

test("rows inside a JSON document are found at their place", async () => {
  await put("nested.json", '{"data": {"items": [{"a": 1, "b/c": "x"}, {"a": 2}]}, "next": null}');
  assert.equal((await read("nested.json", { at: "data.items" })).rows, [{ a: 1, "b/c": "x" }, { a: 2, "b/c": null }]);
  assert.match((await refusal("nested.json", { at: "data" })).help ?? "", /an array must stand at `data`, and object is there/);
});

test.run();
