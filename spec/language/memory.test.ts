import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { CheckResult } from "../../language/check/check.ts";
import { CheckMemory } from "../../language/check/memory.ts";
import { hover } from "../../language/service/hover.ts";
import { references } from "../../language/service/definition.ts";
import { lex } from "../../language/syntax/lex.ts";
import { parse } from "../../language/syntax/parse.ts";
import { allPipelines } from "../kit/pipelines.ts";
import { typesText } from "../kit/types-text.ts";
import { toyCheck, type Kept } from "./toy.ts";

const importing = new URL("../cases/imports/", import.meta.url).pathname;
const importable = Object.fromEntries(readdirSync(importing).filter((name) => name.endsWith(".mlp")).map((name) => [`./${name}`, readFileSync(importing + name, "utf8")]));

const file = "main.mlp";
const kept = (): Kept => ({ memory: new CheckMemory(), answers: new Map() });

/** All that can be seen of a check. */
function seen({ diagnostics, graph, needs, model }: CheckResult, text: string) {
  const places = [...text.matchAll(/[\p{L}_]+/gu)].map(({ index }) => index);
  return {
    diagnostics,
    graph,
    needs,
    // A source that is known by nothing else is told by its address.
    types: typesText(model, file).replace(/main\.mlp:\d+/g, "here"),
    paths: [...model.paths.values()].map(({ span, ...use }) => ({ ...use, span: model.spanOf(span) })),
    hovers: places.map((at) => hover(model, file, at)),
    references: places.slice(0, 5).map((at) => [...references(model, file, at)].sort((a, b) => a.start - b.start)),
  };
}

function same(text: string, memory: Kept): void {
  const again = toyCheck(text, importable, {}, file, false, memory);
  assert.equal(seen(again, text), seen(toyCheck(text, importable, {}, file), text), text);
}

const texts = allPipelines()
  .filter(({ file: name, text }) => name.startsWith("spec/cases/") && !name.endsWith(".fmt.mlp") && text.length < 3000)
  .map(({ text }) => text);

/** One change of a text, at a place that a number between 0 and 1 tells. */
const edits: readonly ((text: string, at: number, other: string) => string)[] = [
  (text, at) => `${"\n".repeat(1 + Math.floor(at * 3))}${text}`,
  (text, at) => withoutToken(text, at),
  (text, at) => changeStatements(text, at, (statement) => [statement, statement]),
  (text, at) => changeStatements(text, at, () => []),
  (text, at) => changeStatements(text, at, (statement) => [`// why\n${statement}`]),
  (text, at) => changeStatements(text, at, (statement) => [statement.replace(/\d+/, "7")]),
  (text, at, other) => changeStatements(text, at, (statement) => [other, statement]),
  (text, at) => text.replaceAll(wordAt(text, at), `${wordAt(text, at)}_`),
];

function withoutToken(text: string, at: number): string {
  const { tokens } = lex(file, text);
  const token = tokens[Math.floor(at * tokens.length)];
  return token ? text.slice(0, token.startOffset) + text.slice(token.startOffset + token.image.length) : text;
}

function changeStatements(text: string, at: number, change: (statement: string) => readonly string[]): string {
  const { statements } = parse(file, text);
  const chosen = statements[Math.floor(at * statements.length)]?.span;
  return chosen ? text.slice(0, chosen.start) + change(text.slice(chosen.start, chosen.end)).join("\n") + text.slice(chosen.end) : text;
}

const wordAt = (text: string, at: number): string => {
  const words = text.match(/\b[a-z]{3,}\b/g) ?? ["x"];
  return words[Math.floor(at * words.length)] ?? "x";
};

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const edit = fc.record({ kind: fc.nat(edits.length - 1), at: place, other: fc.nat(texts.length - 1), undone: fc.boolean() });

test("a check with a memory of others finds what one without finds, whatever was edited", () => {
  const property = fc.property(fc.nat(texts.length - 1), fc.array(edit, { minLength: 1, maxLength: 6 }), (start, changes) => {
    const memory = kept();
    let text = texts[start] ?? "";
    same(text, memory);
    for (const { kind, at, other, undone } of changes) {
      const before = text;
      text = edits[kind]?.(text, at, texts[other] ?? "") ?? text;
      same(text, memory);
      if (undone) same((text = before), memory);
    }
  });
  fc.assert(property, { seed: 20, numRuns: Number(process.env["RUNS"] ?? 250), includeErrorInReport: true });
});

test("every case is checked behind every other as by itself", () => {
  const memory = kept();
  for (const text of texts) same(text, memory);
});

test("what an edit leaves as it is, is not checked again", () => {
  const memory = kept();
  const lines = ['rows = load("people.csv")', ...Array.from({ length: 20 }, (_, n) => `some${n} = rows |> keep(.age > ${n})`)];
  toyCheck(lines.join("\n"), {}, {}, file, false, memory);
  const { model } = toyCheck(["", ...lines].join("\n").replace("> 7)", "> 77)"), {}, {}, file, false, memory);
  const statements = [...model.typed].filter((expression) => expression.kind === "pipe");
  assert.is(statements.length, 1);
});

test("a changed param, seed or answer is seen", () => {
  const memory = kept();
  const text = 'param limit: int = 1\nseed 1\nrows = load("people.csv")\nold = rows |> keep(.age > limit)\n';
  const [wrong, right] = [{ limit: "many" }, { limit: 5 }].map((params) => toyCheck(text, {}, params, file, true, memory).diagnostics.length);
  assert.is(right, 0);
  assert.ok(wrong && wrong > 0);
  memory.answers.clear();
  assert.equal(toyCheck(text.replace("people", "nowhere"), {}, {}, file, false, memory).diagnostics.map(({ code }) => code), ["MLP5001"]);
  same(text.replace("seed 1", "seed 2"), memory);
});

test.run();
