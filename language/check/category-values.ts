import { impossibleCategory } from "../diagnostics/registry/types.ts";
import type { BinaryExpression, Expression } from "../syntax/ast.ts";
import type { Operand } from "../nodes/functions.ts";
import { constantOf } from "./constant.ts";
import type { CheckContext } from "./context.ts";

const comparisons = new Set<BinaryExpression["operator"]>(["==", "!=", "in"]);

/** A column of a category is compared with a value that it cannot have: no row, or every row, would do. */
export function checkCategoryValues(cx: CheckContext, expression: BinaryExpression, left: Operand, right: Operand, file: string): void {
  if (!comparisons.has(expression.operator)) return;
  if (left.type.kind === "category") report(cx, expression.right, left.type.values, wordsOf(expression.left), file);
  else if (right.type.kind === "category" && expression.operator !== "in") report(cx, expression.left, right.type.values, wordsOf(expression.right), file);
}

function report(cx: CheckContext, compared: Expression, values: readonly string[], column: string, file: string): void {
  for (const part of compared.kind === "list" ? compared.items : [compared]) {
    const value = constantOf(cx, part, file);
    if (typeof value === "string" && !values.includes(value)) cx.misspelt(impossibleCategory, part.span, { column, value }, { name: value, among: values, what: "it is one of" });
  }
}

const wordsOf = (expression: Expression): string => (expression.kind === "column" ? expression.column : "the category");
