import { fitsNumber, fitsText, operand, wordsOf } from "../../../language/expressions/operands.ts";
import type { Operand, RowFunction } from "../../../language/nodes/functions.ts";
import { ofText } from "./of-text.ts";

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

/** Why operands are no texts and an integer at `place`; `undefined` where they are. */
function withInteger(name: string, takes: string, operands: readonly Operand[], place: number): string | undefined {
  if (operands.length !== 3) return `\`${name}\` takes ${takes}`;
  const wrongText = operands.find((each, index) => index !== place && !fitsText(each));
  if (wrongText) return `\`${name}\` takes strings, and this is ${wordsOf(wrongText.type)}; \`to_string(…)\` makes text of it`;
  const number = operands[place];
  return number && (!fitsNumber(number) || number.type.kind === "float") ? `\`${name}\` takes ${takes}, and this is ${wordsOf(number.type)}` : undefined;
}

const splitPart: RowFunction = {
  name: "split_part",
  summary: "One of the parts of a text between separators, counted from 0, or with -1, -2, … from the last; null where there are not so many.",
  example: 'split_part(.mail, "@", 1)',
  infer: (operands) => withInteger("split_part", "a string, a separator, and which part", operands, 2) ?? operand("string", true),
  sql: ([text, separator, place]) => {
    const [whole, between, at] = [`CAST(${text} AS VARCHAR)`, `CAST(${separator} AS VARCHAR)`, `CAST(${place} AS BIGINT)`];
    return `(CASE WHEN ${between} IS NULL THEN NULL ELSE (CASE WHEN ${between} = '' THEN [${whole}] ELSE string_split(${whole}, ${between}) END)[CASE WHEN ${at} >= 0 THEN least(${at}, ${farthest}) + 1 ELSE greatest(${at}, -${farthest}) END] END)`;
  },
  row: ([text, separator, place]) => {
    if (typeof text !== "string" || typeof separator !== "string" || typeof place !== "number") return null;
    return (separator === "" ? [text] : text.split(separator)).at(place) ?? null;
  },
};

/** The text of a request must not become arbitrarily long. */
const widest = 10_000;

function pad(name: string, engineName: string, summary: string, put: (text: string, fill: string) => string): RowFunction {
  return {
    name,
    summary: `${summary}; a longer text stays as it is. At most ${widest} characters are filled up.`,
    example: `${name}(.code, 6, "0")`,
    infer: (operands) => withInteger(name, "a string, how many characters it shall have, and what to fill it up with", operands, 1) ?? operand("string", operands.some(({ nullable }) => nullable)),
    sql: ([text, width, fill]) => {
      const [whole, filling] = [`CAST(${text} AS VARCHAR)`, `CAST(${fill} AS VARCHAR)`];
      const wanted = `least(greatest(CAST(${width} AS BIGINT), 0), ${widest})`;
      return `(CASE WHEN ${width} IS NULL OR ${fill} IS NULL THEN NULL WHEN length(${whole}) >= ${wanted} OR ${filling} = '' THEN ${whole} ELSE ${engineName}(${whole}, CAST(${wanted} AS INTEGER), ${filling}) END)`;
    },
    row: ([text, width, fill]) => {
      if (typeof text !== "string" || typeof width !== "number" || typeof fill !== "string") return null;
      const missing = Math.min(width, widest) - [...text].length;
      if (missing <= 0 || fill === "") return text;
      const letters = [...fill];
      return put(text, Array.from({ length: missing }, (_, index) => letters[index % letters.length]).join(""));
    },
  };
}

const indexOf: RowFunction = ofText({
  name: "index_of",
  summary: "Where a text first stands in another, in characters from 0; null where it does not.",
  example: 'index_of(.mail, "@")',
  gives: "int",
  takes: 2,
  partial: true,
  sql: (a, b) => `(nullif(instr(${a}, ${b}), 0) - 1)`,
  row: (a, b = "") => {
    const at = a.indexOf(b);
    return at < 0 ? null : [...a.slice(0, at)].length;
  },
});

/** Parts of text, and text in parts. */
export const partFunctions: readonly RowFunction[] = [
  slice,
  splitPart,
  indexOf,
  pad("pad_start", "lpad", "The text filled up at its beginning to a number of characters", (text, filling) => filling + text),
  pad("pad_end", "rpad", "The text filled up at its end to a number of characters", (text, filling) => text + filling),
];
