import type { Operand } from "../nodes/functions.ts";
import { isNumeric, type ColumnType } from "../types/schema.ts";

/** An operand of which nothing is known, or the literal `null`. It fits everywhere. */
export const isUnknown = (type: ColumnType | undefined): boolean => type === undefined || type.kind === "unknown";

export const fitsNumber = ({ type }: Operand): boolean => isUnknown(type) || isNumeric(type);
export const fitsText = ({ type }: Operand): boolean => isUnknown(type) || type.kind === "string" || type.kind === "category";
export const fitsBool = ({ type }: Operand): boolean => isUnknown(type) || type.kind === "bool";
export const fitsDay = ({ type }: Operand): boolean => isUnknown(type) || type.kind === "date" || type.kind === "timestamp";

export const anyNullable = (operands: readonly Operand[]): boolean => operands.some((operand) => operand.nullable);

export const operand = (kind: Exclude<ColumnType["kind"], "category">, nullable: boolean): Operand => ({ type: { kind } as ColumnType, nullable });

/** A type in a sentence: "`+` adds numbers, and this is a string". */
export function wordsOf(type: ColumnType): string {
  switch (type.kind) {
    case "int":
      return "an integer";
    case "float":
      return "a number";
    case "string":
    case "category":
      return "a string";
    case "bool":
      return "true or false";
    case "encoded":
      return "a category as codes";
    case "unknown":
      return "of an unknown type";
    default:
      return `a ${type.kind}`;
  }
}

/** The type that values of both have, where there is one: an integer and a number are numbers, a category is text. */
export function commonType(a: ColumnType, b: ColumnType): ColumnType | undefined {
  if (isUnknown(a)) return b;
  if (isUnknown(b)) return a;
  if (isNumeric(a) && isNumeric(b)) return a.kind === "int" && b.kind === "int" ? a : { kind: "float" };
  const text = (type: ColumnType) => type.kind === "string" || type.kind === "category";
  if (text(a) && text(b)) return { kind: "string" };
  return a.kind === b.kind ? a : undefined;
}
