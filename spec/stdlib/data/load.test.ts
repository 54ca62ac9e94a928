import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Schema } from "../../../language/types/schema.ts";
import { openCsv } from "../../../stdlib/data/files/csv.ts";
import { locate } from "../../../stdlib/data/files/locate.ts";
import type { Located } from "../../../stdlib/data/files/located.ts";
import { load } from "../../../stdlib/data/load.ts";
import { testContext, type TestContext } from "../../kit/context.ts";
import { loadingIn, typesOf } from "../../kit/loading.ts";
import { datasetFrom, diagnosticOf } from "../../kit/nodes.ts";

let context: TestContext;
test.before(async () => void (context = await testContext()));
test.after(() => context.close());

const { put, loaded, refused } = loadingIn(() => context);

test("a CSV file's types come from all its values", async () => {
  const { types, rows } = await loaded("types.csv", "\uFEFFi,f,s,b,d,t,zip,mixed,none\r\n1,1.5,x,true,2024-01-31,2024-01-31 10:00:00,00501,1,\r\n-2,3,,false,2024-02-29,2024-02-01,10115,x,\r\n");
  assert.equal(types, { i: "int", f: "float", s: "string?", b: "bool", d: "date", t: "timestamp", zip: "string", mixed: "string", none: "string?" });
  assert.equal(rows[1], { i: -2, f: 3, s: null, b: false, d: "2024-02-29", t: "2024-02-01 00:00:00", zip: "10115", mixed: "x", none: null });
});

test("columns of which not all values were looked at stay text where every value must be read", async () => {
  await put("large.csv", "n,s\n1,x\n2,y\n");
  const found = await locate("large.csv", undefined, context);
  const located: Located = { ...found, files: [{ ...found.files[0], bytes: 60_000_000 }] };
  const typesWith = async (readsAnything: boolean) => typesOf((await openCsv(located, { readsAnything }, context)).schema);
  assert.equal(await typesWith(true), { n: "string?", s: "string?" });
  assert.equal(await typesWith(false), { n: "int?", s: "string?" });
  assert.equal((await loaded("small.csv", "n\n1\n", { violations: "quarantine" })).types, { n: "int" });
});

test("rows are numbered from 0 in the order of the file", async () => {
  const { dataset } = await loaded("order.csv", `n\n${Array.from({ length: 50_000 }, (_, index) => index * 3).join("\n")}\n`);
  const engine = await context.engine();
  const [counted] = await engine.rows(`SELECT count(*) AS n, count(*) FILTER (WHERE __mlp_row * 3 = n) AS right FROM ${await engine.tableOf(dataset)}`);
  assert.equal({ ...counted }, { n: 50_000, right: 50_000 });
});

test("quoted values, the delimiter of the header, and words for missing values are understood", async () => {
  const { rows, types } = await loaded("quoted.csv", '"a;1";b\n"x;\n""y""";NA\nz;4\n', { null_words: ["NA"] });
  assert.equal(types, { "a;1": "string", b: "int?" });
  assert.equal(rows, [{ "a;1": 'x;\n"y"', b: null }, { "a;1": "z", b: 4 }]);
  assert.equal((await loaded("tabs.tsv", "a\tb\n1\t2,5\n")).rows, [{ a: 1, b: "2,5" }]);
  assert.equal((await loaded("custom.csv", "a#b\n1#2\n", { delimiter: "#" })).rows, [{ a: 1, b: 2 }]);
});

test("infinite numbers count as themselves, and what is not a number is missing", async () => {
  const { rows, types } = await loaded("finite.csv", "x\n1.5\nnan\n-inf\n");
  assert.equal(types, { x: "float?" });
  assert.equal(rows.map(({ x }) => x), [1.5, null, Number.NEGATIVE_INFINITY]);
});

test("JSON, NDJSON and compressed files are tables, too", async () => {
  const { types, rows } = await loaded("rows.json", '[{"a": 1, "b": {"x": [1]}, "when": "2024-05-01"}, {"a": 2.5, "c": "t", "b": null, "when": null}]');
  assert.equal(types, { a: "float", b: "string?", when: "date?", c: "string?" });
  assert.equal(rows, [{ a: 1, b: '{"x":[1]}', when: "2024-05-01", c: null }, { a: 2.5, b: null, when: null, c: "t" }]);
  assert.equal((await loaded("rows.ndjson", '{"a":"x"}\n{"a":"y"}\n')).rows, [{ a: "x" }, { a: "y" }]);
  assert.equal((await loaded("rows.csv.gz", gzipSync("a,b\n1,2\n"))).rows, [{ a: 1, b: 2 }]);
  assert.equal((await loaded("data.txt", "a\n1\n", { format: "csv" })).rows, [{ a: 1 }]);
});

test("Parquet keeps its types; lists become JSON text", async () => {
  const engine = await context.engine();
  await engine.execute(`COPY (SELECT 1::SMALLINT AS i, 2.5::DECIMAL(9,2) AS f, 'x' AS s, [1, 2] AS l, DATE '2024-01-01' AS d, NULL::DOUBLE AS n) TO '${join(context.folder, "p.parquet")}' (FORMAT parquet)`);
  const dataset = await datasetFrom(load, { path: "p.parquet" }, context);
  assert.equal(typesOf(dataset.schema), { i: "int", f: "float", s: "string", l: "string", d: "date", n: "float?" });
  assert.equal(await context.rowsOf(dataset), [{ i: 1, f: 2.5, s: "x", l: "[1,2]", d: "2024-01-01", n: null }]);
});

