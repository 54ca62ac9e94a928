import { test } from "uvu";
import * as assert from "uvu/assert";
import { check } from "../../../language/check/check.ts";
import { noFacts } from "../../../language/check/needs.ts";
import { standardCatalog } from "../../../stdlib/catalog.ts";
import { testContext, type TestContext } from "../../kit/context.ts";
import { loadingIn } from "../../kit/loading.ts";

let context: TestContext;
test.before(async () => void (context = await testContext()));
test.after(() => context.close());

const { loaded, refused } = loadingIn(() => context);

test("the delimiter is the one that divides all first rows evenly", async () => {
  assert.equal((await loaded("semicolons.csv", "a;b\n1,5;x\n2,5;y, z\n")).rows, [{ a: "1,5", b: "x" }, { a: "2,5", b: "y, z" }]);
  assert.equal((await loaded("bars.csv", "a|b\n1|2\n")).rows, [{ a: 1, b: 2 }]);
  assert.equal((await loaded("prose.csv", 'name,note\nx,"one; two; three"\ny,a | b\n')).types, { name: "string", note: "string" });
});

test("a delimiter that would have to be guessed is asked for", async () => {
  const found = await refused("unclear.csv", "a,b;c\n1,2;3\n4,5;6\n");
  assert.is(found.code, "MLP5111");
  assert.match(found.message, /divided by "," and by ";"/);
  assert.equal((await loaded("unclear.csv", "a,b;c\n1,2;3\n", { delimiter: ";" })).rows, [{ "a,b": "1,2", c: 3 }]);
});

test("a decimal comma makes numbers, and a point then makes none", async () => {
  const { types, rows } = await loaded("comma.csv", "f;i;t;e;n\n1,5;1;1.5;-2,5e3;1,0\n-,25;2;2.5;7;\n", { decimal: "," });
  assert.equal(types, { f: "float", i: "int", t: "string", e: "float", n: "float?" });
  assert.equal(rows[1], { f: -0.25, i: 2, t: "2.5", e: 7, n: null });
  assert.equal((await loaded("comma-tabs.tsv", "a\tb\n1,25\tx\n", { decimal: "," })).rows, [{ a: 1.25, b: "x" }]);
});

test("other quotes, escapes and none at all are read", async () => {
  assert.equal((await loaded("single.csv", "a,b\n'x, y',1\n'it''s',2\n", { quote: "'" })).rows, [{ a: "x, y", b: 1 }, { a: "it's", b: 2 }]);
  assert.equal((await loaded("escape.csv", 'a,b\n"say \\"x\\", \\\\",1\n', { escape: "\\" })).rows, [{ a: 'say "x", \\', b: 1 }]);
  assert.equal((await loaded("none.csv", 'a,b\n6" pipe,1\n"x",2\n', { quote: "" })).rows, [{ a: '6" pipe', b: 1 }, { a: '"x"', b: 2 }]);
});

test("a file without a header has columns by their places", async () => {
  assert.equal((await loaded("bare.csv", "1,x\n2,y\n", { header: false })).rows, [{ column_1: 1, column_2: "x" }, { column_1: 2, column_2: "y" }]);
});

test("lines before the header are passed over, whatever they hold", async () => {
  assert.equal((await loaded("preamble.csv", 'made "by, x\n\na,b\n1,2\n', { skip: 1 })).rows, [{ a: 1, b: 2 }]);
  assert.equal((await loaded("blank-first.csv", "\r\n\r\na,b\r\n1,2\r\n")).rows, [{ a: 1, b: 2 }]);
});

test("types that are said win over those that are found", async () => {
  const { types, rows } = await loaded("typed.csv", "zip,n,when,f\n10115,007,2024-01-01,1\n80331,12,2024-01-02,nan\n", { types: { zip: "string", n: "int", when: "timestamp", f: "float" } });
  assert.equal(types, { zip: "string", n: "int", when: "timestamp", f: "float?" });
  assert.equal(rows[0], { zip: "10115", n: 7, when: "2024-01-01 00:00:00", f: 1 });
  assert.is(rows[1]?.["f"], null);
  const missing = await refused("typed.csv", "zip\n1\n", { types: { zpi: "string" } });
  assert.is(missing.code, "MLP5114");
  assert.is(missing.help, "did you mean `zip`?");
});

test("a type is one of the words, whatever a binding is called", () => {
  const found = (types: string) => check({ file: "x.mlp", text: `date = 1\nrows = load("a.csv", types: ${types})\n` }, { catalog: standardCatalog(), facts: noFacts }).diagnostics.map(({ code }) => code);
  assert.equal(found("{ a: date, b: float }"), []);
  assert.equal(found("{ a: flaot }"), ["MLP3004"]);
  assert.equal(found('{ a: "float" }'), ["MLP3004"]);
  assert.equal(found("1"), ["MLP3003"]);
});

