import { fail } from "../diagnostics/diagnostic.ts";
import { castFailed } from "../diagnostics/registry/data.ts";
import type { Cell, Operand, RowFunction } from "../nodes/functions.ts";
import type { ColumnType } from "../types/schema.ts";
import { asInteger } from "./arithmetic.ts";
import { blanks, datePattern, dayOfTimestamp, parseDate, parseTimestamp, timestampOfDay, timestampPattern } from "./calendar.ts";
import { fitsText, operand, wordsOf } from "./operands.ts";
import { cellToText } from "./text.ts";

export const castTargets = ["int", "float", "string", "bool", "date", "timestamp"] as const;
export type CastTarget = (typeof castTargets)[number];

interface Conversion {
  readonly to: CastTarget;
  readonly summary: string;
  readonly example: string;
  /** Kinds it converts, beside its own and text. */
  readonly from: readonly ColumnType["kind"][];
  readonly sql: (arg: string, type: ColumnType) => string;
  readonly row: (cell: Exclude<Cell, null>, type: ColumnType) => Cell;
}

const integerPattern = "[+-]?[0-9]+";
const floatPattern = "[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?";
const integerText = new RegExp(`^${blanks}(${integerPattern})${blanks}$`);
const floatText = new RegExp(`^${blanks}(${floatPattern})${blanks}$`);

const extract = (arg: string, pattern: string): string => `regexp_extract(${arg}, '^${blanks}(${pattern})${blanks}$', 1)`;
const isText = (type: ColumnType): boolean => type.kind === "string" || type.kind === "category" || type.kind === "unknown";

const words = new Map([
  ...["true", "t", "yes", "y", "1"].map((word) => [word, true] as const),
  ...["false", "f", "no", "n", "0"].map((word) => [word, false] as const),
]);
const cases = [...words].map(([word, value]) => `WHEN '${word}' THEN ${value}`).join(" ");
const asciiLower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** The integer that is written, where a double keeps it as it is. */
function exactInteger(text: string): number | null {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value + 0 : null;
}

/** SQL for the integer of 64 bits that a text is; null where it is none. */
export const integerSql = (text: string): string => `TRY_CAST(${extract(text, integerPattern)} AS BIGINT)`;

function safeIntegerSql(text: string): string {
  const value = integerSql(text);
  return `(CASE WHEN ${value} BETWEEN ${Number.MIN_SAFE_INTEGER} AND ${Number.MAX_SAFE_INTEGER} THEN ${value} END)`;
}

const conversions: readonly Conversion[] = [
  {
    to: "int",
    summary: "An integer: of a float without its fraction, of text that is one of at most 2^53, of true and false 1 and 0; otherwise null.",
    example: 'to_int("42")',
    from: ["float", "bool"],
    sql: (arg, type) => {
      if (isText(type)) return safeIntegerSql(arg);
      return type.kind === "float" ? `TRY_CAST(trunc(${arg}) AS BIGINT)` : `CAST(${arg} AS BIGINT)`;
    },
    row: (cell) => {
      if (typeof cell !== "string") return asInteger(Number(cell));
      const text = integerText.exec(cell)?.[1];
      return text === undefined ? null : exactInteger(text);
    },
  },
  {
    to: "float",
    summary: "A float: of an integer, of text that is a number, of true and false 1 and 0; otherwise null.",
    example: 'to_float("4.2e3")',
    from: ["int", "bool"],
    sql: (arg, type) => {
      if (isText(type)) return `TRY_CAST(${extract(arg, floatPattern)} AS DOUBLE)`;
      return type.kind === "bool" ? `CAST(CAST(${arg} AS BIGINT) AS DOUBLE)` : `CAST(${arg} AS DOUBLE)`;
    },
    row: (cell) => {
      if (typeof cell !== "string") return Number(cell);
      const text = floatText.exec(cell)?.[1];
      return text === undefined ? null : Number(text);
    },
  },
  {
    to: "string",
    summary: "The value as text; dates are written `2024-12-31`, floats with their shortest digits.",
    example: "to_string(.weekday)",
    from: ["int", "float", "bool", "date", "timestamp"],
    sql: (arg, type) => textSql(arg, type),
    row: (cell, type) => cellToText(cell, type),
  },
  {
    to: "bool",
    summary: "True or false: of a number whether it is not zero, of the words true, t, yes, y, 1 and false, f, no, n, 0; otherwise null.",
    example: 'to_bool("yes")',
    from: ["int", "float"],
    sql: (arg, type) => {
      if (!isText(type)) return type.kind === "bool" ? arg : `(${arg} <> 0)`;
      return `(CASE translate(${extract(arg, "[a-zA-Z0-9]+")}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') ${cases} END)`;
    },
    row: (cell) => {
      if (typeof cell !== "string") return typeof cell === "boolean" ? cell : cell !== 0;
      return words.get(asciiLower(cell.replace(/^[ \t\n\r\f\v]+|[ \t\n\r\f\v]+$/g, ""))) ?? null;
    },
  },
  {
    to: "date",
    summary: "The day: of a timestamp, or of text like `2024-12-31`; otherwise null.",
    example: 'to_date("2024-12-31")',
    from: ["timestamp"],
    sql: (arg, type) => (isText(type) ? `TRY_CAST(${extract(arg, datePattern)} AS DATE)` : `CAST(${arg} AS DATE)`),
    row: (cell, type) => (typeof cell === "string" ? parseDate(cell) : type.kind === "timestamp" ? dayOfTimestamp(Number(cell)) : cell),
  },
  {
    to: "timestamp",
    summary: "The point in time: of a date its midnight, of text like `2024-12-31 23:59:59` read as UTC; otherwise null.",
    example: 'to_timestamp("2024-12-31 23:59:59")',
    from: ["date"],
    sql: (arg, type) => (isText(type) ? `TRY_CAST(${extract(arg, timestampPattern)} AS TIMESTAMP)` : `CAST(${arg} AS TIMESTAMP)`),
    row: (cell, type) => (typeof cell === "string" ? parseTimestamp(cell) : type.kind === "date" ? timestampOfDay(Number(cell)) : cell),
  },
];

