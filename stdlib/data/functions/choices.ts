import { commonType, fitsBool, isUnknown, wordsOf } from "../../../language/expressions/operands.ts";
import { compareCells } from "../../../language/expressions/order.ts";
import type { Operand, RowFunction } from "../../../language/nodes/functions.ts";
import type { ColumnType } from "../../../language/types/schema.ts";
import { sqlType } from "../../../runtime/relational/sql.ts";

/** `case(c1, v1, c2, v2, otherwise)`: conditions stand at even places, but for the last one without a value. */
const isCondition = (place: number, count: number): boolean => place % 2 === 0 && place < count - 1;
const valuesAmong = <Item>(items: readonly Item[]): readonly Item[] => items.filter((_, place) => !isCondition(place, items.length));

const untyped: ColumnType = { kind: "unknown" };

function commonOf(values: readonly Operand[]): ColumnType | string {
  let common: ColumnType = untyped;
  for (const { type } of values) {
    const both = commonType(common, type);
    if (!both) return `\`case\` gives values of one type, and these are ${wordsOf(common)} and ${wordsOf(type)}`;
    common = both;
  }
  return common.kind === "category" ? { kind: "string" } : common;
}

const choose: RowFunction = {
  name: "case",
  summary: "The value behind the first condition that is true, each condition in front of its value; a last value alone counts where none is, and without it null does.",
  example: 'case(.age < 18, "child", .age < 65, "adult", "senior")',
  units: "alike",
  infer: (operands) => {
    if (operands.length < 2) return "`case` takes conditions and values in turn, and a last value for where none is true";
    const wrong = operands.find((each, place) => isCondition(place, operands.length) && !fitsBool(each));
    if (wrong) return `\`case\` takes a condition in front of each value, and this is ${wordsOf(wrong.type)}`;
    const type = commonOf(valuesAmong(operands));
    if (typeof type === "string") return type;
    return { type, nullable: operands.length % 2 === 0 || valuesAmong(operands).some(({ nullable }) => nullable) };
  },
  sql: (args, types) => {
    const common = commonOf(valuesAmong(types).map((type) => ({ type, nullable: true })));
    // All values are the word `null`.
    if (typeof common === "string" || isUnknown(common)) return "NULL";
    const value = (sql: string | undefined): string => `CAST(${sql} AS ${sqlType(common)})`;
    const whens = args.flatMap((condition, place) => (isCondition(place, args.length) ? [`WHEN ${condition} THEN ${value(args[place + 1])}`] : []));
    return `(CASE ${whens.join(" ")} ELSE ${args.length % 2 === 0 ? "NULL" : value(args.at(-1))} END)`;
  },
  row: (cells) => {
    const place = cells.findIndex((cell, index) => isCondition(index, cells.length) && cell === true);
    if (place >= 0) return cells[place + 1] ?? null;
    return cells.length % 2 === 0 ? null : (cells.at(-1) ?? null);
  },
};

const nullIf: RowFunction = {
  name: "null_if",
  summary: "The value, or null where it equals another, as a placeholder such as -999.",
  example: 'null_if(.city, "unknown")',
  units: "alike",
  infer: (operands) => {
    const [value, other] = operands;
    if (!value || !other || operands.length !== 2) return "`null_if` takes a value, and the one that stands for none";
    if (!commonType(value.type, other.type)) return `\`null_if\` compares values of one type, and these are ${wordsOf(value.type)} and ${wordsOf(other.type)}`;
    return { type: value.type, nullable: true };
  },
  sql: ([value, other], [type]) => (isUnknown(type) ? "NULL" : `(CASE WHEN ${value} = ${other} THEN NULL ELSE ${value} END)`),
  row: ([value, other], types) => {
    if (value === null || value === undefined) return null;
    return other !== null && other !== undefined && compareCells(value, other, types) === 0 ? null : value;
  },
};

/** A condition that is null is not true: a row with a gap goes on to the next. */
export const choiceFunctions: readonly RowFunction[] = [choose, nullIf];
