import { asInteger } from "../../../language/expressions/arithmetic.ts";
import { fitsNumber, operand, wordsOf } from "../../../language/expressions/operands.ts";
import { compareNumbers } from "../../../language/expressions/order.ts";
import type { Cell, Operand, RowFunction } from "../../../language/nodes/functions.ts";
import type { ColumnType } from "../../../language/types/schema.ts";

const counts = ["no number", "one number", "two numbers", "three numbers", "four numbers"];

/** Why operands are not as many numbers as a function takes; `undefined` where they are. */
export function numbersOnly(name: string, operands: readonly Operand[], least: number, most: number): string | undefined {
  if (operands.length < least || operands.length > most) {
    return `\`${name}\` takes ${least === most ? counts[least] : Number.isFinite(most) ? `${counts[least]} or ${counts[most]?.replace(/ .*/, "")}` : `${counts[least]} or more`}`;
  }
  const wrong = operands.find((each) => !fitsNumber(each));
  return wrong && `\`${name}\` takes numbers, and this is ${wordsOf(wrong.type)}`;
}

export const isMissing = (cell: Cell | undefined): cell is null | undefined => cell === null || cell === undefined;
const integers = (types: readonly ColumnType[]): boolean => types.every((type) => type.kind === "int" || type.kind === "unknown");
const asNumbers = (operands: readonly Operand[], nullable: boolean): Operand => operand(integers(operands.map(({ type }) => type)) ? "int" : "float", nullable);
const numberSql = (arg: string, types: readonly ColumnType[]): string => `CAST(${arg} AS ${integers(types) ? "BIGINT" : "DOUBLE"})`;

/** A function of one number that gives an integer; null where the number is not finite or too large. */
function whole(name: string, summary: string, example: string, compute: (x: number) => number): RowFunction {
  return {
    name,
    summary,
    example,
    units: "kept",
    infer: (operands) => numbersOnly(name, operands, 1, 1) ?? operand("int", operands[0]?.type.kind !== "int" || operands[0].nullable),
    sql: ([a], [type]) => (type?.kind === "int" ? `${a}` : `TRY_CAST(${name}(CAST(${a} AS DOUBLE)) AS BIGINT)`),
    row: ([a], [type]) => (isMissing(a) ? null : type?.kind === "int" ? a : asInteger(compute(Number(a)))),
  };
}

/** Half away from zero. */
const roundHalfAway = (x: number): number => Math.sign(x) * Math.round(Math.abs(x));
const nearest = whole("round", "", "", roundHalfAway);

/** More digits than a double has in front of its point or behind it change nothing. */
const mostDigits = 300;

/** Rounds to a number of decimal digits; a number that cannot be scaled so far stays as it is. */
function toDigits(x: number, digits: number): number {
  const scale = Number(`1e${Math.min(Math.abs(digits), mostDigits)}`);
  const result = digits < 0 ? roundHalfAway(x / scale) * scale : roundHalfAway(x * scale) / scale;
  return Number.isFinite(result) ? result : x;
}

function toDigitsSql(x: string, digits: string): string {
  const scale = `CAST('1e' || CAST(least(abs(${digits}), ${mostDigits}) AS VARCHAR) AS DOUBLE)`;
  const result = `(CASE WHEN ${digits} < 0 THEN round(${x} / ${scale}) * ${scale} ELSE round(${x} * ${scale}) / ${scale} END)`;
  return `(CASE WHEN ${digits} IS NULL THEN NULL WHEN isfinite(${result}) THEN ${result} ELSE ${x} END)`;
}

const round: RowFunction = {
  name: "round",
  summary: "The nearest integer; with a number of digits, the nearest float with so many behind its point (in front of it, where negative). Halves go away from zero.",
  example: "round(.price, 2)",
  units: "kept",
  infer: (operands) => {
    const [, digits] = operands;
    if (!digits) return nearest.infer(operands);
    if (digits.type.kind === "float") return `\`round\` takes an integer as the number of digits, and this is ${wordsOf(digits.type)}`;
    return numbersOnly("round", operands, 1, 2) ?? operand("float", operands.some(({ nullable }) => nullable));
  },
  sql: (args, types, constants) => (args[1] === undefined ? nearest.sql(args, types, constants) : toDigitsSql(`CAST(${args[0]} AS DOUBLE)`, `CAST(${args[1]} AS BIGINT)`)),
  row: (cells, types) => {
    const [x, digits] = cells;
    if (digits === undefined) return nearest.row(cells, types);
    return isMissing(x) || digits === null ? null : toDigits(Number(x), Number(digits));
  },
};

