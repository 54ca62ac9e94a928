import { commonType } from "../../../language/expressions/operands.ts";
import type { Literal } from "../../../language/graph/graph.ts";
import { isNumeric, showColumnType, type Column, type ColumnType } from "../../../language/types/schema.ts";
import type { Way } from "./arguments.ts";

/** The column that tells where another had no value. */
export const indicatorOf = (name: string): Column => ({ name: `${name} is missing`, type: { kind: "bool" }, nullable: false });

/** Whether a way computes with numbers, and the column has none. */
export const unfit = ({ type }: Column, way: Way): boolean =>
  way !== "most_frequent" && way !== "constant" && !isNumeric(type) && type.kind !== "unknown" && type.kind !== "encoded";

export const otherType = (column: Column, value: Literal): string =>
  `\`impute\` is to fill \`${column.name}\`, which is ${showColumnType({ type: column.type, nullable: false })}, with \`${JSON.stringify(value)}\``;

export function typeOf(value: Literal): ColumnType {
  if (typeof value === "number") return { kind: Number.isSafeInteger(value) ? "int" : "float" };
  return { kind: typeof value === "boolean" ? "bool" : typeof value === "string" ? "string" : "unknown" };
}

/** The column as it is afterwards: without gaps. */
export function filled(column: Column, way: Way, value: Literal | undefined): Column {
  return { ...column, type: filledType(column.type, way, value), nullable: false };
}

function filledType(type: ColumnType, way: Way, value: Literal | undefined): ColumnType {
  if (way === "most_frequent" || type.kind === "encoded") return type;
  if (way !== "constant") return { kind: "float" };
  if (type.kind === "category" && typeof value === "string" && type.values.includes(value)) return type;
  return value === undefined ? type : (commonType(type, typeOf(value)) ?? type);
}
