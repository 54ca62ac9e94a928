import type { Expression, SourceFile, Statement } from "../syntax/ast.ts";
import { eachChild } from "../syntax/visit.ts";

const holds = (span: { readonly start: number; readonly end: number }, offset: number) => span.start <= offset && offset <= span.end;

/** The expressions around an offset, outermost first. */
export function expressionsAt(ast: SourceFile, offset: number): readonly Expression[] {
  const path: Expression[] = [];
  for (const statement of ast.statements) {
    if (!holds(statement.span, offset)) continue;
    let next = rootsOf(statement).find((root) => holds(root.span, offset));
    while (next) {
      path.push(next);
      let inner: Expression | undefined;
      eachChild(next, (child) => {
        if (holds(child.span, offset)) inner = child;
      });
      next = inner;
    }
  }
  return path;
}

function rootsOf(statement: Statement): readonly Expression[] {
  if (statement.kind === "binding") return [statement.value, ...(statement.when ? [statement.when] : [])];
  if (statement.kind === "test") return statement.clauses.map(({ value }) => value);
  return statement.kind === "param" && statement.value ? [statement.value] : [];
}
