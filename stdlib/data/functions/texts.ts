import { joinedSql } from "../../../language/expressions/conversions.ts";
import { operand } from "../../../language/expressions/operands.ts";
import { cellToText } from "../../../language/expressions/text.ts";
import type { RowFunction } from "../../../language/nodes/functions.ts";
import { ofText, textsOnly } from "./of-text.ts";
import { partFunctions } from "./text-parts.ts";

type Mapping = ReadonlyMap<string, string>;

const letter = (code: number): string => String.fromCodePoint(code);

/** One letter for one, as the engine has it, where JavaScript's full mapping gives several letters, or knows a newer Unicode. */
const lowerCases: Mapping = new Map([["İ", "i"]]);
const upperCases: Mapping = new Map([
  ["ß", "ẞ"],
  ...[0x19b, 0x264].map((code) => [letter(code), letter(code)] as const),
  ...[0x1f80, 0x1f90, 0x1fa0].flatMap((start) => Array.from({ length: 8 }, (_, index) => [letter(start + index), letter(start + index + 8)] as const)),
  ...[0x1fb3, 0x1fc3, 0x1ff3].map((code) => [letter(code), letter(code + 9)] as const),
]);

/** Changes letter by letter; a letter that would become several stays as it is. */
function eachLetter(text: string, change: (letter: string) => string, known: Mapping): string {
  let changed = "";
  for (const one of text) {
    const other = known.get(one) ?? change(one);
    changed += [...other].length === 1 ? other : one;
  }
  return changed;
}

const blankStart = /^[ \t\n\r\f\v]+/;
const blankEnd = /[ \t\n\r\f\v]+$/;
const blankEnds = /^[ \t\n\r\f\v]+|[ \t\n\r\f\v]+$/g;
const blankSql = "' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13)";

const concat: RowFunction = {
  name: "concat",
  summary: "The values as text, put together; null where one of them is null.",
  example: 'concat(.city, ", ", .country)',
  infer: (operands) => (operands.length === 0 ? "`concat` takes one value or more" : operand("string", operands.some(({ nullable }) => nullable))),
  sql: joinedSql,
  row: (cells, types) => (cells.some((cell) => cell === null) ? null : cells.map((cell, index) => (cell === null ? "" : cellToText(cell, types[index]))).join("")),
};

export const textFunctions: readonly RowFunction[] = [
  ofText({ name: "lower", summary: "The text in lower case, letter by letter.", example: "lower(.city)", gives: "string", takes: 1, sql: (a) => `lower(${a})`, row: (a) => eachLetter(a, (one) => one.toLowerCase(), lowerCases) }),
  ofText({ name: "upper", summary: "The text in upper case, letter by letter.", example: "upper(.city)", gives: "string", takes: 1, sql: (a) => `upper(${a})`, row: (a) => eachLetter(a, (one) => one.toUpperCase(), upperCases) }),
  ofText({ name: "trim", summary: "The text without blanks, tabs and line breaks at its ends.", example: "trim(.name)", gives: "string", takes: 1, sql: (a) => `trim(${a}, ${blankSql})`, row: (a) => a.replace(blankEnds, "") }),
  ofText({ name: "trim_start", summary: "The text without blanks, tabs and line breaks at its beginning.", example: "trim_start(.name)", gives: "string", takes: 1, sql: (a) => `ltrim(${a}, ${blankSql})`, row: (a) => a.replace(blankStart, "") }),
  ofText({ name: "trim_end", summary: "The text without blanks, tabs and line breaks at its end.", example: "trim_end(.name)", gives: "string", takes: 1, sql: (a) => `rtrim(${a}, ${blankSql})`, row: (a) => a.replace(blankEnd, "") }),
  ofText({ name: "length", summary: "The number of characters (Unicode code points).", example: "length(.name)", gives: "int", takes: 1, sql: (a) => `length(${a})`, row: (a) => [...a].length }),
  concat,
  ofText({ name: "contains", summary: "Whether the text contains another.", example: 'contains(.name, "Ltd")', gives: "bool", takes: 2, sql: (a, b) => `contains(${a}, ${b})`, row: (a, b = "") => a.includes(b) }),
  ofText({ name: "starts_with", summary: "Whether the text begins with another.", example: 'starts_with(.code, "SE")', gives: "bool", takes: 2, sql: (a, b) => `starts_with(${a}, ${b})`, row: (a, b = "") => a.startsWith(b) }),
  ofText({ name: "ends_with", summary: "Whether the text ends with another.", example: 'ends_with(.mail, ".org")', gives: "bool", takes: 2, sql: (a, b) => `ends_with(${a}, ${b})`, row: (a, b = "") => a.endsWith(b) }),
  ofText({
    name: "replace",
    summary: "The text with each occurrence of a text replaced by another.",
    example: 'replace(.amount, ",", ".")',
    gives: "string",
    takes: 3,
    sql: (a, b, c) => `replace(${a}, ${b}, ${c})`,
    row: (a, b = "", c = "") => (b === "" ? a : a.split(b).join(c)),
  }),
  {
    name: "is_blank",
    summary: "Whether there is no text: null, or nothing but blanks, tabs and line breaks.",
    example: "is_blank(.name)",
    infer: (operands) => textsOnly("is_blank", operands, 1) ?? operand("bool", false),
    sql: ([a]) => `(coalesce(trim(CAST(${a} AS VARCHAR), ${blankSql}), '') = '')`,
    row: ([a]) => typeof a !== "string" || a.replace(blankEnds, "") === "",
  },
  ofText({ name: "word_count", summary: "How many words there are, between blanks, tabs and line breaks.", example: "word_count(.review)", gives: "int", takes: 1, sql: (a) => `CAST(len(regexp_extract_all(${a}, '[^ \\t\\n\\r\\f\\v]+')) AS BIGINT)`, row: (a) => a.match(/[^ \t\n\r\f\v]+/g)?.length ?? 0 }),
  ...partFunctions,
];
