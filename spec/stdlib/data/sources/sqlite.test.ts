import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import Database from "libsql";
import { showColumnType, type Schema } from "../../../../language/types/schema.ts";
import { load } from "../../../../stdlib/data/load.ts";
import { testContext, type TestContext } from "../../../kit/context.ts";
import { datasetFrom, diagnosticOf } from "../../../kit/nodes.ts";

let context: TestContext;
test.before(async () => void (context = await testContext()));
test.after(() => context.close());

/** A database file that was made by these statements. */
function database(name: string, statements: string): void {
  const made = new Database(join(context.folder, name));
  made.exec(statements);
  made.close();
}

async function loaded(path: string, args: Readonly<Record<string, unknown>> = {}) {
  context.askAnew();
  const dataset = await datasetFrom(load, { path, ...args }, context);
  return { types: typesOf(dataset.schema), rows: await context.rowsOf(dataset), dataset };
}
const typesOf = (schema: Schema) => Object.fromEntries(schema.columns.map((column) => [column.name, showColumnType(column)]));
const refused = (path: string, args: Readonly<Record<string, unknown>> = {}) => diagnosticOf(loaded(path, args));
const identityOf = (path: string, args: object) => {
  context.askAnew();
  return load.identify?.({ path, ...args } as never, context);
};

test("a table's columns are what all their values are, whatever they were declared", async () => {
  database(
    "kinds.db",
    `CREATE TABLE t (i INTEGER, f REAL, n NUMERIC, s TEXT, d TEXT, at DATETIME, mixed INTEGER, some INTEGER, none, empty TEXT);
     INSERT INTO t VALUES (1, 1.5, 1, 'x "y", z', '2024-02-29', '2024-02-29 10:00:00', 7, NULL, NULL, ''), (-2, 2.0, 2.5, 'two
lines', '1999-12-31', '1999-12-31', 'n/a', 9007199254740993, NULL, 'ü\\N'), (3, 9e999, -1, '\\N', '2000-01-01', '2000-01-01', 1.5, NULL, NULL, ' ')`,
  );
  const { types, rows, dataset } = await loaded("kinds.db", { table: "t" });
  assert.equal(types, { i: "int", f: "float", n: "float", s: "string", d: "date", at: "timestamp", mixed: "string", some: "int?", none: "string?", empty: "string" });
  assert.equal(rows.map(({ i }) => i), [1, -2, 3]);
  assert.equal(rows.map(({ mixed }) => mixed), ["7", "n/a", "1.5"]);
  assert.equal(rows.map(({ s }) => s), ['x "y", z', "two\nlines", "\\N"]);
  assert.equal(rows.map(({ empty }) => empty), ["", "ü\\N", " "]);
  assert.is(rows[2]?.["f"], Number.POSITIVE_INFINITY);
  const engine = await context.engine();
  assert.equal({ ...(await engine.rows(`SELECT max("some")::VARCHAR AS big FROM ${await engine.tableOf(dataset)}`))[0] }, { big: "9007199254740993" });
});

test("a query chooses, joins and orders, in any file that is a database", async () => {
  database("shop.data", "CREATE TABLE o (id INTEGER PRIMARY KEY, c INT, total REAL); INSERT INTO o VALUES (1, 1, 5.0), (2, 2, 7.0), (3, 1, 1.0); CREATE TABLE c (id INT, name TEXT); INSERT INTO c VALUES (1, 'ann'), (2, 'bob')");
  const { rows } = await loaded("shop.data", { query: "SELECT c.name, sum(o.total) AS total FROM o JOIN c ON c.id = o.c GROUP BY 1 ORDER BY 2 DESC;" });
  assert.equal(rows, [{ name: "bob", total: 7 }, { name: "ann", total: 6 }]);
});

test("check and run see the same, and what is elsewhere in the file does not count", async () => {
  database("two.db", "CREATE TABLE a (x INT); INSERT INTO a VALUES (1), (2); CREATE TABLE b (y INT)");
  const observed = await load.observe?.({ path: "two.db", table: "a" } as never, context);
  const before = await identityOf("two.db", { table: "a" });
  assert.is(observed?.identity, before);
  assert.equal((observed?.facts as { schema: Schema }).schema, (await loaded("two.db", { table: "a" })).dataset.schema);
  database("two.db", "INSERT INTO b VALUES (9)");
  assert.is(await identityOf("two.db", { table: "a" }), before);
  database("two.db", "INSERT INTO a VALUES (3)");
  assert.is.not(await identityOf("two.db", { table: "a" }), before);
});

