import type { Expression } from "./ast.ts";

/** Calls `visit` with each expression directly inside one, in the order in which they are written. */
export function eachChild(expression: Expression, visit: (child: Expression) => void): void {
  switch (expression.kind) {
    case "string":
      for (const part of expression.parts) if (typeof part !== "string") visit(part);
      break;
    case "list":
      expression.items.forEach(visit);
      break;
    case "record":
      for (const entry of expression.entries) visit(entry.value);
      break;
    case "call":
      for (const argument of expression.args) visit(argument.value);
      break;
    case "pipe":
      visit(expression.head);
      expression.steps.forEach(visit);
      break;
    case "member":
      visit(expression.object);
      break;
    case "index":
      visit(expression.object);
      visit(expression.index);
      break;
    case "unary":
      visit(expression.operand);
      break;
    case "binary":
      visit(expression.left);
      visit(expression.right);
      break;
    case "range":
      visit(expression.from);
      visit(expression.to);
      break;
    case "group":
      visit(expression.inner);
      break;
    case "number":
    case "word":
    case "name":
    case "column":
    case "missing":
      break;
  }
}

/** An expression and all inside it. Iterative: expressions may be long. */
export function* expressionsIn(expression: Expression): Generator<Expression, undefined> {
  const open = [expression];
  for (let next = open.pop(); next; next = open.pop()) {
    yield next;
    eachChild(next, (child) => open.push(child));
  }
  return undefined;
}

/** The expressions directly inside one. */
export function childrenOf(expression: Expression): readonly Expression[] {
  const children: Expression[] = [];
  eachChild(expression, (child) => children.push(child));
  return children;
}