test("other encodings are read where they are named", async () => {
  const text = "name,n\nçafé – €,1\n\u0153uvre,2\n";
  const windows = Buffer.from(text.replace("–", "\x96").replace("€", "\x80").replace("\u0153", "\x9c"), "latin1");
  assert.equal((await loaded("windows.csv", windows, { encoding: "windows_1252" })).rows, [{ name: "çafé – €", n: 1 }, { name: "œuvre", n: 2 }]);
  assert.equal((await loaded("latin.csv", Buffer.from("name\ncaf\u00e9\n", "latin1"), { encoding: "latin_1" })).rows, [{ name: "café" }]);
  const wide = Buffer.from(`\uFEFF${text}😀,3\n`, "utf16le");
  for (const [name, content] of [["le.csv", wide], ["be.csv", Buffer.from(wide).swap16()]] as const) {
    assert.equal((await loaded(name, content, { encoding: "utf_16" })).rows[2], { name: "😀", n: 3 }, name);
  }
  const unmarked = await refused("unmarked.csv", wide.subarray(2), { encoding: "utf_16" });
  assert.is(unmarked.code, "MLP5110");
  assert.equal((await loaded("marked.csv", wide.subarray(2), { encoding: "utf_16le" })).rows.length, 3);
});

test("text that is not UTF-8 is refused with its line, its byte, and an encoding to try", async () => {
  const found = await refused("other.csv", Buffer.from("a,b\nx,1\ncaf\u00e9,2\n", "latin1"));
  assert.is(found.code, "MLP5109");
  assert.is(found.message, "line 3 of `other.csv` is not UTF-8 (byte 0xE9 at 3)");
  assert.match(found.help ?? "", /encoding: windows_1252/);
  assert.match((await refused("wide.csv", Buffer.from("\uFEFFa,b\n1,2\n", "utf16le"))).help ?? "", /encoding: utf_16/);
});

test("options that cannot be, or that a format does not take, are refused", async () => {
  for (const args of [{ delimiter: "" }, { quote: "ab" }, { decimal: ";" }, { delimiter: "'", quote: "'" }, { decimal: ",", delimiter: "," }]) {
    assert.is((await refused("options.csv", "a\n1\n", args)).code, "MLP5112", JSON.stringify(args));
  }
  const found = await refused("options.json", '[{"a": 1}]', { delimiter: ";" });
  assert.is(found.code, "MLP5113");
  assert.match(found.message, /`delimiter` is an option of CSV, TSV/);
});

test("values are what they are, however lines end and quotes are set", async () => {
  const rows = [{ a: 1, b: "x\ny" }, { a: 2, b: null }];
  for (const [name, text] of Object.entries({
    lf: 'a,b\n1,"x\ny"\n2,\n',
    crlf: 'a,b\r\n1,"x\ny"\r\n2,\r\n',
    open: 'a,b\n1,"x\ny"\n2,',
    mark: '\uFEFF"a",b\n1,"x\ny"\n2,\n',
    mixed: 'a,b\n1,"x\ny"\r\n2,\n',
  })) {
    assert.equal((await loaded(`${name}.csv`, text)).rows, rows, name);
  }
});

test("hostile names, many columns and long values are only names, columns and values", async () => {
  const hostile = 'a"b,"x\ny","c,d",\'; DROP TABLE x; --,c0,raw,f\n'.replace('a"b', '"a""b"');
  assert.equal(Object.keys((await loaded("hostile.csv", `${hostile}1,2,3,4,5,6,7\n`)).types), ['a"b', "x\ny", "c,d", "'; DROP TABLE x; --", "c0", "raw", "f"]);
  assert.equal(Object.keys((await loaded("hostile.csv", `${hostile}1,2,3,4,5,6,7\n8\n`, { bad_rows: "drop" })).types), ['a"b', "x\ny", "c,d", "'; DROP TABLE x; --", "c0", "raw", "f"]);
  const wide = Array.from({ length: 2000 }, (_, index) => index);
  assert.is(Object.keys((await loaded("wide-table.csv", `${wide.map((one) => `n${one}`).join(",")}\n${wide.join(",")}\n`)).rows[0] ?? {}).length, 2000);
  for (const length of [3_000_000, 20_000_000]) {
    const { rows } = await loaded("long.csv", `a,b\n${"x".repeat(length)},1\n`);
    assert.is(String(rows[0]?.["a"]).length, length);
    assert.is(rows[0]?.["b"], 1);
  }
});

test.run();
