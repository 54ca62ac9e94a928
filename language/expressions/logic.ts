import type { Operand, RowFunction } from "../nodes/functions.ts";
import { anyNullable, commonType, fitsBool, operand, wordsOf } from "./operands.ts";

function boolsOnly(name: string, operands: readonly Operand[]): string | undefined {
  const wrong = operands.find((each) => !fitsBool(each));
  return wrong && `\`${name}\` takes conditions, and this is ${wordsOf(wrong.type)}`;
}

const and: RowFunction = {
  name: "and",
  summary: "Whether both hold; false with null is false, true with null is null.",
  example: '.age > 17 and .country == "SE"',
  infer: (operands) => boolsOnly("and", operands) ?? operand("bool", anyNullable(operands)),
  sql: ([a, b]) => `(${a} AND ${b})`,
  row: ([a, b]) => (a === false || b === false ? false : a === true && b === true ? true : null),
};

const or: RowFunction = {
  name: "or",
  summary: "Whether one of them holds; true with null is true, false with null is null.",
  example: '.plan == "free" or .age < 18',
  infer: (operands) => boolsOnly("or", operands) ?? operand("bool", anyNullable(operands)),
  sql: ([a, b]) => `(${a} OR ${b})`,
  row: ([a, b]) => (a === true || b === true ? true : a === false && b === false ? false : null),
};

const not: RowFunction = {
  name: "not",
  summary: "Whether it does not hold; null stays null.",
  example: "not .subscribed",
  infer: (operands) => boolsOnly("not", operands) ?? operand("bool", anyNullable(operands)),
  sql: ([a]) => `(NOT ${a})`,
  row: ([a]) => (a === true ? false : a === false ? true : null),
};

const otherwise: RowFunction = {
  name: "??",
  units: "alike",
  summary: "The left value, or the right one where there is none.",
  example: ".nickname ?? .name",
  infer: (operands) => {
    const [left, right] = operands;
    if (!left || !right) return "`??` takes two values";
    const type = commonType(left.type, right.type);
    if (!type) return `\`??\` chooses between values of one type, and these are ${wordsOf(left.type)} and ${wordsOf(right.type)}`;
    return { type, nullable: left.nullable && right.nullable };
  },
  sql: ([a, b]) => `coalesce(${a}, ${b})`,
  row: ([a, b]) => a ?? b ?? null,
};

/** Logic with three values: true, false, and null for what is not known. */
export const logicOperators: readonly RowFunction[] = [and, or, not, otherwise];
