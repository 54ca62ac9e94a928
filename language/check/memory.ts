import type { Catalog } from "../nodes/catalog.ts";
import type { BindingStatement, Statement } from "../syntax/ast.ts";
import { expressionsIn, rootsOf } from "../syntax/visit.ts";
import type { Type } from "../types/type.ts";
import { CheckContext, type Found, type ParamValues } from "./context.ts";
import type { Facts } from "./needs.ts";
import { wordsOf } from "./order.ts";
import type { BindingSymbol, FileScope } from "./scope.ts";

/** What the check of one binding has found, and from what. */
interface Finding {
  /** What each name in it stood for: it stands as long as they all stand for the same. */
  readonly names: readonly (readonly [name: string, meaning: unknown])[];
  /** Which of the names that it declares are its own: another may have declared them before. */
  readonly own: string;
  readonly found: Found;
  readonly types: readonly (readonly [name: string, type: Type])[];
}

/** More than a file has: what is known of expressions that are gone is kept until here. */
const mostFindings = 5000;

/**
 * Lets checks of one file, again and again while it is edited, find what earlier ones have found. A check that is given a memory takes from
 * it what still holds, and leaves in it what it finds; the results of earlier checks with the same memory are spent.
 */
export class CheckMemory {
  #context: CheckContext | undefined;
  #findings = new WeakMap<BindingStatement, Finding>();
  #count = 0;
  /** What is known depends on these, all of it. */
  #seed: number | undefined;
  #params = "";

  /** The context of the next check. */
  contextFor(catalog: Catalog, facts: Facts, params: ParamValues): CheckContext {
    const given = JSON.stringify(params);
    if (this.#context?.catalog !== catalog || given !== this.#params || this.#count > mostFindings) this.#forget();
    this.#params = given;
    if (this.#context) this.#context.begin(facts);
    else this.#context = new CheckContext(catalog, facts, params);
    return this.#context;
  }

  #forget(): void {
    this.#context = undefined;
    this.#findings = new WeakMap();
    this.#count = 0;
  }

  /** Checks a binding, unless what was found of it still holds. `check` gives its symbols their types. */
  binding(cx: CheckContext, symbol: BindingSymbol, check: () => void): void {
    if (this.#seed !== cx.seed) this.#findings = new WeakMap();
    this.#seed = cx.seed;
    const { statement, file } = symbol;
    const scope = cx.scopes.get(file);
    if (!scope) return check();
    const known = this.#findings.get(statement);
    const own = ownNames(scope, statement);
    if (known?.own === own && this.#holds(cx, scope, known)) {
      for (const [name, type] of known.types) {
        const target = scope.symbols.get(name);
        if (target?.kind === "binding") target.type = type;
      }
      return cx.repeat(known.found);
    }
    for (const root of rootsOf(statement)) cx.forget(expressionsIn(root));
    const { names: bare, callees } = wordsOf(statement);
    const names = [...bare, ...callees].map((name) => [name, this.#meaningOf(cx, scope, name)] as const);
    const found = cx.record(check);
    const types = statement.names.flatMap(({ text }) => {
      const target = scope.symbols.get(text);
      return target?.kind === "binding" && target.statement === statement && target.type ? [[text, target.type] as const] : [];
    });
    this.#count++;
    // The advice in an error may depend on names that are not in the statement.
    if (found.diagnostics.some(({ severity }) => severity === "error")) this.#findings.delete(statement);
    else this.#findings.set(statement, { names, own, found, types });
  }

  /** Behind the last binding: a statement that was not looked at, such as one whose name another has, has no types, and a test has none yet. */
  end(cx: CheckContext, order: readonly BindingSymbol[]): void {
    const checked = new Set<Statement>(order.map(({ statement }) => statement));
    for (const { ast } of cx.scopes.values()) {
      for (const statement of ast.statements) {
        if (checked.has(statement)) continue;
        if (statement.kind === "binding") this.#findings.delete(statement);
        for (const root of rootsOf(statement)) cx.forget([...expressionsIn(root)].filter((expression) => !cx.typed.has(expression)));
      }
    }
  }

  #holds(cx: CheckContext, scope: FileScope, { names, found }: Finding): boolean {
    return names.every(([name, meaning]) => this.#meaningOf(cx, scope, name) === meaning) && cx.stands(found);
  }

  /** For a binding, the finding of its last check: another one if it was checked again. Nothing is equal to a binding without one. */
  #meaningOf(cx: CheckContext, scope: FileScope, name: string): unknown {
    const symbol = scope.symbols.get(name);
    if (symbol?.kind === "binding") return this.#findings.get(symbol.statement) ?? {};
    if (symbol) return symbol.statement;
    if (scope.lost.has(name)) return "lost";
    return scope.lostModule ? "perhaps a node" : cx.node(name, scope.file);
  }
}

const ownNames = (scope: FileScope, statement: BindingStatement): string => statement.names.filter(({ text }) => scope.symbols.get(text)?.statement === statement).map(({ text }) => text).join();
