import type { CheckContext } from "../check/context.ts";
import type { Span } from "../syntax/span.ts";
import { expressionsAt } from "./locate.ts";

/** Where the name at an offset is declared. */
export function definition(model: CheckContext, file: string, offset: number): Span | undefined {
  const declared = declaredAt(model, file, offset);
  return declared && model.spanOf(declared);
}

function declaredAt(model: CheckContext, file: string, offset: number): Span | undefined {
  const ast = model.scopes.get(file)?.ast;
  const last = ast && expressionsAt(ast, model.addressOf(file, offset)).at(-1);
  return last?.kind === "name" ? model.symbols.get(last)?.span : undefined;
}

/** Every place that refers to the symbol at an offset, its declaration first. */
export function references(model: CheckContext, file: string, offset: number): readonly Span[] {
  const at = model.addressOf(file, offset);
  const declared = declaredAt(model, file, offset) ?? [...(model.scopes.get(file)?.symbols.values() ?? [])].find((symbol) => symbol.file === file && symbol.span.start <= at && at <= symbol.span.end)?.span;
  if (!declared) return [];
  const uses = [...model.symbols].filter(([expression, symbol]) => symbol.span === declared && model.isWritten(expression.span)).map(([expression]) => expression.span);
  return [declared, ...uses].map((span) => model.spanOf(span));
}
