import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { showColumnType, type Schema } from "../../../../language/types/schema.ts";
import { load } from "../../../../stdlib/data/load.ts";
import { isOrdered } from "../../../../stdlib/data/sources/postgres/ordered.ts";
import { testContext, type TestContext } from "../../../kit/context.ts";
import { datasetFrom, diagnosticOf } from "../../../kit/nodes.ts";
import { startPostgres, type PostgresServer } from "../../../kit/postgres-server.ts";

test("an order that a query says itself is seen, one inside of it is not", () => {
  for (const sql of ["select * from t order by a", "SELECT a FROM (select 1 as a) x ORDER\n BY 1", "with x as (select 1) select * from x order by 1 limit 3"]) assert.ok(isOrdered(sql), sql);
  for (const sql of ["select * from t", "select * from (select * from t order by a) x", "select row_number() over (order by a) from t", "select 'order by' from t -- order by a", 'select 1 as "order by"', "select $$ order by $$"]) assert.not.ok(isOrdered(sql), sql);
});

let server: PostgresServer | undefined;
let context: TestContext;
let url: string;
const auth = { describe: "env", version: 1, args: { name: "SHOP_PASSWORD" } };

test.before(async () => {
  server = await startPostgres();
  if (!server) return;
  url = `postgres://${server.user}@127.0.0.1:${server.port}/postgres`;
  context = await testContext({ environment: { SHOP_PASSWORD: server.password, WRONG: "n0t-this" } });
  await server.sql(`
    CREATE TYPE mood AS ENUM ('sad', 'happy');
    CREATE TABLE kinds (id int PRIMARY KEY, big int8, small int2, real4 float4, real8 float8, exact numeric, yes bool, name text, code char(3), day date, at timestamp, zoned timestamptz, doc jsonb, tags text[], u uuid, feeling mood);
    INSERT INTO kinds VALUES
      (2, 9007199254740993, 7, 1.5, 0.1, 12.345678901234567890, true, 'a "quoted", text' || chr(10) || 'on two lines', 'ab', '2024-02-29', '2024-02-29 12:00:00.5', '2024-02-29 12:00:00+02', '{"a": [1]}', ARRAY['x', NULL], '00000000-0000-0000-0000-000000000001', 'happy'),
      (1, -5, -7, 'NaN', 'Infinity', 'NaN', false, '', 'xyz', '1999-12-31', '1999-12-31', '1999-12-31 00:00:00Z', '[]', '{}', NULL, 'sad'),
      (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    CREATE TABLE heap (a int, b text);
    INSERT INTO heap SELECT i, 'v' || i FROM generate_series(1, 50) i;
    CREATE TABLE "Odd Name" ("a ""b" int);
    INSERT INTO "Odd Name" VALUES (1);
    CREATE TABLE bytes (id int, raw bytea);
    CREATE TABLE nobody (x int);
    CREATE SCHEMA sales; CREATE VIEW sales.orders AS SELECT 1 AS n;
  `);
});
test.after(async () => {
  await context?.close();
  await server?.stop();
});

const loaded = async (args: Readonly<Record<string, unknown>>) => datasetFrom(load, { path: url, auth, ...args }, context);
const refused = (args: Readonly<Record<string, unknown>>) => diagnosticOf(loaded(args));
const typesOf = (schema: Schema) => Object.fromEntries(schema.columns.map((column) => [column.name, showColumnType(column)]));

/** A test against the real server. */
function served(name: string, body: () => Promise<void>): void {
  test(`PostgreSQL: ${name}`, async () => {
    if (server) return body();
    console.log(`skipped, for PostgreSQL is not installed: ${name}`);
  });
}

served("every type has its column, in the order of the primary key", async () => {
  const dataset = await loaded({ table: "kinds" });
  assert.equal(typesOf(dataset.schema), {
    id: "int", big: "int?", small: "int?", real4: "float?", real8: "float?", exact: "float?", yes: "bool?", name: "string?", code: "string?", day: "date?", at: "timestamp?", zoned: "timestamp?", doc: "string?", tags: "string?", u: "string?", feeling: "string?",
  });
  const rows = await context.rowsOf(dataset);
  assert.equal(rows.map(({ id }) => id), [1, 2, 3]);
  assert.equal([rows[0]?.["real4"], rows[0]?.["real8"], rows[0]?.["exact"], rows[0]?.["name"], rows[0]?.["u"]], [null, Number.POSITIVE_INFINITY, null, "", null]);
  const { big: _, ...second } = rows[1] ?? {};
  assert.equal(second, {
    id: 2, small: 7, real4: 1.5, real8: 0.1, exact: 12.345678901234568, yes: true, name: 'a "quoted", text\non two lines', code: "ab ", day: "2024-02-29", at: "2024-02-29 12:00:00.5",
    zoned: "2024-02-29 10:00:00", doc: '{"a": [1]}', tags: "{x,NULL}", u: "00000000-0000-0000-0000-000000000001", feeling: "happy",
  });
  const engine = await context.engine();
  assert.equal({ ...(await engine.rows(`SELECT big::VARCHAR AS b FROM ${await engine.tableOf(dataset)} WHERE id = 2`))[0] }, { b: "9007199254740993" });
  assert.equal(Object.values(rows[2] ?? {}).filter((value) => value !== null), [3]);
});

