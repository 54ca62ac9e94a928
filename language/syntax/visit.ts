import type { Expression, Statement } from "./ast.ts";

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

/** An expression and all inside it, in the order in which they are written. Iterative: expressions may be long. */
export function* expressionsIn(expression: Expression): Generator<Expression, undefined> {
  const open = [expression];
  const children: Expression[] = [];
  for (let next = open.pop(); next; next = open.pop()) {
    yield next;
    eachChild(next, (child) => children.push(child));
    for (let child = children.pop(); child; child = children.pop()) open.push(child);
  }
  return undefined;
}

/** The expressions of a statement that has values. */
export function rootsOf(statement: Statement): readonly Expression[] {
  if (statement.kind === "binding") return statement.when ? [statement.value, statement.when] : [statement.value];
  if (statement.kind === "test") return statement.clauses.map(({ value }) => value);
  if (statement.kind === "schema") return statement.entries.flatMap((entry) => (entry.kind === "rule" ? [entry.condition] : []));
  return statement.kind === "param" && statement.value ? [statement.value] : [];
}

/** The expressions directly inside one. */
export function childrenOf(expression: Expression): readonly Expression[] {
  const children: Expression[] = [];
  eachChild(expression, (child) => children.push(child));
  return children;
}

/** How many expressions stand in each other at the deepest place. Iterative, because it is asked before anything walks the tree by calling itself. */
export function heightOf(expression: Expression): number {
  const open = [{ expression, depth: 1 }];
  let height = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    const { depth } = next;
    height = Math.max(height, depth);
    eachChild(next.expression, (child) => open.push({ expression: child, depth: depth + 1 }));
  }
  return height;
}
