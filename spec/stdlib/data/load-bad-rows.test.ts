import { test } from "uvu";
import * as assert from "uvu/assert";
import { testContext, type TestContext } from "../../kit/context.ts";
import { loadingIn } from "../../kit/loading.ts";

let context: TestContext;
test.before(async () => void (context = await testContext()));
test.after(() => context.close());

const { loaded, refused, parted } = loadingIn(() => context);

const ragged = 'a,b\n1,x\n2\n3,y,z\n4,"open "quote",w\n5,"q\nr"\n6,v\n';

test("all rows that cannot be read are told, with their lines", async () => {
  const found = await refused("ragged.csv", ragged);
  assert.is(found.code, "MLP5105");
  assert.is(found.message, "line 3 of `ragged.csv` has 1 value, and the header has 2 columns; line 4 has 3 values, and the header has 2 columns; line 5 has text behind a closed quote");
  assert.match(found.help ?? "", /^the line begins: 2; .*bad_rows: drop/);
  const many = await refused("many.csv", `a,b\n${"1\n".repeat(20)}`);
  assert.match(many.message, /^line 2 .*; and 15 more rows cannot be read$/);
});

test("text that is not of its declared type is told, too", async () => {
  const found = await refused("typed.csv", "n,s\n1,x\n1.5,y\nabc,z\n", { types: { n: "int" } });
  assert.is(found.message, 'line 3 of `typed.csv` has text in `n` that is not int: "1.5"; line 4 has text in `n` that is not int: "abc"');
});

test("rows that cannot be read are dropped with a warning", async () => {
  const { rows, dataset } = await loaded("dropped.csv", ragged, { bad_rows: "drop" });
  assert.equal(rows, [{ a: 1, b: "x" }, { a: 5, b: "q\nr" }, { a: 6, b: "v" }]);
  assert.ok(context.lines.some((line) => line.startsWith("warning 3 rows of `dropped.csv` that cannot be read are dropped: line 3 has 1 value")));
  const engine = await context.engine();
  assert.equal((await engine.rows(`SELECT __mlp_row AS n FROM ${await engine.tableOf(dataset)}`)).map(({ n }) => n), [0, 1, 2]);
});

test("rows that cannot be read are put aside with their place, how they stand there, and why", async () => {
  const { kept, aside } = await parted("aside.csv", "a,b\r\n1,x\r\n\r\n2\r\nabc,y\r\n", { bad_rows: "quarantine", types: { a: "int" } });
  assert.equal(kept.rows, [{ a: 1, b: "x" }]);
  assert.equal(aside.types, { file: "string", line: "int", raw: "string", violations: "string" });
  assert.equal(aside.rows, [
    { file: "aside.csv", line: 4, raw: "2", violations: "has 1 value, and the header has 2 columns" },
    { file: "aside.csv", line: 5, raw: "abc,y", violations: 'has text in `a` that is not int: "abc"' },
  ]);
  assert.equal((await parted("none.csv", "a\n1\n", { bad_rows: "quarantine" })).aside.rows, []);
});

const schema = { describe: "schema", version: 1, args: { columns: [{ name: "a", type: "int", nullable: false, range: [0, 3] }, { name: "b", type: "string", nullable: true }] } };

test("rows that cannot be read stand beside those that break a schema", async () => {
  const { kept, aside } = await parted("both.csv", "a,b\n1,x\n9,y\n2\n3,z\n", { bad_rows: "quarantine", violations: "quarantine", schema });
  assert.equal(kept.rows, [{ a: 1, b: "x" }, { a: 3, b: "z" }]);
  assert.equal(aside.rows, [
    { a: 9, b: "y", violations: "a value outside of 0..3 in `a`", file: null, line: null, raw: null },
    { a: null, b: null, violations: "has 1 value, and the header has 2 columns", file: "both.csv", line: 4, raw: "2" },
  ]);
  assert.is((await refused("taken.csv", "a,line\n1,x\n", { bad_rows: "quarantine", violations: "quarantine", schema: { ...schema, args: { columns: schema.args.columns.slice(0, 1) } } })).code, "MLP5404");
});

test("lines of NDJSON that are no objects are told, dropped or put aside", async () => {
  const text = '{"a":1}\n{"a":\n[2]\n\n{"a":3,"b":"x"}\n';
  const found = await refused("lines.ndjson", text);
  assert.is(found.message, "line 2 of `lines.ndjson` is not JSON; line 3 is not an object");
  assert.equal((await loaded("lines.ndjson", text, { bad_rows: "drop" })).rows, [{ a: 1, b: null }, { a: 3, b: "x" }]);
  const { aside } = await parted("lines.ndjson", text, { bad_rows: "quarantine" });
  assert.equal(aside.rows.map(({ line, raw }) => [line, raw]), [[2, '{"a":'], [3, "[2]"]]);
});

test("where a chunk of the file ends makes no difference", async () => {
  const row = (index: number) => (index % 1000 === 7 ? `${index}` : index % 1000 === 9 ? `${index},"${"é".repeat(300)}\n"` : `${index},x`);
  const rows = Array.from({ length: 200_000 }, (_, index) => row(index));
  const { dataset } = await loaded("chunks.csv", `n,s\r\n${rows.join("\r\n")}\r\n`, { bad_rows: "drop" });
  const engine = await context.engine();
  const [counted] = await engine.rows(`SELECT count(*) AS n, min(__mlp_row) AS low, max(__mlp_row) AS high, count(*) FILTER (n % 1000 = 7) AS bad, count(*) FILTER (n % 1000 = 9 AND length(s) = 301) AS long FROM ${await engine.tableOf(dataset)}`);
  assert.equal({ ...counted }, { n: 199_800, low: 0, high: 199_799, bad: 0, long: 200 });
});

test.run();
