import { unknownNode } from "../diagnostics/registry/names.ts";
import { wrongType } from "../diagnostics/registry/types.ts";
import type { Expression } from "../syntax/ast.ts";
import type { Span } from "../syntax/span.ts";
import { selectorCalls, selectorWords, type Selector } from "../types/selectors.ts";
import { constantOf } from "./constant.ts";
import type { CheckContext } from "./context.ts";
import { suggestion } from "../diagnostics/suggest.ts";

/** A choice of columns as written, with the place of each name in it. */
export interface WrittenSelector {
  readonly selector: Selector;
  readonly names: readonly { readonly column: string; readonly span: Span }[];
}

/** Reads `numeric`, `.a`, `[.a, .b]`, `matching("x*")`, `except(.id)`; reports what is none of these. */
export function readSelector(cx: CheckContext, expression: Expression, file: string, where: { node: string; name: string }): WrittenSelector | undefined {
  const names: { column: string; span: Span }[] = [];
  const selector = read(expression);
  return selector && { selector, names };

  function read(part: Expression): Selector | undefined {
    switch (part.kind) {
      case "group":
        return read(part.inner);
      case "column":
        names.push({ column: part.column, span: part.span });
        return { select: "columns", names: [part.column] };
      case "name": {
        const word = selectorWords.find((known) => known === part.name);
        if (word) return { select: word };
        return refuse(part, suggestion(part.name, selectorWords, "a choice of columns is"));
      }
      case "list":
        return readList(part.items);
      case "call":
        return readCall(part);
      case "missing":
        return undefined;
      default:
        return refuse(part, undefined);
    }
  }

  function readList(items: readonly Expression[]): Selector | undefined {
    const parts = items.map(read);
    const known = parts.filter((part) => part !== undefined);
    if (known.length < parts.length) return undefined;
    const plain = known.flatMap((part) => (part.select === "columns" ? part.names : []));
    return known.every((part) => part.select === "columns") ? { select: "columns", names: plain } : { select: "any", of: known };
  }

  function readCall(part: Extract<Expression, { kind: "call" }>): Selector | undefined {
    if (part.callee.text === "except") {
      const of = readList(part.args.map((argument) => argument.value));
      return of && { select: "except", of: [of] };
    }
    if (part.callee.text !== "matching") {
      cx.misspelt(unknownNode, part.callee.span, { name: part.callee.text }, { name: part.callee.text, among: selectorCalls, what: "a choice of columns may call" });
      return undefined;
    }
    const pattern = part.args[0] && constantOf(cx, part.args[0].value, file);
    if (typeof pattern === "string") return { select: "matching", pattern };
    return refuse(part, '`matching` takes a pattern, as in `matching("price_*")`');
  }

  function refuse(part: Expression, help: string | undefined): undefined {
    cx.add({
      code: wrongType.code,
      severity: wrongType.severity,
      message: `\`${where.name}\` of \`${where.node}\` takes columns`,
      span: part.span,
      related: [],
      help: help ?? "columns are written `.name` or `[.a, .b]`, or chosen by `numeric`, `categorical`, `temporal`, `all`, `matching(\"x*\")`, `except(.id)`",
      fixes: [],
    });
    return undefined;
  }
}
