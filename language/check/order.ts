import type { BindingStatement, Expression } from "../syntax/ast.ts";
import { expressionsIn, rootsOf } from "../syntax/visit.ts";
import type { CheckContext } from "./context.ts";
import type { BindingSymbol } from "./scope.ts";

/** Every bare name in an expression, whatever it will turn out to mean. */
export function namesIn(expression: Expression): Set<string> {
  const names = new Set<string>();
  for (const inner of expressionsIn(expression)) if (inner.kind === "name") names.add(inner.name);
  return names;
}

interface Words {
  /** Bare names, whatever they will turn out to mean. */
  readonly names: ReadonlySet<string>;
  /** What is called. */
  readonly callees: ReadonlySet<string>;
}

const wordsByStatement = new WeakMap<BindingStatement, Words>();

/** The words in a binding's expressions. Asked in every check, so they are kept beside it. */
export function wordsOf(statement: BindingStatement): Words {
  const known = wordsByStatement.get(statement);
  if (known) return known;
  const [names, callees] = [new Set<string>(), new Set<string>()];
  for (const root of rootsOf(statement)) {
    for (const expression of expressionsIn(root)) {
      if (expression.kind === "name") names.add(expression.name);
      else if (expression.kind === "call") callees.add(expression.callee.text);
    }
  }
  const words = { names, callees };
  wordsByStatement.set(statement, words);
  return words;
}

/**
 * Binding statements in an order in which each comes after those it names. Depth-first without recursion, so that ten thousand bindings
 * in a row are no deeper than one. A circle is left open where it was met, and the way round is noted: a bare name may turn out to be
 * a word (`with: mean`), so only a reference to a binding that has no type yet proves the circle.
 * `roots`: only these, and what they need.
 */
export function orderBindings(cx: CheckContext, entry: string, roots?: readonly BindingSymbol[]): BindingSymbol[] {
  const done = new Set<BindingStatement>();
  const path: { symbol: BindingSymbol; next: Iterator<BindingSymbol> }[] = [];
  const onPath = new Set<BindingStatement>();
  const order: BindingSymbol[] = [];

  const visit = (symbol: BindingSymbol) => {
    if (done.has(symbol.statement)) return;
    if (onPath.has(symbol.statement)) {
      const start = path.findIndex((step) => step.symbol.statement === symbol.statement);
      cx.chains.set(symbol.statement, [...path.slice(start).map((step) => step.symbol.name), path[start]?.symbol.name ?? symbol.name]);
      return;
    }
    onPath.add(symbol.statement);
    path.push({ symbol, next: dependencies(cx, symbol) });
  };

  for (const root of roots ?? cx.scopes.get(entry)?.symbols.values() ?? []) {
    if (root.kind !== "binding") continue;
    visit(root);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const { value, done: finished } = top.next.next();
      if (!finished) {
        visit(value);
        continue;
      }
      path.pop();
      onPath.delete(top.symbol.statement);
      done.add(top.symbol.statement);
      order.push(top.symbol);
    }
  }
  return order;
}

function* dependencies(cx: CheckContext, symbol: BindingSymbol): Generator<BindingSymbol, undefined> {
  const scope = cx.scopes.get(symbol.file);
  for (const name of wordsOf(symbol.statement).names) {
    const target = scope?.symbols.get(name);
    if (target?.kind === "binding") yield target;
  }
  return undefined;
}