const unknownType: ColumnType = { kind: "unknown" };

function infer(conversion: Conversion, name: string, value: Operand | undefined): Operand | string {
  if (!value) return `\`${name}\` takes one value`;
  const { to, from } = conversion;
  const { type } = value;
  const exact = type.kind === to || to === "string" || (to === "float" && type.kind === "int") || type.kind === "bool";
  if (!fitsText(value) && type.kind !== to && !from.includes(type.kind)) return `\`${name}\` does not convert ${wordsOf(type)}`;
  return operand(to, value.nullable || !(exact || (type.kind === "date" && to === "timestamp") || (type.kind === "timestamp" && to === "date")));
}

/** `to_int(.x)` and its like: what cannot be converted is null. */
export const conversionFunctions: readonly RowFunction[] = conversions.map((conversion) => ({
  name: `to_${conversion.to}`,
  ...((conversion.to === "int" || conversion.to === "float") && { units: "kept" }),
  summary: conversion.summary,
  example: conversion.example,
  infer: (operands) => (operands.length > 1 ? `\`to_${conversion.to}\` takes one value` : infer(conversion, `to_${conversion.to}`, operands[0])),
  sql: ([arg = "NULL"], [type = unknownType]) => conversion.sql(arg, type),
  row: ([cell], [type = unknownType]) => (cell === null || cell === undefined ? null : conversion.row(cell, type)),
}));

/** What the engine's error begins with where a strict cast failed; the details follow as JSON. */
export const castFailedMark = "mlp:cast:";

/**
 * Casts for which a value that cannot be converted is a mistake: `strict_int(column, "its name")`.
 * They stand in graphs only, made by the node `cast`; the engine raises an error that begins with `castFailedMark`.
 */
export const strictCasts: readonly RowFunction[] = conversions.map((conversion) => ({
  name: `strict_${conversion.to}`,
  summary: `As \`to_${conversion.to}\`, and a value that cannot be converted is a mistake.`,
  example: `strict_${conversion.to}(.age, "age")`,
  infer: ([value]) => {
    const result = infer(conversion, "cast", value);
    return typeof result === "string" ? result : { ...result, nullable: value?.nullable ?? true };
  },
  sql: ([arg = "NULL", column = "''"], [type = unknownType]) => {
    const converted = conversion.sql(arg, type);
    const details = `json_object('column', ${column}, 'value', left(CAST(${arg} AS VARCHAR), 200), 'to', '${conversion.to}')`;
    return `(CASE WHEN ${arg} IS NOT NULL AND ${converted} IS NULL THEN error('${castFailedMark}' || CAST(${details} AS VARCHAR)) ELSE ${converted} END)`;
  },
  row: ([cell, column], [type = unknownType]) => {
    if (cell === null || cell === undefined) return null;
    const converted = conversion.row(cell, type);
    if (converted === null) fail(castFailed, { column: String(column), value: cellToText(cell, type).slice(0, 200), to: conversion.to });
    return converted;
  },
}));

/** The engine shows the sign that a NaN may have from a computation. */
function textSql(arg: string, type: ColumnType | undefined): string {
  return type?.kind === "float" ? `(CASE WHEN isnan(${arg}) THEN 'nan' ELSE CAST(${arg} AS VARCHAR) END)` : `CAST(${arg} AS VARCHAR)`;
}

/** Values as text, put together. The engine forgets the type where one of them is the word `null`. */
export const joinedSql = (args: readonly string[], types: readonly ColumnType[]): string => `CAST(${args.map((arg, index) => textSql(arg, types[index])).join(" || ")} AS VARCHAR)`;

/** `"a${.b}c"`: all parts as text, put together; null where one of them is. */
export const interpolate: RowFunction = {
  name: "interpolate",
  summary: "Text with values in it.",
  example: '"${.city}, ${.country}"',
  infer: (operands) => operand("string", operands.some(({ nullable }) => nullable)),
  sql: joinedSql,
  row: (cells, types) => (cells.some((cell) => cell === null) ? null : cells.map((cell, index) => (cell === null ? "" : cellToText(cell, types[index]))).join("")),
};
