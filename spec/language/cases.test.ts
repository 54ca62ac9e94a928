import { test } from "uvu";
import * as assert from "uvu/assert";
import { lex } from "../../language/syntax/lex.ts";
import { parse, type Parsed } from "../../language/syntax/parse.ts";
import { runCases, type Told } from "../kit/cases.ts";
import { allPipelines } from "../kit/pipelines.ts";
import { typesText } from "../kit/types-text.ts";
import { toyCheck } from "./toy.ts";

for (const area of ["lexis", "syntax", "recovery", "format"]) runCases(area, (file, text) => parse(file, text));
for (const area of ["names", "types", "leakage", "columns", "functions", "sweeps", "contracts"]) runCases(area, checkCase);

function checkCase(file: string, text: string): Told {
  const { diagnostics, graph, model } = toyCheck(text, {}, {}, file);
  return { diagnostics, ...(graph && { types: typesText(model, file) }) };
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
