import type { Cell, Operand, RowFunction } from "../nodes/functions.ts";
import { isTemporal } from "../types/schema.ts";
import { anyNullable, commonType, fitsText, isUnknown, operand, wordsOf } from "./operands.ts";
import { compareCells } from "./order.ts";

function notComparable(name: string, left: Operand, right: Operand): string | undefined {
  if (commonType(left.type, right.type) || (isTemporal(left.type) && isTemporal(right.type))) return undefined;
  const dayAndText = (isTemporal(left.type) && fitsText(right)) || (isTemporal(right.type) && fitsText(left));
  const hint = dayAndText ? '; write a day as `to_date("2024-12-31")`' : "";
  return `\`${name}\` compares values of one type, and these are ${wordsOf(left.type)} and ${wordsOf(right.type)}${hint}`;
}

function comparison(name: string, sql: string, summary: string, example: string, holds: (order: number) => boolean): RowFunction {
  const ordered = name !== "==" && name !== "!=";
  return {
    name,
    summary,
    example,
    infer: (operands) => {
      const [left, right] = operands;
      if (!left || !right) return `\`${name}\` compares two values`;
      if (ordered && [left, right].some(({ type }) => type.kind === "bool")) return `\`${name}\` compares by size, and true and false have none`;
      // Of the operands only the literal `null` is of an unknown type, and asking for it is always answered.
      const asksForNull = !ordered && (isUnknown(left.type) || isUnknown(right.type));
      return notComparable(name, left, right) ?? operand("bool", !asksForNull && anyNullable(operands));
    },
    sql: ([a, b]) => `(${a} ${sql} ${b})`,
    row: ([a, b], types) => (a === null || a === undefined || b === null || b === undefined ? null : holds(compareCells(a, b, types))),
  };
}

const within: RowFunction = {
  name: "in",
  summary: "Whether a value is in a list.",
  example: '.country in ["SE", "DK"]',
  infer: (operands) => {
    const [value, ...items] = operands;
    if (!value) return "`in` takes a value and a list";
    const known = operands.find(({ type }) => !isUnknown(type)) ?? value;
    for (const item of items) {
      const wrong = notComparable("in", known, item);
      if (wrong !== undefined) return wrong;
    }
    return operand("bool", anyNullable(operands));
  },
  sql: ([value, ...items]) => (items.length > 0 ? `(${value} IN (${items.join(", ")}))` : `(${value} IS NULL AND NULL)`),
  row: ([value, ...items], [type, ...types]) => {
    if (value === null || value === undefined) return null;
    let unsure = false;
    for (const [index, item] of items.entries()) {
      const other = types[index];
      if (item === null) unsure = true;
      else if (type && other && compareCells(value, item, [type, other]) === 0) return true;
    }
    return unsure ? null : false;
  },
};

/** What `x == null` means: never null itself. */
export const isNullTest: RowFunction = {
  name: "is_null",
  summary: "Whether there is no value.",
  example: "is_null(.age)",
  infer: (operands) => (operands.length === 1 ? operand("bool", false) : "`is_null` takes one value"),
  sql: ([a]) => `(${a} IS NULL)`,
  row: ([a]) => isMissing(a),
};

/** What `x != null` means. */
export const isPresentTest: RowFunction = {
  name: "is_present",
  summary: "Whether there is a value.",
  example: "is_present(.age)",
  infer: (operands) => (operands.length === 1 ? operand("bool", false) : "`is_present` takes one value"),
  sql: ([a]) => `(${a} IS NOT NULL)`,
  row: ([a]) => !isMissing(a),
};

const isMissing = (cell: Cell | undefined): boolean => cell === null || cell === undefined;

/**
 * A comparison with a value that is null is null, so that a row with a gap is on neither side. Only a comparison with the word `null` itself
 * asks whether there is a value, and is true or false. Text is ordered by code point; NaN equals itself and is above infinity.
 */
export const comparisonOperators: readonly RowFunction[] = [
  comparison("==", "=", "Whether two values are equal; `x == null` asks whether there is none.", '.plan == "free"', (order) => order === 0),
  comparison("!=", "<>", "Whether two values differ; `x != null` asks whether there is one.", '.plan != "free"', (order) => order !== 0),
  comparison("<", "<", "Whether the left value is smaller.", ".age < 18", (order) => order < 0),
  comparison("<=", "<=", "Whether the left value is smaller or equal.", ".age <= 18", (order) => order <= 0),
  comparison(">", ">", "Whether the left value is larger.", ".age > 18", (order) => order > 0),
  comparison(">=", ">=", "Whether the left value is larger or equal.", ".age >= 18", (order) => order >= 0),
  within,
];
