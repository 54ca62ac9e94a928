import type { Expr, Literal } from "../graph/graph.ts";
import type { Operand, RowFunction } from "../nodes/functions.ts";
import { columnNamed, type Schema } from "../types/schema.ts";
import { operators } from "./operators.ts";

/** A row expression with its types, its names looked up, and lists spread: what both its forms are made from. */
export type Resolved = Operand &
  (
    | { readonly is: "literal"; readonly value: Literal }
    | { readonly is: "column"; readonly name: string }
    | { readonly is: "call"; readonly definition: RowFunction; readonly args: readonly Resolved[] }
  );

const operatorNamed: ReadonlyMap<string, RowFunction> = new Map(operators.map((operator) => [operator.name, operator]));

/**
 * Resolves an expression over the rows of a schema. Names of params and nodes must have been replaced by their values.
 * Throws an Error where the expression is not one over these rows: the checker has seen to that before.
 */
export function resolveRow(expr: Expr, schema: Schema, functions: ReadonlyMap<string, RowFunction>): Resolved {
  if ("literal" in expr) return { is: "literal", value: expr.literal, constant: { value: expr.literal }, ...literalOperand(expr.literal) };
  if ("column" in expr) {
    const column = columnNamed(schema, expr.column);
    if (!column) throw new Error(`no column ${expr.column}`);
    return { is: "column", name: column.name, type: column.type, nullable: column.nullable };
  }
  if ("call" in expr) {
    const { call, args: written } = withNullTest(expr);
    const definition = operatorNamed.get(call) ?? functions.get(call);
    if (!definition) throw new Error(`no row function ${call}`);
    const args = written.flatMap((arg) => ("list" in arg ? arg.list : [arg])).map((arg) => resolveRow(arg, schema, functions));
    const result = definition.infer(args);
    if (typeof result === "string") throw new Error(result);
    return { is: "call", definition, args, ...result };
  }
  throw new Error("not an expression over rows");
}

const isNullLiteral = (expr: Expr): boolean => "literal" in expr && expr.literal === null;

type CallExpr = { readonly call: string; readonly args: readonly Expr[] };

/** `x == null` asks whether there is a value, which no comparison of values can. */
function withNullTest(expr: CallExpr): CallExpr {
  const [left, right] = expr.args;
  if (!left || !right || (expr.call !== "==" && expr.call !== "!=")) return expr;
  const tested = isNullLiteral(right) ? left : isNullLiteral(left) ? right : undefined;
  return tested ? { call: expr.call === "==" ? "is_null" : "is_present", args: [tested] } : expr;
}

function literalOperand(literal: Literal): Operand {
  switch (typeof literal) {
    case "number":
      return { type: { kind: Number.isSafeInteger(literal) ? "int" : "float" }, nullable: false };
    case "string":
      return { type: { kind: "string" }, nullable: false };
    case "boolean":
      return { type: { kind: "bool" }, nullable: false };
    default:
      return { type: { kind: "unknown" }, nullable: true };
  }
}
