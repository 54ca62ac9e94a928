import { readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { applyFixes } from "../../language/diagnostics/apply-fixes.ts";
import { meant } from "../../language/diagnostics/suggest.ts";
import { allPipelines } from "../kit/pipelines.ts";
import { toyCheck } from "./toy.ts";

const importing = new URL("../cases/imports/", import.meta.url).pathname;
const importable = Object.fromEntries(readdirSync(importing).filter((name) => name.endsWith(".mlp")).map((name) => [`./${name}`, readFileSync(importing + name, "utf8")]));
const file = "main.mlp";
const told = (text: string) => toyCheck(text, importable, {}, file).diagnostics;
const syntax = (text: string) => told(text).filter(({ code }) => code.startsWith("MLP1")).length;

test("every fix of every case takes its diagnostic away, and makes no syntax error", () => {
  let fixed = 0;
  for (const { file: name, text } of allPipelines().filter((one) => one.file.startsWith("spec/cases/"))) {
    for (const diagnostic of told(text).filter(({ fixes }) => fixes.length > 0)) {
      const mended = applyFixes(file, text, [diagnostic]).text;
      const same = told(mended).filter(({ code, message }) => code === diagnostic.code && message === diagnostic.message).length;
      assert.ok(same < told(text).filter(({ code, message }) => code === diagnostic.code && message === diagnostic.message).length, `${name}: ${diagnostic.message}\n${mended}`);
      assert.ok(syntax(mended) <= syntax(text), `${name}: ${mended}`);
      fixed++;
    }
  }
  assert.ok(fixed > 30, String(fixed));
});

test("all fixes of a text together leave it as it would be with one after the other", () => {
  const text = 'poeple = load("people.csv")\na = keep(poeple, .aeg > 1 && .city != \'x\');\n{ train, tset } = split(a, train: 50%, test: 50%)\n';
  let one = text;
  for (let round = 0; round < 10; round++) {
    const first = told(one).find(({ fixes }) => fixes.length > 0);
    if (!first) break;
    one = applyFixes(file, one, [first]).text;
  }
  let all = text;
  for (let round = 0; round < 10; round++) all = applyFixes(file, all, told(all)).text;
  assert.is(all, one);
  assert.equal(told(all), []);
});

test("a fix of an imported file is not made in this one", () => {
  const diagnostic = { code: "MLP2001", severity: "error", message: "", related: [], fixes: [{ title: "", edits: [{ span: { file: "other.mlp", start: 0, end: 1 }, text: "b" }] }] } as const;
  assert.equal(applyFixes(file, "a", [diagnostic]), { text: "a", applied: [] });
});

/** What becomes of lines when their fixes are made. */
function mendedAs(written: string, rounds = 10): string {
  let text = `people = load("people.csv")\n${written}\n`;
  for (let round = 0; round < rounds; round++) text = applyFixes(file, text, told(text)).text;
  return text.split("\n").slice(1, -1).join("\n");
}

test("signs of other languages are mended where the line can be read then, and nowhere else", () => {
  const mended: readonly (readonly [string, string])[] = [
    ["a = keep(people, .age > 1&&.age < .5);", "a = keep(people, .age > 1 and .age < 0.5)"],
    ["a = keep(people, .age > 1 && .age < 3)", "a = keep(people, .age > 1 and .age < 3)"],
    ["a = 1; b = 2; // two", "a = 1\nb = 2 // two"],
    ["a = 1; // one", "a = 1 // one"],
    ["a = 'it' # is", 'a = "it" // is'],
    ["a = \"x ${'b'} y\"", 'a = "x ${"b"} y"'],
    ["a = split(people, train=50%, test: 50%)", "a = split(people, train: 50%, test: 50%)"],
    ["a = split(people, train = 50%, test = 50%)", "a = split(people, train: 50%, test: 50%)"],
    ["wait = 15 + 2hours", "wait = 15 + 2h"],
    ["size = 10kb", "size = 10KB"],
  ];
  for (const [written, then] of mended) assert.is(mendedAs(written), then, written);
  const left = ["a = 1;2", "a = people.5", "a = 1.5.5", "a = [1; 2]", "a = keep(people, x := 3)", "a = split(people; train: 50%)", "a = '${x}'", "a = keep(people, .age = 3)", "a = (x = 3)", "wait = 5mn", "size = 1K"];
  for (const written of left) assert.is(mendedAs(written), written);
});

test("while a line cannot be read, only it is mended: it may declare what seems misspelt", () => {
  assert.is(mendedAs("trains = 'a' && 3 3\nb = peolpe"), "trains = 'a' && 3 3\nb = peolpe");
  assert.is(mendedAs("trains = 'a'\nb = peolpe", 1), 'trains = "a"\nb = peolpe');
  assert.is(mendedAs('trains = "a"\nb = peolpe', 1), 'trains = "a"\nb = people');
});

test("a name is written anew only if one is nearer than all others, and it is no name of a letter or two", () => {
  assert.is(meant("laod", ["load", "save"]), "load");
  assert.is(meant("AGE", ["age", "wage"]), "age");
  assert.is(meant("K", ["k", "j"]), "k");
  assert.is(meant("triax", ["trial", "trian"]), undefined);
  assert.is(meant("Ag", ["ag", "AG"]), undefined);
  assert.is(meant("b", ["a"]), undefined);
  assert.is(meant("ab", ["abs"]), undefined);
  assert.is(meant("x1_mean", ["x2_mean"]), undefined);
  assert.is(meant("price", ["weight"]), undefined);
});

test("a column that one caller of a function lacks may be another's", () => {
  assert.equal(told('people = load("people.csv")\nfn older(rows: Dataset) { keep(rows, .aeg > 1) }\na = older(people)\n').flatMap(({ fixes }) => fixes), []);
});

test("another number is no misspelling", () => {
  assert.equal(told('people = load("people.csv")\na1 = keep(people, .age > 1)\na2 = keep(a3, .age > 2)\n').flatMap(({ fixes }) => fixes), []);
});

test.run();