served("a check describes a query and does not run it", async () => {
  const query = "select id, pg_sleep(3600)::text as never, now() as at from kinds";
  const began = Date.now();
  const observed = await load.observe?.({ path: url, auth, query } as never, context);
  assert.ok(Date.now() - began < 20_000);
  assert.equal(typesOf((observed?.facts as { schema: Schema }).schema), { id: "int?", never: "string?", at: "timestamp?" });
  assert.match(observed?.identity ?? "", /^[0-9a-f]{64}$/);
});

served("the same rows are the same table, however the server orders them", async () => {
  const identity = async (args: object) => {
    context.askAnew();
    return load.identify?.({ path: url, auth, ...args } as never, context);
  };
  const first = await identity({ table: "heap" });
  await server?.sql("CREATE TABLE turned AS SELECT * FROM heap ORDER BY a DESC; DROP TABLE heap; ALTER TABLE turned RENAME TO heap");
  assert.is(await identity({ table: "heap" }), first);
  assert.is.not(await identity({ query: "select * from heap order by a desc" }), first);
  await server?.sql("UPDATE heap SET b = 'other' WHERE a = 7");
  assert.is.not(await identity({ table: "heap" }), first);
});

served("one run asks once, and leaves no text behind", async () => {
  context.askAnew();
  const identity = await load.identify?.({ path: url, auth, table: "heap" } as never, context);
  await server?.sql("UPDATE heap SET b = 'later' WHERE a = 8");
  const rows = await context.rowsOf(await loaded({ table: "heap" }));
  assert.is(rows.find(({ a }) => a === 8)?.["b"], "v8");
  assert.is(await load.identify?.({ path: url, auth, table: "heap" } as never, context), identity);
  assert.equal((await readdir(join(context.home, "cache", "tables"))).filter((name) => !/^[0-9a-f]{64}\.parquet$/.test(name)), []);
});

served("odd names, views and other schemas are read", async () => {
  assert.equal(await context.rowsOf(await loaded({ table: "Odd Name" })), [{ 'a "b': 1 }]);
  assert.equal(await context.rowsOf(await loaded({ table: "sales.orders" })), [{ n: 1 }]);
  assert.equal(await context.rowsOf(await loaded({ query: "with x as (select 2 as n) select * from x -- the end;\n;" })), [{ n: 2 }]);
  assert.equal(await context.rowsOf(await loaded({ table: "nobody" })), []);
});

served("what is wrong is told in the user's words, and the password is never shown", async () => {
  const wrongs: readonly [object, string, RegExp][] = [
    [{ table: "kinds", auth: { ...auth, args: { name: "WRONG" } } }, "MLP5709", /password authentication failed/],
    [{ table: "kinds", path: url.replace("/postgres", "/shop").replace(/\/postgres$/, "/shop") }, "MLP5709", /database "shop" does not exist/],
    [{ table: "kindz" }, "MLP5710", /did you mean `kinds`/],
    [{ query: "select *\nfro kinds" }, "MLP5710", /at line 2, before `fro kinds`|at line 2, before `kinds`/],
    [{ query: "select nme from kinds" }, "MLP5710", /column "nme" does not exist/],
    [{ query: "select 1/0 as x" }, "MLP5710", /division by zero/],
    [{ query: "select 1; drop table nobody" }, "MLP5710", /syntax error/],
    [{ query: "delete from nobody returning x" }, "MLP5710", /syntax error/],
    [{ query: "select set_config('x.y', '1', false), nextval('s')" }, "MLP5710", /does not exist/],
    [{ query: "select 1 as a, 2 as a" }, "MLP5201", /two columns named `a`/],
    [{ table: "bytes" }, "MLP5713", /`raw`/],
    [{}, "MLP5711", /it holds/],
    [{ table: "kinds", query: "select 1" }, "MLP5711", /it holds/],
    [{ table: "kinds", path: `${url}?sslmode=maybe` }, "MLP5707", /sslmode/],
    [{ table: "kinds", path: `${url}?sslmode=require` }, "MLP5709", /no encrypted connections/],
    [{ table: "kinds", path: `${url}?password=hunter2` }, "MLP5707", /no option `password`/],
    [{ table: "kinds", path: url.replace("@", ":c0rrect-horse@") }, "MLP5708", /a secret|a password/],
    [{ table: "kinds", path: url.replace(/:\d+\//, ":1/") }, "MLP5701", /nothing listens there/],
    [{ table: "kinds", auth: "c0rrect-horse" }, "MLP5708", /password/],
  ];
  for (const [args, code, words] of wrongs) {
    context.askAnew();
    const found = await refused(args as Record<string, unknown>);
    const text = `${found.message}\n${found.help ?? ""}`;
    assert.is(found.code, code, `${JSON.stringify(args)}: ${text}`);
    assert.match(text, words);
    assert.not.match(text, /c0rrect|n0t-this|hunter2/);
  }
  await server?.sql("INSERT INTO nobody VALUES (1); DELETE FROM nobody");
});

test.run();
