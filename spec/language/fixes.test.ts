import { readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { applyFixes } from "../../language/diagnostics/apply-fixes.ts";
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

test("another number is no misspelling", () => {
  assert.equal(told('people = load("people.csv")\na1 = keep(people, .age > 1)\na2 = keep(a3, .age > 2)\n').flatMap(({ fixes }) => fixes), []);
});

test.run();
