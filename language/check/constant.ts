import type { Literal } from "../graph/graph.ts";
import type { Operand } from "../nodes/functions.ts";
import type { Expression } from "../syntax/ast.ts";
import type { CheckContext } from "./context.ts";
import { operandOf, operatorNamed } from "./operands.ts";
import { scalar } from "../types/type.ts";

/** The value of an expression that is known before the run: literals, params, and what operators make of them. */
export function constantOf(cx: CheckContext, expression: Expression, file: string): Literal | undefined {
  switch (expression.kind) {
    case "number":
    case "word":
      return expression.value;
    case "group":
      return constantOf(cx, expression.inner, file);
    case "name": {
      const symbol = cx.scopes.get(file)?.symbols.get(expression.name);
      // What a secret param is given is the name of a variable, and no value.
      if (symbol?.kind === "param" && symbol.type?.kind === "object") return undefined;
      if (symbol?.kind === "param") {
        const given = cx.params[symbol.name];
        if (given !== undefined) return given;
        return symbol.statement.value && constantOf(cx, symbol.statement.value, symbol.file);
      }
      if (symbol?.kind === "binding" && !symbol.statement.parts && !symbol.statement.when && symbol.type?.kind === "scalar") {
        return constantOf(cx, symbol.statement.value, symbol.file);
      }
      return undefined;
    }
    case "string": {
      let text = "";
      for (const part of expression.parts) {
        const value = typeof part === "string" ? part : constantOf(cx, part, file);
        if (value === undefined) return undefined;
        text += String(value);
      }
      return text;
    }
    case "unary":
      return apply(expression.operator === "-" ? "negate" : "not", [constantOf(cx, expression.operand, file)]);
    case "binary":
      if (expression.operator === "in") return undefined;
      return apply(expression.operator, [constantOf(cx, expression.left, file), constantOf(cx, expression.right, file)]);
    default:
      return undefined;
  }
}

/** What a function may ask of an operand that is the same for every row. */
export function constantAs(cx: CheckContext, expression: Expression, file: string): Pick<Operand, "constant"> {
  if (expression.kind === "group") return constantAs(cx, expression.inner, file);
  const isLiteral = expression.kind === "number" || expression.kind === "word" || (expression.kind === "string" && expression.parts.every((part) => typeof part === "string"));
  if (!isLiteral && expression.kind !== "name") return {};
  const value = constantOf(cx, expression, file);
  if (value !== undefined) return { constant: { value } };
  return expression.kind === "name" && cx.scopes.get(file)?.symbols.get(expression.name)?.kind === "param" ? { constant: {} } : {};
}

function apply(operator: string, values: readonly (Literal | undefined)[]): Literal | undefined {
  const definition = operatorNamed.get(operator);
  const known = values.filter((value): value is Literal => value !== undefined);
  if (!definition || known.length !== values.length) return undefined;
  const operands = known.map((value) => operandOf(typeOfLiteral(value)));
  if (operands.some((operand) => operand === undefined)) return undefined;
  const types = operands.map((operand) => operand?.type ?? { kind: "unknown" as const });
  const result = definition.infer(operands.map((operand) => operand ?? { type: { kind: "unknown" }, nullable: true }));
  return typeof result === "string" ? undefined : definition.row(known, types);
}

export function typeOfLiteral(value: Literal) {
  if (value === null) return scalar("null");
  if (typeof value === "number") return scalar(Number.isInteger(value) ? "int" : "float");
  return scalar(typeof value === "boolean" ? "bool" : "string");
}
