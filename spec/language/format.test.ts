import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { format } from "../../language/format/format.ts";
import { lex } from "../../language/syntax/lex.ts";
import { parse } from "../../language/syntax/parse.ts";
import { allPipelines } from "../kit/pipelines.ts";

const formatted = (text: string): string => format("f.mlp", text).text;
const shape = (text: string): string => JSON.stringify(parse("f.mlp", text).ast, (key, value: unknown) => (key === "span" ? undefined : value));
const comments = (text: string): string[] => parse("f.mlp", text).comments.map((comment) => comment.text).sort();

/** Formatting `before` gives `after`, and leaves that as it is. */
function becomes(before: string, after: string): void {
  assert.is(formatted(before), after);
  assert.is(formatted(after), after);
}

test("blanks and commas are put in order, a single step that fits stays on its line", () => {
  becomes("x=f( a,b :1 ,)", "x = f(a, b: 1)\n");
  becomes("{train,test,}=rows|>split( train :80%)", "{ train, test } = rows |> split(train: 80%)\n");
  becomes("x = - (1+2)*.a ^-2 .. 3 log", "x = -(1 + 2) * .a ^ -2..3 log\n");
  becomes("x = not a and b[ \"k\" ] .c ?? null", 'x = not a and b["k"].c ?? null\n');
  becomes("param  p:category( \"a\",\"b\" ) ? = \"a\"", 'param p: category("a", "b")? = "a"\n');
  becomes("import {a,b,} from \"./a.mlp\"", 'import { a, b } from "./a.mlp"\n');
  becomes("schema S{.a:int,.b:float}", "schema S { .a: int, .b: float }\n");
  becomes("x = f({ })\ny = []", "x = f({})\ny = []\n");
});

test("several steps stand each on a line, and the gate below them", () => {
  becomes("x = a |> b() |> c() when d", "x = a\n  |> b()\n  |> c()\n  when d\n");
});

test("a gate goes below a statement that is too long", () => {
  const call = `register(model, name: "${"n".repeat(60)}")`;
  becomes(`release = ${call} when report.accuracy >= 0.9`, `release = ${call}\n  when report.accuracy >= 0.9\n`);
});

test("what does not fit stands one item a line with a comma behind the last", () => {
  const [a, b, c] = ["a", "b", "c"].map((letter) => letter.repeat(35));
  becomes(`x = f(${a}, ${b}, n: ${c})`, `x = f(\n  ${a},\n  ${b},\n  n: ${c},\n)\n`);
  becomes(`x = [${a}, ${b}, ${c}]`, `x = [\n  ${a},\n  ${b},\n  ${c},\n]\n`);
  becomes(`x = f([.${a}, .${b}, .${c}])`, `x = f([\n  .${a},\n  .${b},\n  .${c},\n])\n`);
  becomes(`param p: category("${a}", "${b}", "${c}")?`, `param p: category(\n  "${a}",\n  "${b}",\n  "${c}",\n)?\n`);
  becomes('param p: category("a", "b",)', 'param p: category("a", "b")\n');
  becomes(`x = rows |> filter(${a} == ${b} and ${c} > 1)`, `x = rows\n  |> filter(\n    ${a} == ${b}\n      and ${c} > 1,\n  )\n`);
});

test("a line of 100 columns fits, one of 101 does not", () => {
  const text = (length: number) => `x = f(a, "${"s".repeat(length)}")\n`;
  assert.is(formatted(text(88)), text(88));
  assert.is(text(88).length, 101);
  assert.is(formatted(text(89)).split("\n").length, 5);
});

test("literals keep their spelling; a column loses backticks that it does not need", () => {
  becomes('x = f(1_000, 1e-3, 80%, 15m, r"a\\b", "\\u{41}${ a  +b }", .`plain`, .`two words`)', 'x = f(1_000, 1e-3, 80%, 15m, r"a\\b", "\\u{41}${ a  +b }", .plain, .`two words`)\n');
  becomes('x = "a${\n  f( b ) // c\n}d"\ny = 1', 'x = "a${\n  f( b ) // c\n}d"\ny = 1\n');
});

test("one blank line at most stays between statements, none is put in", () => {
  becomes("\n\na = 1\n\n\n\nb = 2\nc = 3\n\n", "a = 1\n\nb = 2\nc = 3\n");
  becomes("a = 1 // one\n\n// two\n\n\n// three\nb = 2\n\n\n// end", "a = 1 // one\n\n// two\n\n// three\nb = 2\n\n// end\n");
});

