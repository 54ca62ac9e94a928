import type { Cell, Operand, RowFunction } from "../nodes/functions.ts";
import type { ColumnType } from "../types/schema.ts";
import { anyNullable, fitsNumber, fitsText, isUnknown, operand, wordsOf } from "./operands.ts";

/** The first double that does not fit into 64 bits as an integer. */
const tooLarge = 2 ** 63;

/** A double as an integer of 64 bits, or null where it does not fit. */
export function asInteger(value: number): number | null {
  return value >= -tooLarge && value < tooLarge ? Math.trunc(value) + 0 : null;
}

const allIntegers = (types: readonly ColumnType[]): boolean => types.every((type) => type.kind === "int" || type.kind === "unknown") && types.some((type) => type.kind === "int");

function numbersOnly(name: string, verb: string, operands: readonly Operand[]): string | undefined {
  const wrong = operands.find((each) => !fitsNumber(each));
  if (!wrong) return undefined;
  if (name === "+" && operands.every(fitsText)) return "`+` adds numbers; put text together with `concat(…)`, or write \"${.a} ${.b}\"";
  const hint = fitsText(wrong) ? "; `to_float(…)` reads a number from text" : wrong.type.kind === "bool" ? "; `to_int(…)` makes 1 and 0 of it" : "";
  return `\`${name}\` ${verb} numbers, and this is ${wordsOf(wrong.type)}${hint}`;
}

function arithmetic(name: string, verb: string, summary: string, example: string, compute: (a: number, b: number) => number): RowFunction {
  return {
    name,
    ...(name !== "*" && { units: "alike" }),
    summary,
    example,
    infer: (operands) => {
      const wrong = numbersOnly(name, verb, operands);
      if (wrong !== undefined) return wrong;
      const integers = allIntegers(operands.map(({ type }) => type));
      const unknown = operands.every(({ type }) => isUnknown(type));
      return operand(integers ? "int" : unknown ? "unknown" : "float", anyNullable(operands) || integers);
    },
    sql: ([a, b], types) => {
      const result = `CAST(${a} AS DOUBLE) ${name} CAST(${b} AS DOUBLE)`;
      return allIntegers(types) ? `TRY_CAST(${result} AS BIGINT)` : `(${result})`;
    },
    row: ([a, b], types) => {
      if (isNull(a) || isNull(b)) return null;
      const result = compute(Number(a), Number(b));
      return allIntegers(types) ? asInteger(result) : result;
    },
  };
}

const isNull = (cell: Cell | undefined): cell is null | undefined => cell === null || cell === undefined;

const divide: RowFunction = {
  name: "/",
  summary: "The quotient, always a float; null where the divisor is zero.",
  example: ".price / .area",
  infer: (operands) => numbersOnly("/", "divides", operands) ?? operand("float", true),
  sql: ([a, b]) => `(CAST(${a} AS DOUBLE) / nullif(CAST(${b} AS DOUBLE), 0))`,
  row: ([a, b]) => (isNull(a) || isNull(b) || b === 0 ? null : Number(a) / Number(b)),
};

const power: RowFunction = {
  name: "^",
  summary: "The power, always a float; null where there is none, as in `(-8) ^ 0.5`.",
  example: ".side ^ 2",
  infer: (operands) => numbersOnly("^", "raises", operands) ?? operand("float", true),
  sql: ([a, b]) => `nullif(pow(CAST(${a} AS DOUBLE), CAST(${b} AS DOUBLE)), 'nan'::DOUBLE)`,
  row: ([a, b]) => {
    if (isNull(a) || isNull(b)) return null;
    const [base, exponent] = [Number(a), Number(b)];
    // IEEE 754 says 1 here, ECMAScript says NaN.
    if (base === 1 || (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY)) return 1;
    const result = base ** exponent;
    return Number.isNaN(result) ? null : result;
  },
};

const negate: RowFunction = {
  name: "negate",
  units: "kept",
  summary: "The number with the other sign.",
  example: "-.balance",
  infer: (operands) => {
    const [only] = operands;
    if (!only || !fitsNumber(only)) return `\`-\` takes a number${only ? `, and this is ${wordsOf(only.type)}` : ""}`;
    return { type: only.type, nullable: only.nullable };
  },
  sql: ([a], types) => (allIntegers(types) ? `TRY_CAST(-CAST(${a} AS DOUBLE) AS BIGINT)` : `(-CAST(${a} AS DOUBLE))`),
  row: ([a], types) => (isNull(a) ? null : allIntegers(types) ? asInteger(-Number(a)) : -Number(a)),
};

/**
 * Arithmetic is done in doubles. Two integers give an integer, exact up to 2^53 and null beyond 64 bits; everything else gives a float
 * by IEEE 754, where infinity and NaN count as themselves. Null with anything is null.
 */
export const arithmeticOperators: readonly RowFunction[] = [
  arithmetic("+", "adds", "The sum.", ".adults + .children", (a, b) => a + b),
  arithmetic("-", "subtracts", "The difference.", ".end - .start", (a, b) => a - b),
  arithmetic("*", "multiplies", "The product.", ".price * .quantity", (a, b) => a * b),
  divide,
  power,
  negate,
];
