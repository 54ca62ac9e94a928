import { diagnose, type Diagnostic, type DiagnosticKind, type Placement } from "../diagnostics/diagnostic.ts";
import type { Literal } from "../graph/graph.ts";
import type { Accepts } from "../nodes/parameter.ts";
import type { Catalog } from "../nodes/catalog.ts";
import type { NodeSignature } from "../nodes/signature.ts";
import type { BindingStatement, CallExpression, Expression, NameExpression } from "../syntax/ast.ts";
import { LineMap, type Span } from "../syntax/span.ts";
import type { Schema } from "../types/schema.ts";
import type { Type } from "../types/type.ts";
import { keyOf, type Answer, type Facts, type Need } from "./needs.ts";
import type { FileScope, Symbol } from "./scope.ts";
import type { CheckedCall } from "./checked.ts";

/** Values given for params from outside: the command line, or a section of `mlp.yaml`. */
export type ParamValues = Readonly<Record<string, Literal>>;

/** A path that a call reads or writes. */
export interface PathUse {
  readonly path: string;
  readonly span: Span;
  readonly node: string;
  readonly writes: boolean;
}

/** Everything one check knows and finds. Types, symbols and calls stand beside the read-only syntax tree. */
export class CheckContext {
  readonly catalog: Catalog;
  readonly facts: Facts;
  readonly params: ParamValues;
  /** The pipeline's. */
  seed = 0;
  readonly scopes = new Map<string, FileScope>();
  readonly texts = new Map<string, string>();
  readonly types = new Map<Expression, Type>();
  readonly symbols = new Map<NameExpression, Symbol>();
  readonly calls = new Map<CallExpression, CheckedCall>();
  /** For bindings that may depend on themselves: the names on the way round. */
  readonly chains = new Map<BindingStatement, readonly string[]>();
  readonly needs = new Map<string, Need>();
  /** The dataset's columns at each place where a column is named, by file and offset: what an editor completes there. */
  readonly columnsAt = new Map<string, Schema>();
  /** The calls of functions, by the instance that their spans carry. */
  readonly instances = new Map<string, { readonly function: string; readonly call: Span }>();
  /** What the arguments of functions must be. */
  readonly expected = new Map<Expression, { readonly accepts: Accepts; readonly parameter: string; readonly function: string; readonly at: Span }>();
  /** The columns of what is loaded, by its content and how it is read: the same objects, so that filters on them can be compared. */
  readonly sources = new Map<string, Schema>();
  readonly modules = new Set<string>();
  /** The paths that calls read and write, as far as they are known before the run, by place. */
  readonly paths = new Map<string, PathUse>();
  readonly #diagnostics = new Map<string, Diagnostic>();

  constructor(catalog: Catalog, facts: Facts, params: ParamValues) {
    this.catalog = catalog;
    this.facts = facts;
    this.params = params;
  }

  /** Says a thing once, however often the place is checked (a recipe's step is checked for each dataset it is fitted on). */
  report<Details extends object>(kind: DiagnosticKind<Details>, span: Span, details: Details, placement?: Placement): void {
    this.add(diagnose(kind, span, details, placement));
  }

  add(told: Diagnostic): void {
    const diagnostic = this.#withCalls(told);
    const { span } = diagnostic;
    const key = `${diagnostic.code} ${span?.file} ${span?.start} ${span?.end}`;
    if (!this.#diagnostics.has(key)) this.#diagnostics.set(key, diagnostic);
  }

  /** With the call that led to it, for what is wrong inside a function. */
  #withCalls(diagnostic: Diagnostic): Diagnostic {
    const instance = diagnostic.span?.instance;
    const caller = instance === undefined ? undefined : this.instances.get(instance);
    if (!caller) return diagnostic;
    return { ...diagnostic, related: [...diagnostic.related, { span: caller.call, message: `in this call of \`${caller.function}\`` }] };
  }

  noteColumns(at: Span, schema: Schema): void {
    this.columnsAt.set(`${at.file}:${at.start}`, schema);
  }

  /** Offsets to lines, for a file of this check. */
  lines(file: string): LineMap {
    return new LineMap(this.texts.get(file) ?? "");
  }

  /** Whether there is an error among the diagnostics. */
  broken(): boolean {
    for (const { severity } of this.#diagnostics.values()) if (severity === "error") return true;
    return false;
  }

  /** In the order of the files and of the places in them. */
  diagnostics(): Diagnostic[] {
    return [...this.#diagnostics.values()].sort(
      (a, b) => (a.span?.file ?? "").localeCompare(b.span?.file ?? "") || (a.span?.start ?? 0) - (b.span?.start ?? 0),
    );
  }

  /** The answer to a need, or `undefined` after noting that it is needed. */
  ask(need: Need): Answer | undefined {
    const answer = this.facts.answers.get(need.key);
    if (!answer) this.needs.set(need.key, need);
    return answer;
  }

  observe(op: string, args: Readonly<Record<string, unknown>>, file: string): Answer | undefined {
    return this.ask({ kind: "observe", key: keyOf("observe", op, file, args), op, args, file });
  }

  node(name: string, file: string): NodeSignature | undefined {
    return this.scopes.get(file)?.nodes.get(name) ?? this.catalog.nodes.get(name);
  }

  nodeNames(file: string): string[] {
    return [...(this.scopes.get(file)?.nodes.keys() ?? []), ...this.catalog.nodes.keys()];
  }
}
