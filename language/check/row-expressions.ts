import { columnOutOfPlace, operandMismatch, operationInExpression, unknownColumn } from "../diagnostics/registry/types.ts";
import type { Operand } from "../nodes/functions.ts";
import type { CallExpression, Expression } from "../syntax/ast.ts";
import type { Provenance } from "../types/provenance.ts";
import type { Learned } from "../types/rows.ts";
import { columnNamed, type Schema } from "../types/schema.ts";
import { showType } from "../types/show.ts";
import type { DatasetType } from "../types/type.ts";
import { checkCategoryValues } from "./category-values.ts";
import { constantAs } from "./constant.ts";
import type { CheckContext } from "./context.ts";
import { reportUnknownFunction, typeOf } from "./expressions.ts";
import { inferFunction, operandOf, operatorNamed } from "./operands.ts";
import { unitOf } from "./units.ts";

/** Scores that stand in an expression over rows have seen the rows that they were measured on. */
const scoresWord = "scores";
const unknown: Operand = { type: { kind: "unknown" }, nullable: true };

/** What an expression over rows reads. */
export interface RowUse {
  readonly columns: Set<string>;
  readonly learned: Set<Learned>;
  readonly provenance: Set<Provenance>;
  /** Some column in it has values of unknown origin. */
  unknownOrigin?: boolean;
}

/** The type of an expression over the rows of a dataset; `rows` is absent where none is in scope. */
export function checkRowExpression(cx: CheckContext, expression: Expression, rows: DatasetType | undefined, file: string, use: RowUse): Operand {
  const visit = (child: Expression): Operand => checkRowExpression(cx, child, rows, file, use);
  switch (expression.kind) {
    case "column":
      return checkColumn(cx, expression.column, expression.span, rows, use);
    case "group":
      return visit(expression.inner);
    case "unary":
      return apply(cx, expression, expression.operator === "-" ? "negate" : "not", [visit(expression.operand)]);
    case "binary": {
      const [left, right] = [visit(expression.left), visit(expression.right)];
      checkCategoryValues(cx, expression, left, right, file);
      return apply(cx, expression, expression.operator, [left, right]);
    }
    case "list":
      return expression.items.map(visit).reduce((a, b) => (a.type.kind === b.type.kind ? { ...a, nullable: a.nullable || b.nullable } : unknown), expression.items[0] ? visit(expression.items[0]) : unknown);
    case "string": {
      for (const part of expression.parts) if (typeof part !== "string") visit(part);
      return { type: { kind: "string" }, nullable: false, ...constantAs(cx, expression, file) };
    }
    case "call":
      return checkFunction(cx, expression, rows, file, use);
    case "missing":
      return unknown;
    default: {
      const type = typeOf(cx, expression, file);
      const operand = operandOf(type);
      if (!operand) cx.report(operandMismatch, expression.span, { why: `an expression over rows takes columns, numbers and text, and this is ${showType(type)}` });
      for (const { rows: measured, at } of type.kind === "scalar" ? (type.from ?? []) : []) use.learned.add({ statistic: scoresWord, step: "evaluate", rows: measured, at });
      return operand ? { ...operand, ...constantAs(cx, expression, file) } : unknown;
    }
  }
}

/** Reports a column that a schema does not have, naming the nearest that it has. */
export function reportUnknownColumn(cx: CheckContext, column: string, span: Expression["span"], schema: Schema): void {
  const names = schema.columns.map((known) => known.name);
  cx.misspelt(unknownColumn, span, { column }, { name: column, among: names, what: "the columns here are" });
}

function checkColumn(cx: CheckContext, name: string, span: Expression["span"], rows: DatasetType | undefined, use: RowUse): Operand {
  use.columns.add(name);
  if (!rows) {
    cx.report(columnOutOfPlace, span, { column: name });
    return unknown;
  }
  for (const learned of rows.schema ? [] : rows.learned) use.learned.add(learned);
  if (!rows.schema) {
    use.unknownOrigin = true;
    return unknown;
  }
  cx.noteColumns(span, rows.schema);
  const column = columnNamed(rows.schema, name);
  if (!column) {
    reportUnknownColumn(cx, name, span, rows.schema);
    return unknown;
  }
  for (const learned of column.learned ?? []) use.learned.add(learned);
  if (column.provenance) use.provenance.add(column.provenance);
  else use.unknownOrigin = true;
  return { type: column.type, nullable: column.nullable, ...(column.unit !== undefined && { unit: column.unit }) };
}

function checkFunction(cx: CheckContext, call: CallExpression, rows: DatasetType | undefined, file: string, use: RowUse): Operand {
  const definition = cx.catalog.functions.get(call.callee.text);
  if (!definition) {
    if (cx.node(call.callee.text, file)) cx.report(operationInExpression, call.callee.span, { node: call.callee.text });
    else reportUnknownFunction(cx, call, file);
    return unknown;
  }
  cx.calls.set(call, { kind: "function", definition });
  const named = call.args.find((argument) => argument.name);
  if (named) {
    cx.report(operandMismatch, named.span, { why: `\`${definition.name}\` takes its arguments in order, without names` });
    return unknown;
  }
  return apply(cx, call, definition.name, call.args.map((argument) => checkRowExpression(cx, argument.value, rows, file, use)));
}

function apply(cx: CheckContext, whole: Expression, name: string, operands: readonly Operand[]): Operand {
  const definition = operatorNamed.get(name) ?? cx.catalog.functions.get(name);
  if (!definition) return unknown;
  const result = inferFunction(definition, operands);
  if (typeof result !== "string") {
    const unit = unitOf(cx, whole, definition, operands);
    return unit === undefined ? result : { ...result, unit };
  }
  cx.report(operandMismatch, whole.span, { why: result });
  return unknown;
}
