import { joinedSql } from "../../../language/expressions/conversions.ts";
import { fitsNumber, fitsText, operand, wordsOf } from "../../../language/expressions/operands.ts";
import { cellToText } from "../../../language/expressions/text.ts";
import type { Cell, Operand, RowFunction } from "../../../language/nodes/functions.ts";

function textsOnly(name: string, operands: readonly Operand[], count: number): string | undefined {
  if (operands.length !== count) return `\`${name}\` takes ${["no value", "one string", "two strings", "three strings"][count]}`;
  const wrong = operands.find((each) => !fitsText(each));
  return wrong && `\`${name}\` takes strings, and this is ${wordsOf(wrong.type)}; \`to_string(…)\` makes text of it`;
}

interface TextFunction {
  readonly name: string;
  readonly summary: string;
  readonly example: string;
  readonly gives: "string" | "int" | "bool";
  /** How many strings it takes. */
  readonly takes: 1 | 2 | 3;
  readonly sql: (...args: string[]) => string;
  readonly row: (...texts: string[]) => Cell;
}

/** A function of strings: null where one of them is null. */
function ofText({ name, summary, example, gives, takes, sql, row }: TextFunction): RowFunction {
  return {
    name,
    summary,
    example,
    infer: (operands) => textsOnly(name, operands, takes) ?? operand(gives, operands.some(({ nullable }) => nullable)),
    sql: (args) => sql(...args.map((arg) => (arg === "NULL" ? "CAST(NULL AS VARCHAR)" : arg))),
    row: (cells) => {
      const texts = cells.filter((cell) => typeof cell === "string");
      return texts.length === takes ? row(...texts) : null;
    },
  };
}

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

/** No text of the engine is longer. */
const farthest = 2_000_000_000;
const clamped = (sql: string): string => `least(greatest(CAST(${sql} AS BIGINT), 0), ${farthest})`;
const clamp = (value: number): number => Math.min(Math.max(value, 0), farthest);

const slice: RowFunction = {
  name: "slice",
  summary: "Some characters of a string: from a position, counted from 0, and how many (all that follow, if left out).",
  example: "slice(.postcode, 0, 2)",
  infer: (operands) => {
    const [text, from, count] = operands;
    if (!text || !from || operands.length > 3) return "`slice` takes a string, a position, and how many characters";
    if (!fitsText(text)) return `\`slice\` takes a string, and this is ${wordsOf(text.type)}`;
    const wrong = [from, count].find((each) => each && (!fitsNumber(each) || each.type.kind === "float"));
    return wrong ? `\`slice\` takes integers as position and number of characters, and this is ${wordsOf(wrong.type)}` : operand("string", operands.some(({ nullable }) => nullable));
  },
  // `least` leaves nulls out, so they are brought back by adding nothing.
  sql: ([text, from, count]) => {
    const start = `1 + ${clamped(`${from}`)}`;
    const nulls = [from, count].filter((arg) => arg !== undefined).map((arg) => `${arg} IS NULL`).join(" OR ");
    return `(CASE WHEN ${nulls} THEN NULL ELSE substring(CAST(${text} AS VARCHAR), ${start}${count === undefined ? "" : `, ${clamped(count)}`}) END)`;
  },
  row: ([text, from, count]) => {
    if (typeof text !== "string" || typeof from !== "number" || count === null) return null;
    const start = clamp(from);
    return [...text].slice(start, count === undefined ? undefined : start + clamp(Number(count))).join("");
  },
};

export const textFunctions: readonly RowFunction[] = [
  ofText({ name: "lower", summary: "The text in lower case, letter by letter.", example: "lower(.city)", gives: "string", takes: 1, sql: (a) => `lower(${a})`, row: (a) => eachLetter(a, (one) => one.toLowerCase(), lowerCases) }),
  ofText({ name: "upper", summary: "The text in upper case, letter by letter.", example: "upper(.city)", gives: "string", takes: 1, sql: (a) => `upper(${a})`, row: (a) => eachLetter(a, (one) => one.toUpperCase(), upperCases) }),
  ofText({ name: "trim", summary: "The text without blanks, tabs and line breaks at its ends.", example: "trim(.name)", gives: "string", takes: 1, sql: (a) => `trim(${a}, ${blankSql})`, row: (a) => a.replace(blankEnds, "") }),
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
  slice,
];
