import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { lex } from "../../language/syntax/lex.ts";
import { parse, type Parsed } from "../../language/syntax/parse.ts";
import { runCases, type Told } from "../kit/cases.ts";
import { graphText } from "../kit/graph-text.ts";
import { allPipelines } from "../kit/pipelines.ts";
import { typesText } from "../kit/types-text.ts";
import { toyCheck, toyTest } from "./toy.ts";

/** The cases that others import. */
const importing = new URL("../cases/imports/", import.meta.url).pathname;
const imported = Object.fromEntries(readdirSync(importing).filter((name) => name.endsWith(".mlp")).map((name) => [name, readFileSync(join(importing, name), "utf8")]));
const importable = Object.fromEntries(Object.entries(imported).map(([name, text]) => [`./${name}`, text]));

for (const area of ["lexis", "syntax", "recovery", "format"]) runCases(area, (file, text) => parse(file, text));
for (const area of ["names", "types", "leakage", "columns", "contracts"]) runCases(area, (file, text) => checkCase(file, text));
for (const area of ["imports", "rows", "pipes", "gates", "functions", "sweeps", "serving", "tests"]) runCases(area, (file, text) => checkCase(file, text, { showsGraph: true }));
runCases("params", (file, text) => checkCase(file, text, { showsGraph: true, aboutToRun: true }));

function checkCase(file: string, text: string, { showsGraph = false, aboutToRun = false } = {}): Told {
  const { diagnostics, graph, model } = toyCheck(text, importable, givenIn(text), file, aboutToRun);
  if (!graph) return { diagnostics, imported };
  return { diagnostics, imported, types: typesText(model, file), ...(showsGraph && { graph: graphText(graph) + testsText(file, text, [...(model.scopes.get(file)?.tests.keys() ?? [])]) }) };
}

/** The graph of each test of a case. */
function testsText(file: string, text: string, tests: readonly string[]): string {
  return tests
    .map((name) => {
      const { graph } = toyTest(text, name, importable, file);
      return `test ${JSON.stringify(name)}\n${graph ? graphText(graph).replace(/^/gm, "  ").trimEnd() : ""}\n`;
    })
    .join("");
}

/** Params that a case is given from outside: a line `// -p limit=5` each. */
function givenIn(text: string): Record<string, string | number | boolean> {
  return Object.fromEntries([...text.matchAll(/^\/\/ -p (\w+)=(.+)$/gm)].map(([, name = "", value = ""]) => [name, /^(?:true|false|-?[\d.]+)$/.test(value) ? (JSON.parse(value) as number | boolean) : value]));
}

/** Every span in a value, however deep. */
function spansIn(value: unknown): { start: number; end: number }[] {
  if (Array.isArray(value)) return value.flatMap(spansIn);
  if (typeof value !== "object" || value === null) return [];
  const own = "start" in value && "end" in value && "file" in value ? [value as { start: number; end: number }] : [];
  return [...own, ...Object.values(value).flatMap(spansIn)];
}

function inRange(parsed: Parsed, text: string): void {
  const wrong = spansIn([parsed.ast, parsed.diagnostics, parsed.comments, parsed.statements]).filter(({ start, end }) => !(start >= 0 && start <= end && end <= text.length));
  assert.equal(wrong, [], text);
  assert.ok(parsed.diagnostics.length <= parsed.statements.length + 1);
}

for (const { file, text } of allPipelines()) {
  test(`${file} is read at every length, and without any one of its tokens`, () => {
    for (let length = 0; length <= text.length; length += 7) inRange(parse(file, text.slice(0, length)), text.slice(0, length));
    for (const { startOffset, image } of lex(file, text).tokens) {
      const less = text.slice(0, startOffset) + text.slice(startOffset + image.length);
      inRange(parse(file, less), less);
    }
  });
}

test.run();
