import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { syntaxPages } from "../kit/syntax-diagrams.ts";
import { ebnfOf, rulesOfGrammar } from "../kit/syntax-pieces.ts";
import { shownRules } from "../kit/syntax-rules.ts";

const root = new URL("../", import.meta.url).pathname;

test("every rule of the grammar is shown once, and no other", () => {
  assert.equal(shownRules.map(({ rule }) => rule).sort(), [...rulesOfGrammar().keys()].sort());
  assert.is(new Set(shownRules.map(({ name }) => name)).size, shownRules.length);
});

test("the diagrams are those of the grammar: `npm run docs` writes them", () => {
  const pages = syntaxPages();
  assert.equal(readdirSync(join(root, "syntax")).map((name) => `syntax/${name}`).sort(), [...pages.keys()].filter((path) => path !== "syntax.md").sort());
  for (const [path, text] of pages) assert.ok(readFileSync(join(root, path), "utf8") === text, `spec/${path} is not what the grammar makes`);
});

test("a diagram says what it shows without being seen", () => {
  const pages = syntaxPages();
  const seed = pages.get("syntax/seed.svg") ?? "";
  assert.match(seed, /^<svg [^>]*role="img" aria-label="seed = &quot;seed&quot; number">\n<title>seed: /);
  assert.match(pages.get("syntax/expression.svg") ?? "", 'aria-label="expression = or { &quot;|>&quot; call }"');
});

test("a diagram is sound XML, and stands alone", () => {
  for (const [path, text] of syntaxPages()) {
    if (!path.endsWith(".svg")) continue;
    assert.is([...text.matchAll(/<[a-z]+[ >]/g)].length, [...text.matchAll(/<\/[a-z]+>/g)].length, path);
    assert.not.match(text, /<(?!\/?[a-z])|&(?![a-z#\d]+;)|href|url\(/, path);
  }
});

test("what is drawn is written as users write it", () => {
  const rules = rulesOfGrammar();
  const written = (rule: string): string => ebnfOf(rules.get(rule) ?? { kind: "sequence", pieces: [] });
  assert.is(written("sum"), 'product { ( "+" | "-" ) product }');
  assert.is(written("range"), 'sum [ ".." sum [ "log" ] ]');
  assert.is(written("binding"), '( names | name ) "=" expression [ "when" or ]');
  for (const rule of rules.keys()) assert.not.match(written(rule).replace(/"[^"]*"/g, ""), /[A-Z]|Sign|Like/, rule);
});

test.run();
