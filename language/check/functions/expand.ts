import { functionCircle, functionsTooMany } from "../../diagnostics/registry/names.ts";
import { gateWithoutNode, unknownArgument } from "../../diagnostics/registry/types.ts";
import type { BindingStatement, CallExpression, Expression, Identifier } from "../../syntax/ast.ts";
import type { CheckContext } from "../context.ts";
import { typeOf } from "../expressions.ts";
import { matchArguments } from "../match.ts";
import { namesIn } from "../order.ts";
import type { BindingSymbol, FileScope, FunctionSymbol } from "../scope.ts";
import type { Span } from "../../syntax/span.ts";
import { highest } from "../../syntax/limits.ts";
import { childrenOf, heightOf } from "../../syntax/visit.ts";
import { rebuild, type Rebuilding } from "./rebuild.ts";
import { signatureOf, type FunctionSignature } from "./signature.ts";

/** More calls than any pipeline has: functions that call each other twice each would fill the memory. */
const mostCalls = 10_000;

/**
 * Puts the bodies of functions in the place of their calls, each call with its own instance: what it binds becomes a binding of the file,
 * named after the binding that it stands in (`churn.model`), and its arguments stand for its parameters. What comes after the expansion
 * knows no functions, so all that is checked of a pipeline is checked of every call.
 */
export function expandFunctions(cx: CheckContext): void {
  const signatures = new Map<FunctionSymbol, FunctionSignature>();
  for (const scope of cx.scopes.values()) {
    for (const symbol of scope.symbols.values()) if (symbol.kind === "function" && !signatures.has(symbol)) signatures.set(symbol, signatureOf(cx, symbol));
  }
  if (signatures.size === 0) return;
  const count = { calls: 0 };
  for (const scope of [...cx.scopes.values()]) {
    const seen = new Set<BindingStatement>();
    for (const symbol of [...scope.symbols.values()]) {
      if (symbol.kind !== "binding" || symbol.file !== scope.file || seen.has(symbol.statement)) continue;
      const before = symbol.statement;
      const after = new Expansion(cx, scope, signatures, count).statement(before);
      seen.add(after);
      for (const other of scope.symbols.values()) if (other.kind === "binding" && other.statement === before) other.statement = after;
    }
  }
}

/** Where text is expanded: the file whose names it uses, what its own names stand for, and the calls that led here. */
interface Place {
  readonly scope: FileScope;
  readonly instance?: string;
  readonly names: ReadonlyMap<string, Expression | string>;
  readonly path: readonly FunctionSymbol[];
  /** Names of what is made here begin with it. */
  readonly base: string;
}

class Expansion {
  readonly #cx: CheckContext;
  readonly #scope: FileScope;
  readonly #signatures: ReadonlyMap<FunctionSymbol, FunctionSignature>;
  readonly #count: { calls: number };

  constructor(cx: CheckContext, scope: FileScope, signatures: ReadonlyMap<FunctionSymbol, FunctionSignature>, count: { calls: number }) {
    this.#cx = cx;
    this.#scope = scope;
    this.#signatures = signatures;
    this.#count = count;
  }

  statement(statement: BindingStatement): BindingStatement {
    const place: Place = { scope: this.#scope, names: new Map(), path: [], base: statement.names.map(({ text }) => text).join("/") };
    const value = this.#low(this.#expand(statement.value, place, true), statement.value.span);
    const when = statement.when && this.#low(this.#expand(statement.when, place, false), statement.when.span);
    if (value === statement.value && when === statement.when) return statement;
    if (when && value.kind === "record") this.#cx.report(gateWithoutNode, when.span, { name: place.base, of: undefined });
    return { ...statement, value, ...(when && { when }) };
  }

  /** What is too high to be walked has no value. */
  #low(expression: Expression, span: Span): Expression {
    if (heightOf(expression) <= highest) return expression;
    this.#cx.report(functionsTooMany, span, { most: highest, what: "height" });
    return { kind: "missing", span };
  }