test("a column may be named __proto__ or constructor", async () => {
  for (const name of ["proto.csv", "proto.json"]) {
    const { rows, types } = await loaded(name, name.endsWith("csv") ? "__proto__,constructor\n1,x\n" : '[{"__proto__": 1, "constructor": "x"}]');
    assert.equal(Object.entries(types), [["__proto__", "int"], ["constructor", "string"]]);
    assert.equal(Object.entries(rows[0] ?? {}), [["__proto__", 1], ["constructor", "x"]]);
  }
});

test("check and run see the same columns, and the content identifies the source", async () => {
  await put("same.csv", "a,b\n1,x\n");
  const observed = await load.observe?.({ path: "same.csv" } as never, context);
  const dataset = await datasetFrom(load, { path: "same.csv" }, context);
  assert.equal((observed?.facts as { schema: Schema }).schema, dataset.schema);
  assert.match(observed?.identity ?? "", /^[0-9a-f]{64}$/);
  await put("same.csv", "a,b\n1,y\n");
  assert.is.not((await load.observe?.({ path: "same.csv" } as never, context))?.identity, observed?.identity);
});

test("a header without rows is a table without rows", async () => {
  const { rows, types } = await loaded("header.csv", "a,b\n");
  assert.equal(rows, []);
  assert.equal(types, { a: "string?", b: "string?" });
});

test("a name with the engine's wildcards means one file", async () => {
  await put("all-1.csv", "a\n9\n");
  for (const name of ["all-*.csv", "a[1].csv", "q?.csv", "it's.csv", "a*b.json"]) {
    assert.equal((await loaded(name, name.endsWith("csv") ? "a\n1\n" : '[{"a": 1}]')).rows, [{ a: 1 }], name);
  }
});

test("a missing file is named as written, with the nearest file", async () => {
  await put("customers.csv", "a\n1\n");
  const missing = await diagnosticOf(datasetFrom(load, { path: "custmers.csv" }, context));
  assert.is(missing.code, "MLP5101");
  assert.is(missing.message, "there is no file `custmers.csv`");
  assert.is(missing.help, "did you mean `customers.csv`?");
  assert.match((await diagnosticOf(datasetFrom(load, { path: "nowhere/x.csv" }, context))).help ?? "", /no folder `nowhere`/);
});

test("folders, empty files, unknown endings and addresses are refused", async () => {
  await mkdir(join(context.folder, "folder.csv"));
  assert.is((await diagnosticOf(datasetFrom(load, { path: "folder.csv" }, context))).code, "MLP5118");
  for (const [name, content] of [["empty.csv", ""], ["blank.csv", "\n\n"], ["empty.json", ""], ["none.json", "[]"]] as const) assert.is((await refused(name, content)).code, "MLP5103", name);
  assert.is((await refused("data.xyz", "a\n1\n")).code, "MLP5104");
  for (const path of ["ftp://example.org/a.csv", "gs://bucket/a.parquet", "file:///etc/passwd", "mysql:a"]) {
    assert.is((await diagnosticOf(datasetFrom(load, { path }, context))).code, "MLP5107", path);
  }
  for (const path of ["http:a.csv", "https://", "s3://", "s3://bucket", "s3:///key.csv", "postgres:shop"]) {
    assert.is((await diagnosticOf(datasetFrom(load, { path }, context))).code, "MLP5707", path);
  }
});

test("a file that may not be read says so", async () => {
  await put("locked.csv", "a\n1\n");
  await chmod(join(context.folder, "locked.csv"), 0o000);
  // The superuser may read everything.
  if (process.getuid?.() !== 0) assert.is((await diagnosticOf(datasetFrom(load, { path: "locked.csv" }, context))).code, "MLP5007");
});

test("ragged rows are refused with their line", async () => {
  const short = await refused("short.csv", "a,b,c\n1,2,3\n4,5\n6,7,8\n");
  assert.is(short.code, "MLP5105");
  assert.is(short.message, "line 3 of `short.csv` has 2 values, and the header has 3 columns");
  const long = await refused("long.csv", "a,b\n1,2\n4,5,6\n");
  assert.is(long.message, "line 3 of `long.csv` has 3 values, and the header has 2 columns");
  assert.is((await refused("open.csv", 'a,b\n"x,2\n3,4\n')).code, "MLP5105");
});

test("names that cannot be told apart, empty or reserved are refused", async () => {
  assert.is((await refused("twice.csv", "a,b,a\n1,2,3\n")).message, "`twice.csv` has two columns named `a`");
  const alike = await refused("alike.csv", "Price,price\n1,2\n");
  assert.is(alike.code, "MLP5201");
  assert.match(alike.message, /`Price` and `price`/);
  assert.is((await refused("alike.json", '[{"a": 1, "A": 2}]')).code, "MLP5201");
  assert.is((await refused("twice.json", '[{"a": 1, "a": 2}]')).code, "MLP5201");
  assert.is((await refused("unnamed.csv", ",a\n0,1\n")).message, "column 1 of `unnamed.csv` has no name");
  assert.is((await refused("unnamed.json", '[{"": 1}]')).code, "MLP5202");
  assert.is((await refused("reserved.csv", "a,__mlp_row\n1,2\n")).code, "MLP5203");
  assert.is((await refused("reserved2.csv", "a,__MLP_ROW\n1,2\n")).code, "MLP5203");
});

test("content of another kind is refused in the user's words", async () => {
  for (const [name, content] of [["broken.json", '[{"a": 1}, {"a":'], ["scalars.json", "[1, 2]"], ["fake.parquet", "PAR1 this is not it"]] as const) {
    const found = await refused(name, content);
    assert.is(found.code, "MLP5106", `${name}: ${found.code} ${found.message}`);
    assert.match(found.message, name);
    assert.not.match(found.message, context.folder);
  }
});

test.run();
