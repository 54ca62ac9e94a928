import { operators } from "../expressions/operators.ts";
import type { Operand, RowFunction } from "../nodes/functions.ts";
import type { ColumnType } from "../types/schema.ts";
import { scalar, type ScalarKind, type Type } from "../types/type.ts";

/** The operators, by the name they have in a Graph. */
export const operatorNamed: ReadonlyMap<string, RowFunction> = new Map(operators.map((operator) => [operator.name, operator]));

const columnKinds: Readonly<Record<ScalarKind, ColumnType["kind"]>> = {
  int: "int",
  float: "float",
  share: "float",
  duration: "float",
  bytes: "float",
  string: "string",
  path: "string",
  bool: "bool",
  date: "date",
  timestamp: "timestamp",
  null: "unknown",
  any: "unknown",
};

/** A scalar as an operand; `undefined` for what no operator takes. */
export function operandOf(type: Type): Operand | undefined {
  if (type.kind === "error") return { type: { kind: "unknown" }, nullable: true };
  if (type.kind === "word") return { type: { kind: "string" }, nullable: false };
  if (type.kind === "optional") {
    const inner = operandOf(type.of);
    return inner && { ...inner, nullable: true };
  }
  if (type.kind !== "scalar") return undefined;
  const kind = columnKinds[type.of];
  return { type: kind === "category" ? { kind: "string" } : { kind }, nullable: type.of === "null" || type.of === "any" };
}

export function typeOfOperand(operand: Operand): Type {
  const { kind } = operand.type;
  return scalar(kind === "unknown" ? "any" : kind === "category" ? "string" : kind === "encoded" ? "float" : kind);
}

const conditions = new Set(["==", "!=", "<", "<=", ">", ">=", "and", "or", "not", "in"]);

/** The result of a function on these operands, or why they do not fit. Nothing is claimed where an operand is not known. */
export function inferFunction(definition: RowFunction, operands: readonly Operand[]): Operand | string {
  if (operands.some((operand) => operand.type.kind === "unknown")) {
    const result = definition.infer(operands);
    if (typeof result !== "string") return result;
    return { type: { kind: conditions.has(definition.name) ? "bool" : "unknown" }, nullable: true };
  }
  return definition.infer(operands);
}
