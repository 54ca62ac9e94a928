import { fitsText, operand, wordsOf } from "../../../language/expressions/operands.ts";
import type { Cell, Operand, RowFunction } from "../../../language/nodes/functions.ts";
import type { Pattern } from "../../../language/patterns/instructions.ts";
import { firstMatch, groupOf, matchesWhole, replaceMatches } from "../../../language/patterns/match.ts";
import { parsePattern, patternMistake } from "../../../language/patterns/parse.ts";
import { spelledOut } from "../../../language/patterns/spelled-out.ts";
import { literal } from "../../../runtime/relational/sql.ts";

/** Why operands are not a text and what is written in the pipeline; `undefined` where they are, as far as is known. */
function textAndWritten(name: string, takes: string, operands: readonly Operand[], count: 2 | 3): string | undefined {
  const [text, pattern] = operands;
  if (operands.length !== count || !text || !pattern) return `\`${name}\` takes ${takes}`;
  const wrong = operands.find((each) => !fitsText(each));
  if (wrong) return `\`${name}\` takes ${takes}, and this is ${wordsOf(wrong.type)}`;
  const computed = operands.slice(1).some(({ constant, type }) => constant?.value === null || (!constant && type.kind !== "unknown"));
  if (computed) return `\`${name}\` takes what is written in the pipeline as its pattern, and not a value of the row`;
  const { value } = pattern.constant ?? {};
  const mistake = typeof value === "string" ? (patternMistake(value) ?? (name !== "matches" && parsePattern(value).repeatsEmpty ? "a part that may be empty is repeated, and which of the ways is meant is not clear" : undefined)) : undefined;
  return mistake === undefined ? undefined : `\`${name}\` cannot read this pattern: ${mistake}`;
}

/** Compiled once for all rows. A pipeline names few. */
const compiled = new Map<string, Pattern>();

function patternOf(source: Cell | undefined): Pattern {
  const text = String(source);
  const known = compiled.get(text) ?? parsePattern(text);
  if (compiled.size > 1000) compiled.clear();
  compiled.set(text, known);
  return known;
}

/** SQL for a pattern. The engine's tables of Unicode are older than those of the row form. */
const inEngine = (source: Cell | undefined): string => literal(spelledOut(String(source)));

const matches: RowFunction = {
  name: "matches",
  summary: "Whether the whole text matches a pattern: a regular expression as RE2 and `matching` of a schema have it, whose time is linear in the text.",
  example: 'matches(.code, r"[A-Z]{2}\\d+")',
  infer: (operands) => textAndWritten("matches", "a string and a pattern", operands, 2) ?? operand("bool", operands[0]?.nullable ?? true),
  sql: ([text], _, [, source]) => `regexp_full_match(CAST(${text} AS VARCHAR), ${inEngine(source)})`,
  row: ([text, pattern]) => (typeof text === "string" ? matchesWhole(patternOf(pattern), text) : null),
};

const extract: RowFunction = {
  name: "extract",
  summary: "What a pattern matches first in a text, or where it has groups what the first group holds there; null where it matches nowhere.",
  example: 'extract(.address, r"(\\d{5})")',
  infer: (operands) => textAndWritten("extract", "a string and a pattern", operands, 2) ?? operand("string", true),
  sql: ([text], _, [, source]) => {
    const pattern = inEngine(source);
    const whole = `CAST(${text} AS VARCHAR)`;
    return `(CASE WHEN regexp_matches(${whole}, ${pattern}) THEN regexp_extract(${whole}, ${pattern}, ${Math.min(patternOf(source).groups, 1)}) END)`;
  },
  row: ([text, pattern]) => {
    if (typeof text !== "string") return null;
    const [own, characters] = [patternOf(pattern), [...text]];
    const slots = firstMatch(own, characters, 0);
    return slots ? groupOf(characters, slots, Math.min(own.groups, 1)) : null;
  },
};

/** `$1` is what the first group holds, `$0` the whole match, `$$` a dollar sign. `undefined` where a sign stands alone or no such group is there. */
function partsOf(replacement: string, groups: number): readonly (string | number)[] | undefined {
  const parts = replacement.split(/(\$.?)/su).filter((part) => part !== "").map((part) => (part === "$$" ? "$" : /^\$[0-9]$/.test(part) ? Number(part[1]) : part.startsWith("$") ? undefined : part));
  return parts.some((part) => part === undefined || (typeof part === "number" && part > groups)) ? undefined : parts.filter((part) => part !== undefined);
}

const rewrite = (parts: readonly (string | number)[]): string => parts.map((part) => (typeof part === "number" ? `\\${part}` : part.replaceAll("\\", "\\\\"))).join("");

const replaceMatching: RowFunction = {
  name: "replace_matches",
  summary: "The text with everything that a pattern matches replaced; in the replacement `$1` is what the first group holds, `$0` all that was matched, `$$` a dollar sign.",
  example: 'replace_matches(.phone, r"[^0-9+]", "")',
  infer: (operands) => {
    const wrong = textAndWritten("replace_matches", "a string, a pattern and a replacement", operands, 3);
    if (wrong !== undefined) return wrong;
    const [, pattern, replacement] = operands.map(({ constant }) => constant?.value);
    if (typeof pattern === "string" && typeof replacement === "string" && !partsOf(replacement, parsePattern(pattern).groups)) {
      return "`replace_matches` cannot read this replacement: `$1` to `$9` name groups of the pattern, `$0` the whole match, and `$$` is a dollar sign";
    }
    return operand("string", operands[0]?.nullable ?? true);
  },
  sql: ([text], _, [, source, replacement]) => {
    const parts = partsOf(String(replacement), patternOf(source).groups) ?? [];
    return `regexp_replace(CAST(${text} AS VARCHAR), ${inEngine(source)}, ${literal(rewrite(parts))}, 'g')`;
  },
  row: ([text, pattern, replacement]) => {
    if (typeof text !== "string") return null;
    const own = patternOf(pattern);
    return replaceMatches(own, text, partsOf(String(replacement), own.groups) ?? []);
  },
};

export const patternFunctions: readonly RowFunction[] = [matches, extract, replaceMatching];