test("lines end with a line feed, and the file with one", () => {
  becomes("a = 1\r\n\r\nb = f(\r\n  c // d\r\n)", "a = 1\n\nb = f(\n  c, // d\n)\n");
  becomes("", "");
  becomes("\n  \n", "");
  becomes("// only", "// only\n");
});

test("comments stay before, behind and inside what they are about", () => {
  becomes("x = a\n// first\n|> b() // why\n  // second\n  |> c()", "x = a\n  // first\n  |> b() // why\n  // second\n  |> c()\n");
  becomes("x = f(\n// nothing\n)", "x = f(\n  // nothing\n)\n");
  becomes("x = [ // open\na // one\n, // two\n// own\nb\n// last\n]", "x = [ // open\n  a, // one\n  // two\n  // own\n  b,\n  // last\n]\n");
  becomes("x = f(a, b) // end\ny = 1", "x = f(a, b) // end\ny = 1\n");
});

test("a comment behind an item breaks the list, not the item", () => {
  becomes("x = f(a and b, // why\n n: c + d // so\n)", "x = f(\n  a and b, // why\n  n: c + d, // so\n)\n");
  becomes("x = [f(a) |> g(), // one\n h(b, c)]", "x = [\n  f(a) |> g(), // one\n  h(b, c),\n]\n");
  becomes("x = a + // why\n b", "x = a + b // why\n");
  becomes("x = a // why\n + b", "x = a // why\n  + b\n");
});

test("any number of comments is kept, wherever they stand", () => {
  const lines = (indent: string) => `${indent}// c\n`.repeat(100_000);
  for (const text of [lines(""), `x = [\n${lines("  ")}  1,\n]\n`, `x = [\n  1,\n${lines("  ")}]\n`, `x = a\n\n${lines("")}y = b\n`]) assert.ok(formatted(text) === text);
  assert.ok(formatted(`x = [1\n${lines("")}, 2]`) === `x = [\n  1,\n${lines("  ")}  2,\n]\n`);
});

test("a file with a syntax error comes back as it is, with what is wrong", () => {
  const text = "x=f(\ny   = 2";
  const result = format("f.mlp", text);
  assert.is(result.text, text);
  assert.is(result.diagnostics.length, 1);
  assert.equal(result.diagnostics, parse("f.mlp", text).diagnostics);
});

test("a file is left alone where a line break would begin another statement", () => {
  const long = "a".repeat(60);
  const text = `x = ${long} or ${long} or seed and b`;
  assert.is(shape(formatted(text)), shape(text));
});

for (const { file, text } of allPipelines()) {
  test(`${file} keeps its tree and its comments, and formatting twice changes nothing`, () => {
    const once = formatted(text);
    assert.is(formatted(once), once);
    assert.equal(comments(once), comments(text));
    assert.is(shape(once), shape(text));
  });
}

for (const { file, text } of allPipelines().filter(({ file }) => file.startsWith("pipelines/"))) {
  test(`comments anywhere in ${file} are kept, with the tree`, () => {
    const cuts = lex("f.mlp", text).tokens.map((token) => token.startOffset);
    const place = fc.record({ cut: fc.nat(cuts.length - 1), own: fc.boolean(), text: fc.constantFrom("// c", "//", "// with, (signs [", "// // twice") });
    fc.assert(
      fc.property(fc.uniqueArray(place, { minLength: 1, maxLength: 4, selector: ({ cut }) => cut }), (places) => {
        let commented = text;
        for (const { cut, own, text: comment } of [...places].sort((a, b) => b.cut - a.cut)) {
          const at = cuts[cut] ?? 0;
          commented = `${commented.slice(0, at)}${own ? "\n" : ""}${comment}\n${commented.slice(at)}`;
        }
        fc.pre(parse("f.mlp", commented).diagnostics.length === 0);
        const once = formatted(commented);
        assert.equal(comments(once), comments(commented));
        assert.is(shape(once), shape(commented));
        assert.is(formatted(once), once);
        assert.not.match(once, /[ \t]\n/);
      }),
      { numRuns: 150, seed: 7 },
    );
  });
}

test.run();
