import type { Expression, SourceFile } from "../syntax/ast.ts";
import { eachChild, rootsOf } from "../syntax/visit.ts";

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