  /** `whole`: it is all that a binding is, so that what it makes may have the binding's name. */
  #expand(expression: Expression, place: Place, whole: boolean): Expression {
    const isWhole = (call: CallExpression): boolean => whole && (expression.kind === "pipe" ? expression.steps.at(-1) : expression)?.span.start === call.span.start;
    const by: Rebuilding = {
      ...(place.instance !== undefined && { instance: place.instance }),
      name: (name) => this.#name(name, place),
      call: (call, piped) => this.#call(call, piped, place, isWhole(call)),
    };
    return rebuild(expression, by);
  }

  #name(expression: Extract<Expression, { kind: "name" }>, { names, scope }: Place): Expression {
    const own = names.get(expression.name);
    if (typeof own === "string") return { ...expression, name: own };
    // A name is said to stand where the body uses it: that is where something may be wrong with it.
    if (own?.kind === "name") return this.#expect({ ...own, span: expression.span }, own);
    if (own) return own;
    return scope === this.#scope ? expression : { ...expression, name: this.#alias(scope, expression.name) };
  }

  /** What is expected of one expression is expected of another that stands for it. */
  #expect<Stand extends Expression>(stand: Stand, original: Expression): Stand {
    const expected = this.#cx.expected.get(original);
    if (expected) this.#cx.expected.set(stand, expected);
    return stand;
  }

  /** The name in this file for what another file declares. A word that it does not declare stays as it is. */
  #alias(scope: FileScope, name: string): string {
    const symbol = scope.symbols.get(name);
    if (!symbol || this.#scope.symbols.get(name) === symbol) return name;
    const alias = `${scope.file}:${name}`;
    this.#scope.symbols.set(alias, symbol);
    return alias;
  }

  #call(call: CallExpression, piped: Expression | undefined, place: Place, whole: boolean): Expression {
    const { text } = call.callee;
    const target = place.scope.symbols.get(text);
    if (target?.kind === "function") return this.#instantiate(target, call, piped, place, whole);
    const node = place.scope === this.#scope ? undefined : place.scope.nodes.get(text);
    if (!node || this.#scope.nodes.get(text) === node) return call;
    const alias = `${place.scope.file}:${text}`;
    this.#scope.nodes.set(alias, node);
    return { ...call, callee: { ...call.callee, text: alias } };
  }

  #instantiate(target: FunctionSymbol, call: CallExpression, piped: Expression | undefined, place: Place, whole: boolean): Expression {
    const missing: Expression = { kind: "missing", span: call.span };
    const circle = place.path.indexOf(target);
    if (circle >= 0) {
      this.#cx.report(functionCircle, call.callee.span, { chain: [...place.path.slice(circle), target].map(({ name }) => name) });
      return missing;
    }
    if (++this.#count.calls > mostCalls) {
      // Told once, however many calls are left.
      if (this.#count.calls === mostCalls + 1) this.#cx.report(functionsTooMany, call.callee.span, { most: mostCalls, what: "calls" });
      return missing;
    }
    const instance = `~${this.#count.calls}${place.instance ?? ""}`;
    this.#cx.instances.set(instance, { function: target.name, call: call.span });
    const base = whole ? place.base : this.#unique(`${place.base}.${target.name}`);
    const scope = this.#cx.scopes.get(target.file) ?? place.scope;
    const names = new Map<string, Expression | string>();
    const inner: Place = { scope, instance, names, path: [...place.path, target], base };
    if (!this.#bindArguments(target, call, piped, inner)) return missing;
    const { body } = target.statement;
    if (body.kind === "expression") return this.#expand(body.value, inner, whole);
    return this.#block(body.bindings, call, inner);
  }

  /** The bindings of a block become bindings of the file; the call stands for all of them. */
  #block(bindings: readonly BindingStatement[], call: CallExpression, place: Place): Expression {
    const own = new Map<string, Expression | string>(place.names);
    const local = (name: Identifier): string => `${place.base}.${name.text}`;
    for (const { names } of bindings) for (const name of names) own.set(name.text, local(name));
    const inner = { ...place, names: own };
    for (const binding of bindings) {
      const base = binding.names.map(local).join("/");
      const value = this.#expand(binding.value, { ...inner, base }, true);
      const when = binding.when && this.#expand(binding.when, { ...inner, base }, false);
      const names = binding.names.map((name): Identifier => ({ ...name, text: local(name), part: name.text }));
      this.#declare({ ...binding, names, value, ...(when && { when }) }, "local");
    }
    const entries = bindings.flatMap(({ names }) => names.map((name) => ({ name, value: { kind: "name", name: local(name), span: call.span } as const })));
    return { kind: "record", entries, span: call.span };
  }

  /** Lets each parameter stand for its argument; false where the call does not fit. */
  #bindArguments(target: FunctionSymbol, call: CallExpression, piped: Expression | undefined, place: Place): boolean {
    const { signature, accepts } = this.#signatures.get(target) ?? signatureOf(this.#cx, target);
    const { given, complete } = matchArguments(this.#cx, call, signature, piped !== undefined);
    const stranger = call.args.find(({ name }) => name && !Object.hasOwn(signature.takes, name.text));
    if (stranger?.name && given.has(stranger.name.text)) {
      this.#cx.misspelt(unknownArgument, stranger.name.span, { node: target.name, name: stranger.name.text }, { name: stranger.name.text, among: Object.keys(signature.takes), what: "it takes" });
    }
    const names = place.names as Map<string, Expression | string>;
    for (const { name, value: preset } of target.statement.params) {
      const isPiped = piped !== undefined && signature.positional?.[0] === name.text;
      const value = isPiped ? piped : (given.get(name.text) ?? (preset && this.#expand(preset, place, false)));
      if (!value) return false;
      const wanted = accepts.get(name.text);
      if (wanted) this.#cx.expected.set(value, { accepts: wanted, parameter: name.text, function: target.name, at: value.span });
      names.set(name.text, this.#standIn(target, name, this.#literal(value), place));
    }
    return complete && !stranger;
  }

  /** A literal is checked at once: where it stands in an expression over rows, nobody asks for its type. */
  #literal(value: Expression): Expression {
    const isLiteral = value.kind === "number" || value.kind === "word" || (value.kind === "string" && value.parts.every((part) => typeof part === "string"));
    return isLiteral && typeOf(this.#cx, value, this.#scope.file).kind === "error" ? { kind: "missing", span: value.span } : value;
  }

  /** The argument itself, or a binding for it where the body uses it more than once and it does something. */
  #standIn(target: FunctionSymbol, name: Identifier, value: Expression, { base }: Place): Expression {
    const { body } = target.statement;
    const values = body.kind === "expression" ? [body.value] : body.bindings.flatMap(({ value: own, when }) => (when ? [own, when] : [own]));
    const uses = values.reduce((sum, own) => sum + usesOf(own, name.text), 0);
    if (uses <= 1 || !doesSomething(value)) return value;
    const text = this.#unique(`${base}.${name.text}`);
    this.#declare({ kind: "binding", names: [{ text, span: value.span }], parts: false, value, span: value.span }, "argument");
    return this.#expect({ kind: "name", name: text, span: value.span }, value);
  }

  #declare(statement: BindingStatement, generated: "local" | "argument"): void {
    for (const { text, span, part } of statement.names) {
      const symbol: BindingSymbol = { kind: "binding", name: text, file: this.#scope.file, span, statement, generated, ...(part !== undefined && { part }) };
      this.#scope.symbols.set(text, symbol);
    }
  }

  #unique(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.#scope.symbols.has(name) || this.#taken.has(name); count++) name = `${wanted}#${count}`;
    this.#taken.add(name);
    return name;
  }

  readonly #taken = new Set<string>();
}

function usesOf(expression: Expression, name: string): number {
  if (!namesIn(expression).has(name)) return 0;
  const own = expression.kind === "name" && expression.name === name ? 1 : 0;
  return childrenOf(expression).reduce((sum, child) => sum + usesOf(child, name), own);
}

/** Whether it holds a call outside of expressions over rows: work that must not be done twice. */
const doesSomething = (expression: Expression): boolean => (expression.kind === "call" || expression.kind === "pipe") && !readsColumns(expression);

const readsColumns = (expression: Expression): boolean => expression.kind === "column" || (expression.kind !== "pipe" && childrenOf(expression).some(readsColumns));
