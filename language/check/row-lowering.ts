import type { Expr } from "../graph/graph.ts";
import type { Expression } from "../syntax/ast.ts";
import type { CheckContext } from "./context.ts";

/** How the outside of a row expression is lowered: the bindings and params it names. */
export type LowerOutside = (expression: Expression) => Expr;

/** A row expression as plain data. Without `outside`, names of params and bindings keep their place as params. */
export function lowerRow(cx: CheckContext, expression: Expression, file: string, outside: LowerOutside = nameAsParam): Expr {
  const lower = (child: Expression): Expr => lowerRow(cx, child, file, outside);
  switch (expression.kind) {
    case "column":
      return { column: expression.column };
    case "word":
      return { literal: expression.value };
    case "number":
      // JSON has one kind of number: what was written as 5.0 must not become an integer.
      return expression.unit !== "int" && Number.isInteger(expression.value) ? { call: "to_float", args: [{ literal: expression.value }] } : { literal: expression.value };
    case "group":
      return lower(expression.inner);
    case "unary":
      return { call: expression.operator === "-" ? "negate" : "not", args: [lower(expression.operand)] };
    case "binary":
      return { call: expression.operator, args: [lower(expression.left), lower(expression.right)] };
    case "list":
      return { list: expression.items.map(lower) };
    case "string":
      return lowerText(expression.parts, lower);
    case "call":
      return { call: expression.callee.text, args: expression.args.map((argument) => lower(argument.value)) };
    default:
      return outside(expression);
  }
}

/** `"a${b}"` as a call of `interpolate`; text without holes is a literal. */
export function lowerText(parts: readonly (string | Expression)[], lower: (part: Expression) => Expr): Expr {
  if (parts.every((part) => typeof part === "string")) return { literal: parts.join("") };
  return { call: "interpolate", args: parts.map((part) => (typeof part === "string" ? { literal: part } : lower(part))) };
}

const nameAsParam: LowerOutside = (expression) => (expression.kind === "name" ? { param: expression.name } : { literal: null });