test("what another program has written and not yet moved into the file is read, and nothing is changed", async () => {
  const writer = new Database(join(context.folder, "busy.db"));
  writer.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (x INT); INSERT INTO t VALUES (1)");
  const first = await identityOf("busy.db", { table: "t" });
  writer.exec("INSERT INTO t VALUES (2)");
  assert.is.not(await identityOf("busy.db", { table: "t" }), first);
  const size = (await stat(join(context.folder, "busy.db-wal"))).size;
  assert.equal((await loaded("busy.db", { table: "t" })).rows, [{ x: 1 }, { x: 2 }]);
  assert.is((await stat(join(context.folder, "busy.db-wal"))).size, size);
  writer.close();
});

test("names may hold anything", async () => {
  for (const name of ["a b.db", "50%.db", "q?mode=rwc#x.db", "ü.db", "it's.sqlite3"]) {
    database(name, `CREATE TABLE "my ""t" (x INT); INSERT INTO "my ""t" VALUES (1)`);
    assert.equal((await loaded(name, { table: 'my "t' })).rows, [{ x: 1 }], name);
  }
});

test("many rows are streamed in their order", async () => {
  database("many.db", "CREATE TABLE n (x INT, s TEXT); WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i < 99999) INSERT INTO n SELECT i * 3, 'text ' || i FROM c");
  const { dataset } = await loaded("many.db", { table: "n" });
  const engine = await context.engine();
  assert.equal({ ...(await engine.rows(`SELECT count(*) AS n, count(*) FILTER (WHERE __mlp_row * 3 = x AND s = 'text ' || __mlp_row) AS right FROM ${await engine.tableOf(dataset)}`))[0] }, { n: 100_000, right: 100_000 });
  assert.equal((await readdir(join(context.home, "cache", "tables"))).filter((name) => !/^[0-9a-f]{64}\.parquet$/.test(name)), []);
});

test("a table without rows has its columns", async () => {
  database("empty.db", "CREATE TABLE t (a INT, b TEXT)");
  const { rows, types } = await loaded("empty.db", { table: "t" });
  assert.equal([rows, types], [[], { a: "string?", b: "string?" }]);
});

test("what is wrong is told in the user's words", async () => {
  database("wrong.db", "CREATE TABLE orders (id INT, raw BLOB); INSERT INTO orders VALUES (1, x'00ff'); CREATE TABLE bare (x INT)");
  await writeFile(join(context.folder, "text.db"), "a,b\n1,2\nthis is no database at all, but long enough to be looked at as if it were one\n");
  await writeFile(join(context.folder, "rows.csv"), "a\n1\n");
  const wrongs: readonly [string, object, string, RegExp][] = [
    ["wrong.db", {}, "MLP5711", /it holds `bare`, `orders`/],
    ["wrong.db", { table: "orders", query: "select 1" }, "MLP5711", /which table, or which query/],
    ["wrong.db", { table: "order" }, "MLP5710", /did you mean `orders`/],
    ["wrong.db", { table: "orders" }, "MLP5713", /`raw` of `wrong.db`/],
    ["wrong.db", { query: "select nme from orders" }, "MLP5710", /no such column: nme/],
    ["wrong.db", { query: "select 1; drop table bare" }, "MLP5710", /syntax error/],
    ["wrong.db", { query: "delete from bare" }, "MLP5710", /syntax error/],
    ["wrong.db", { query: "pragma table_info(bare)" }, "MLP5710", /syntax error/],
    ["wrong.db", { query: "attach 'x.db' as x" }, "MLP5710", /syntax error/],
    ["wrong.db", { query: "select 1 as a, 2 as a" }, "MLP5201", /two columns named `a`/],
    ["text.db", { table: "t" }, "MLP5106", /cannot be read as a SQLite database/],
    ["missing.db", { table: "t" }, "MLP5101", /there is no file `missing.db`/],
    ["rows.csv", { table: "t" }, "MLP5712", /is one table/],
    ["rows.csv", { query: "select 1" }, "MLP5712", /`query` means nothing/],
  ];
  for (const [path, args, code, words] of wrongs) {
    const found = await refused(path, args as Record<string, unknown>);
    assert.is(found.code, code, `${path} ${JSON.stringify(args)}: ${found.message} ${found.help ?? ""}`);
    assert.match(`${found.message}\n${found.help ?? ""}`, words);
  }
  assert.equal((await readdir(context.folder)).filter((name) => name === "x.db"), []);
});

test.run();
