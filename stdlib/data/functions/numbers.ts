import { asInteger } from "../../../language/expressions/arithmetic.ts";
import { fitsNumber, operand, wordsOf } from "../../../language/expressions/operands.ts";
import { compareNumbers } from "../../../language/expressions/order.ts";
import type { Cell, Operand, RowFunction } from "../../../language/nodes/functions.ts";

function numbersOnly(name: string, operands: readonly Operand[], least: number, most: number): string | undefined {
  if (operands.length < least || operands.length > most) {
    return `\`${name}\` takes ${least === most ? (least === 1 ? "one number" : `${least} numbers`) : "two numbers or more"}`;
  }
  const wrong = operands.find((each) => !fitsNumber(each));
  return wrong && `\`${name}\` takes numbers, and this is ${wordsOf(wrong.type)}`;
}

const isMissing = (cell: Cell | undefined): cell is null | undefined => cell === null || cell === undefined;

/** A function of one number that gives a float; null where it has no value. */
function real(name: string, summary: string, example: string, sql: (arg: string) => string, compute: (x: number) => number | null, partial: boolean): RowFunction {
  return {
    name,
    summary,
    example,
    infer: (operands) => numbersOnly(name, operands, 1, 1) ?? operand("float", partial || (operands[0]?.nullable ?? true)),
    sql: ([a]) => sql(`CAST(${a} AS DOUBLE)`),
    row: ([a]) => (isMissing(a) ? null : compute(Number(a))),
  };
}

/** A function of one number that gives an integer; null where the number is not finite or too large. */
function whole(name: string, summary: string, example: string, compute: (x: number) => number): RowFunction {
  return {
    name,
    summary,
    example,
    infer: (operands) => numbersOnly(name, operands, 1, 1) ?? operand("int", operands[0]?.type.kind !== "int" || operands[0].nullable),
    sql: ([a], [type]) => (type?.kind === "int" ? `${a}` : `TRY_CAST(${name}(CAST(${a} AS DOUBLE)) AS BIGINT)`),
    row: ([a], [type]) => (isMissing(a) ? null : type?.kind === "int" ? a : asInteger(compute(Number(a)))),
  };
}

/** Half away from zero. */
const roundHalfAway = (x: number): number => Math.sign(x) * Math.round(Math.abs(x));

/** The smallest or largest of several numbers; nulls are left out. */
function extreme(name: string, engineName: string, summary: string, example: string, sign: 1 | -1): RowFunction {
  return {
    name,
    summary,
    example,
    infer: (operands) => {
      const wrong = numbersOnly(name, operands, 2, Number.POSITIVE_INFINITY);
      if (wrong !== undefined) return wrong;
      const integers = operands.every(({ type }) => type.kind === "int" || type.kind === "unknown");
      return operand(integers ? "int" : "float", operands.every(({ nullable }) => nullable));
    },
    sql: (args, types) => {
      const target = types.every((type) => type.kind === "int" || type.kind === "unknown") ? "BIGINT" : "DOUBLE";
      return `${engineName}(${args.map((arg) => `CAST(${arg} AS ${target})`).join(", ")})`;
    },
    row: (cells) => {
      const present = cells.filter((cell) => !isMissing(cell)).map(Number);
      return present.length === 0 ? null : present.reduce((a, b) => (sign * compareNumbers(b, a) < 0 ? b : a));
    },
  };
}

const abs: RowFunction = {
  name: "abs",
  summary: "The number without its sign.",
  example: "abs(.balance)",
  infer: (operands) => numbersOnly("abs", operands, 1, 1) ?? operand(operands[0]?.type.kind === "int" ? "int" : "float", operands[0]?.nullable ?? true),
  sql: ([a], [type]) => (type?.kind === "int" ? `TRY_CAST(abs(CAST(${a} AS DOUBLE)) AS BIGINT)` : `abs(CAST(${a} AS DOUBLE))`),
  row: ([a], [type]) => (isMissing(a) ? null : type?.kind === "int" ? asInteger(Math.abs(Number(a))) : Math.abs(Number(a))),
};

const orNull = (x: number): number | null => (Number.isNaN(x) ? null : x);
const nullIfNaN = (sql: string): string => `nullif(TRY(${sql}), 'nan'::DOUBLE)`;

export const numberFunctions: readonly RowFunction[] = [
  abs,
  whole("round", "The nearest integer; halves go away from zero.", "round(.price)", roundHalfAway),
  whole("floor", "The largest integer that is not above the number.", "floor(.age)", Math.floor),
  whole("ceil", "The smallest integer that is not below the number.", "ceil(.age)", Math.ceil),
  real("sqrt", "The square root; null of a negative number.", "sqrt(.area)", (a) => nullIfNaN(`sqrt(${a})`), (x) => orNull(Math.sqrt(x)), true),
  real("ln", "The natural logarithm; null of zero and of negative numbers.", "ln(.income + 1)", (a) => nullIfNaN(`ln(${a})`), (x) => (x > 0 ? Math.log(x) : null), true),
  real("log10", "The logarithm to base 10; null of zero and of negative numbers.", "log10(.income + 1)", (a) => nullIfNaN(`log10(${a})`), (x) => (x > 0 ? Math.log10(x) : null), true),
  real("exp", "The number e to the power of the number.", "exp(.score)", (a) => `exp(${a})`, Math.exp, false),
  extreme("min", "least", "The smallest of several numbers; nulls are left out.", "min(.a, .b)", 1),
  extreme("max", "greatest", "The largest of several numbers; nulls are left out.", "max(.a, 0)", -1),
];
