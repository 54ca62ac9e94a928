import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "uvu";
import * as assert from "uvu/assert";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";
import { textMateGrammar } from "../../language/service/textmate.ts";
import { NameLike, tokenTable } from "../../language/syntax/tokens.ts";

const wasm = readFileSync(createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm"));
await oniguruma.loadWASM(wasm);
const registry = new textmate.Registry({
  onigLib: Promise.resolve({ createOnigScanner: (sources) => new oniguruma.OnigScanner(sources), createOnigString: (text) => new oniguruma.OnigString(text) }),
  loadGrammar: () => Promise.resolve(textmate.parseRawGrammar(JSON.stringify(textMateGrammar()), "mlp.json")),
});
const grammar = await registry.loadGrammar("source.mlp");

/** The pieces of a text with the innermost scope of each, blanks and uncoloured pieces left out. */
function coloured(text: string): string[] {
  assert.ok(grammar);
  let stack = textmate.INITIAL;
  return text.split("\n").flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    stack = ruleStack;
    return tokens
      .map(({ startIndex, endIndex, scopes }) => `${line.slice(startIndex, endIndex)} ${(scopes.at(-1) ?? "").replace(/\.mlp$/, "")}`)
      .filter((piece) => !/^\s/.test(piece) && !piece.endsWith(" source"));
  });
}

const expectations: readonly (readonly [text: string, pieces: readonly string[]])[] = [
  ["pipeline churn", ["pipeline keyword.control", "churn variable.other"]],
  ["/// doc", ["/// doc comment.line.documentation"]],
  ["seed 7 // c", ["seed keyword.control", "7 constant.numeric", "// c comment.line.double-slash"]],
  ["param p: int = 1", ["param keyword.control", "p variable.parameter", ": punctuation", "int variable.other", "= keyword.operator", "1 constant.numeric"]],
  ['import { a } from "./b"', ["import keyword.control", "{ punctuation", "a variable.other", "} punctuation", "from keyword.control", '" string.quoted.double', "./b string.quoted.double", '" string.quoted.double']],
  ["seed = 3", ["seed variable.other", "= keyword.operator", "3 constant.numeric"]],
  ["f(when: .when, seed: x)", ["f entity.name.function", "( punctuation", "when variable.parameter", ": punctuation", ".when variable.other.member", ", punctuation", "seed variable.parameter", ": punctuation", "x variable.other", ") punctuation"]],
  ["80% 15m 2.5GB 1_000", ["80 constant.numeric", "% keyword.other.unit", "15 constant.numeric", "m keyword.other.unit", "2.5 constant.numeric", "GB keyword.other.unit", "1_000 constant.numeric"]],
  ["0.1..3 log", ["0.1 constant.numeric", ".. keyword.operator", "3 constant.numeric", "log keyword.operator.word"]],
  ["log(.x)", ["log entity.name.function", "( punctuation", ".x variable.other.member", ") punctuation"]],
  [".`Beak Length (mm)` != null", [".`Beak Length (mm)` variable.other.member", "!= keyword.operator", "null constant.language"]],
  ["a |> b() ?? not c", ["a variable.other", "|> keyword.operator", "b entity.name.function", "( punctuation", ") punctuation", "?? keyword.operator", "not keyword.operator.word", "c variable.other"]],
  ['r"a\\b"', ['r"a\\b" string.quoted.double']],
  ['"\\n\\q"', ['" string.quoted.double', "\\n constant.character.escape", "\\q invalid.illegal.escape", '" string.quoted.double']],
  ['"${f({ a: "}" })}z"', ['" string.quoted.double', "${ punctuation.section.interpolation.begin", "f entity.name.function", "( punctuation", "{ punctuation", "a variable.parameter", ": punctuation", '" string.quoted.double', "} string.quoted.double", '" string.quoted.double', "} punctuation", ") punctuation", "} punctuation.section.interpolation.end", "z string.quoted.double", '" string.quoted.double']],
  ["größe_über = android", ["größe_über variable.other", "= keyword.operator", "android variable.other"]],
  ['x = "open\ny = 1', ["x variable.other", "= keyword.operator", '" string.quoted.double', "open string.quoted.double", "y variable.other", "= keyword.operator", "1 constant.numeric"]],
];

for (const [text, pieces] of expectations) {
  test(`colours ${JSON.stringify(text)}`, () => {
    assert.equal(coloured(text), pieces);
  });
}

/** Each word or sign of the table in a place where the grammar takes it as itself. */
for (const { token, scope } of tokenTable) {
  const written = token.PATTERN;
  if (typeof written !== "string") continue;
  const mayBeName = (token.CATEGORIES ?? []).includes(NameLike);
  const place = written === "from" ? `import x from "a"` : written === "log" ? "1..2 log" : mayBeName ? `${written} x` : written;
  test(`\`${written}\` has the colour of the table`, () => {
    assert.ok(coloured(place).includes(`${written} ${scope.replace(/\.mlp$/, "")}`), `${place}: ${coloured(place).join(" · ")}`);
  });
}

test.run();