/** The smallest or largest of several numbers; nulls are left out. */
function extreme(name: string, engineName: string, summary: string, example: string, sign: 1 | -1): RowFunction {
  return {
    name,
    summary,
    example,
    units: "alike",
    infer: (operands) => numbersOnly(name, operands, 2, Number.POSITIVE_INFINITY) ?? asNumbers(operands, operands.every(({ nullable }) => nullable)),
    sql: (args, types) => `${engineName}(${args.map((arg) => numberSql(arg, types)).join(", ")})`,
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
  units: "kept",
  infer: (operands) => numbersOnly("abs", operands, 1, 1) ?? operand(operands[0]?.type.kind === "int" ? "int" : "float", operands[0]?.nullable ?? true),
  sql: ([a], [type]) => (type?.kind === "int" ? `TRY_CAST(abs(CAST(${a} AS DOUBLE)) AS BIGINT)` : `abs(CAST(${a} AS DOUBLE))`),
  row: ([a], [type]) => (isMissing(a) ? null : type?.kind === "int" ? asInteger(Math.abs(Number(a))) : Math.abs(Number(a))),
};

const sign: RowFunction = {
  name: "sign",
  summary: "The sign: 1 of a number above zero, -1 of one below, 0 of zero; null of NaN.",
  example: "sign(.balance)",
  infer: (operands) => numbersOnly("sign", operands, 1, 1) ?? operand("int", operands[0]?.type.kind !== "int" || operands[0].nullable),
  sql: ([a]) => `(CASE WHEN isnan(CAST(${a} AS DOUBLE)) THEN NULL ELSE CAST(sign(CAST(${a} AS DOUBLE)) AS BIGINT) END)`,
  row: ([a]) => (isMissing(a) || Number.isNaN(Number(a)) ? null : Math.sign(Number(a)) + 0),
};

const mod: RowFunction = {
  name: "mod",
  summary: "The remainder of a division, with the sign of the divisor: `mod(-1, 24)` is 23. Null where the divisor is zero or the number is not finite.",
  example: "mod(.hour + 6, 24)",
  units: "alike",
  infer: (operands) => numbersOnly("mod", operands, 2, 2) ?? asNumbers(operands, true),
  sql: ([a, b], types) => {
    const [x, y] = [`CAST(${a} AS DOUBLE)`, `CAST(${b} AS DOUBLE)`];
    const rest = `(${x} % nullif(${y}, 0))`;
    const result = `nullif(CASE WHEN ${rest} <> 0 AND (${rest} < 0) <> (${y} < 0) THEN ${rest} + ${y} ELSE ${rest} END, 'nan'::DOUBLE)`;
    return integers(types) ? `TRY_CAST(${result} AS BIGINT)` : result;
  },
  row: ([a, b], types) => {
    if (isMissing(a) || isMissing(b)) return null;
    const rest = Number(a) % Number(b);
    if (Number.isNaN(rest)) return null;
    const result = rest !== 0 && rest < 0 !== Number(b) < 0 ? rest + Number(b) : rest;
    if (Number.isNaN(result)) return null;
    return integers(types) ? asInteger(result) : result;
  },
};

const clamp: RowFunction = {
  name: "clamp",
  summary: "The number kept between a lower and an upper limit; a limit that is null bounds nothing.",
  example: "clamp(.age, 18, 99)",
  units: "alike",
  infer: (operands) => numbersOnly("clamp", operands, 3, 3) ?? asNumbers(operands, operands[0]?.nullable ?? true),
  sql: ([x, low, high], types) => {
    const [value, least, most] = [x, low, high].map((arg) => numberSql(`${arg}`, types));
    const raised = `(CASE WHEN ${value} < ${least} THEN ${least} ELSE ${value} END)`;
    return `(CASE WHEN ${raised} > ${most} THEN ${most} ELSE ${raised} END)`;
  },
  row: ([x, low, high]) => {
    if (isMissing(x)) return null;
    const raised = !isMissing(low) && compareNumbers(Number(x), Number(low)) < 0 ? Number(low) : Number(x);
    return !isMissing(high) && compareNumbers(raised, Number(high)) > 0 ? Number(high) : raised;
  },
};

function test(name: string, summary: string, sql: string, holds: (x: number) => boolean): RowFunction {
  return {
    name,
    summary,
    example: `${name}(.score)`,
    infer: (operands) => numbersOnly(name, operands, 1, 1) ?? operand("bool", operands[0]?.nullable ?? true),
    sql: ([a]) => `${sql}(CAST(${a} AS DOUBLE))`,
    row: ([a]) => (isMissing(a) ? null : holds(Number(a))),
  };
}

export const numberFunctions: readonly RowFunction[] = [
  abs,
  sign,
  round,
  whole("floor", "The largest integer that is not above the number.", "floor(.age)", Math.floor),
  whole("ceil", "The smallest integer that is not below the number.", "ceil(.age)", Math.ceil),
  whole("trunc", "The integer without the digits behind the point.", "trunc(.age)", Math.trunc),
  mod,
  clamp,
  extreme("min", "least", "The smallest of several numbers; nulls are left out.", "min(.a, .b)", 1),
  extreme("max", "greatest", "The largest of several numbers; nulls are left out.", "max(.a, 0)", -1),
  test("is_finite", "Whether the number is neither infinite nor NaN.", "isfinite", Number.isFinite),
  test("is_nan", "Whether the number is NaN, which is a number to a float column and not a missing value.", "isnan", Number.isNaN),
];
