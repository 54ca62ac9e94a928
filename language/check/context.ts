import { diagnose, type Diagnostic, type DiagnosticKind, type Fix, type Placement } from "../diagnostics/diagnostic.ts";
import { meant, suggestion } from "../diagnostics/suggest.ts";
import type { Literal } from "../graph/graph.ts";
import type { Accepts } from "../nodes/parameter.ts";
import type { Catalog } from "../nodes/catalog.ts";
import type { NodeSignature } from "../nodes/signature.ts";
import type { BindingStatement, CallExpression, Expression, NameExpression } from "../syntax/ast.ts";
import { LineMap, placeKey, type Span } from "../syntax/span.ts";
import type { Schema } from "../types/schema.ts";
import type { Type } from "../types/type.ts";
import { keyOf, type Answer, type Facts, type Need } from "./needs.ts";
import type { CheckedCall } from "./checked.ts";
import type { FileScope, Symbol } from "./scope.ts";
import type { Release } from "./selection.ts";
import { SourceFiles } from "./sources.ts";

/** Values given for params from outside: the command line, or a section of `mlp.yaml`. */
export type ParamValues = Readonly<Record<string, Literal>>;

/** A path that a call reads or writes. */
export interface PathUse {
  /** Absent where it is not known before the run. */
  readonly path: string | undefined;
  readonly span: Span;
  readonly node: string;
  readonly writes: boolean;
}

/** What the check of a part of the program has found, beside types. */
export interface Found {
  readonly diagnostics: Diagnostic[];
  readonly asked: (readonly [key: string, answer: Answer | undefined, need: Need])[];
  readonly paths: PathUse[];
  readonly releases: Release[];
  readonly columns: (readonly [at: Span, schema: Schema])[];
}

/**
 * Everything one check knows and finds. Types, symbols and calls stand beside the read-only syntax tree. All spans in it are of addresses
 * (see `addresses.ts`); `spanOf` and `addressOf` lead to places in the text and back.
 */
export class CheckContext {
  readonly catalog: Catalog;
  readonly params: ParamValues;
  /** The texts that were read, by this check and earlier ones. */
  readonly files: SourceFiles;
  #facts: Facts;
  /** The pipeline's. */
  seed = 0;
  readonly scopes = new Map<string, FileScope>();
  readonly texts = new Map<string, string>();
  readonly types = new Map<Expression, Type>();
  /** Whose types are of this check. */
  readonly typed = new Set<Expression>();
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
  /** The paths that calls read and write, by place. */
  readonly paths = new Map<string, PathUse>();
  /** What is put to use, in the order of the bindings. */
  readonly releases: Release[] = [];
  readonly #diagnostics = new Map<string, Diagnostic>();
  /** What is found while a part is recorded. */
  #found: Found | undefined;

  constructor(catalog: Catalog, facts: Facts, params: ParamValues, files = new SourceFiles()) {
    this.catalog = catalog;
    this.#facts = facts;
    this.params = params;
    this.files = files;
  }

  get facts(): Facts {
    return this.#facts;
  }

  /** Begins the next check with what is known of expressions, which are the same objects where they are written as before. */
  begin(facts: Facts): void {
    this.#facts = facts;
    for (const ofOneCheck of [this.typed, this.scopes, this.texts, this.chains, this.needs, this.instances, this.expected, this.modules, this.paths, this.columnsAt, this.#diagnostics]) ofOneCheck.clear();
    this.releases.length = 0;
  }

  /** Expressions that are looked at anew. */
  forget(expressions: Iterable<Expression>): void {
    for (const expression of expressions) {
      this.types.delete(expression);
      if (expression.kind === "name") this.symbols.delete(expression);
      if (expression.kind === "call") this.calls.delete(expression);
    }
  }

  /** What is found while `check` runs. */
  record(check: () => void): Found {
    const outer = this.#found;
    const found: Found = { diagnostics: [], asked: [], paths: [], releases: [], columns: [] };
    this.#found = found;
    check();
    this.#found = outer;
    if (outer) append(outer, found);
    return found;
  }

  /** Whether what was recorded would be found again, as far as it depends on facts. */
  stands({ asked }: Found): boolean {
    return asked.every(([key, answer]) => this.facts.answers.get(key) === answer);
  }

  /** Finds what was recorded once more. */
  repeat(found: Found): void {
    if (this.#found) append(this.#found, found);
    const outer = this.#found;
    this.#found = undefined;
    for (const [at, schema] of found.columns) this.noteColumns(at, schema);
    for (const diagnostic of found.diagnostics) this.add(diagnostic);
    for (const [key, answer, need] of found.asked) if (!answer) this.needs.set(key, need);
    for (const use of found.paths) this.notePath(use);
    this.noteReleases(found.releases);
    this.#found = outer;
  }

  /** Says a thing once, however often the place is checked (a recipe's step is checked for each dataset it is fitted on). */
  report<Details extends object>(kind: DiagnosticKind<Details>, span: Span, details: Details, placement?: Placement): void {
    this.add(diagnose(kind, span, details, placement));
  }

  /** Says that a name is none of those that there are; where one of them is near, the fix writes that. */
  misspelt<Details extends { readonly hint: string | undefined }>(kind: DiagnosticKind<Details>, span: Span, details: Omit<Details, "hint">, misspelling: Misspelling): void {
    const { name, among, what } = misspelling;
    const hint = suggestion(name, among, what);
    this.report(kind, span, { ...details, hint } as unknown as Details, { fixes: this.#respelt(span, misspelling) });
  }

  /** The name that was probably meant, written as the other is. */
  #respelt(span: Span, { name, among, bare }: Misspelling): readonly Fix[] {
    const near = meant(name, among);
    const written = this.textAt(span);
    const isColumn = written === `.${name}` || written === `.\`${name}\``;
    if (!isColumn && written !== name && written !== `"${name}"`) return [];
    // In a function that is called with other rows, too, the column may be one of those.
    if (near === undefined || (isColumn && span.instance !== undefined)) return [];
    const text = isColumn ? columnText(near) : written === name || bare ? bareText(near) : textInQuotes(near);
    return text === undefined ? [] : [{ title: `write \`${text}\``, edits: [{ span, text }] }];
  }

  add(told: Diagnostic): void {
    this.#found?.diagnostics.push(told);
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
    this.#found?.columns.push([at, schema]);
    this.columnsAt.set(`${at.file}:${at.start}`, schema);
  }

  setType(expression: Expression, type: Type): void {
    this.types.set(expression, type);
    this.typed.add(expression);
  }

  notePath(use: PathUse): void {
    this.#found?.paths.push(use);
    this.paths.set(placeKey(use.span), use);
  }

  noteReleases(releases: readonly Release[]): void {
    this.#found?.releases.push(...releases);
    this.releases.push(...releases);
  }

  /** The place in the text that a span stands for. */
  spanOf(span: Span): Span {
    return this.files.addresses(span.file)?.spanOf(span) ?? span;
  }

  /** What an offset of a text has as its address in spans. */
  addressOf(file: string, offset: number): number {
    return this.files.addresses(file)?.addressOf(offset) ?? offset;
  }

  /** Whether what has this span is still written in the text: the memory of earlier checks holds more. */
  isWritten({ file, start }: Span): boolean {
    return this.files.addresses(file)?.isWritten(start) ?? true;
  }

  /** What is written at a place. */
  textAt(span: Span): string {
    const { file, start, end } = this.spanOf(span);
    return (this.texts.get(file) ?? "").slice(start, end);
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

  /** With their places in the texts, in the order of the files and of these places. */
  diagnostics(): Diagnostic[] {
    return [...this.#diagnostics.values()].map((diagnostic) => inText(diagnostic, (span) => this.spanOf(span))).sort(
      (a, b) => (a.span?.file ?? "").localeCompare(b.span?.file ?? "") || (a.span?.start ?? 0) - (b.span?.start ?? 0),
    );
  }

  /** The answer to a need, or `undefined` after noting that it is needed. */
  ask(need: Need): Answer | undefined {
    const answer = this.facts.answers.get(need.key);
    if (!answer) this.needs.set(need.key, need);
    this.#found?.asked.push([need.key, answer, need]);
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

/** A name that was written where another was meant, and those that may stand there. */
interface Misspelling {
  readonly name: string;
  readonly among: readonly string[];
  /** What they are, in front of a list of them: "it takes". */
  readonly what: string;
  /** It stands without quotes, however it is written. */
  readonly bare?: boolean;
}

const isPlain = (name: string): boolean => /^[\p{L}_][\p{L}\p{N}\p{M}_]*$/u.test(name);
const columnText = (name: string): string => (isPlain(name) ? `.${name}` : `.\`${name}\``);
const bareText = (name: string): string | undefined => (isPlain(name) ? name : undefined);
const textInQuotes = (text: string): string | undefined => (/["\\$\n]/.test(text) ? undefined : `"${text}"`);

function inText(diagnostic: Diagnostic, place: (span: Span) => Span): Diagnostic {
  const { span, related, fixes } = diagnostic;
  return {
    ...diagnostic,
    ...(span && { span: place(span) }),
    related: related.map((one) => ({ ...one, span: place(one.span) })),
    fixes: fixes.map((fix) => ({ ...fix, edits: fix.edits.map((edit) => ({ ...edit, span: place(edit.span) })) })),
  };
}

function append(to: Found, found: Found): void {
  for (const one of found.diagnostics) to.diagnostics.push(one);
  for (const one of found.asked) to.asked.push(one);
  for (const one of found.paths) to.paths.push(one);
  for (const one of found.releases) to.releases.push(one);
  for (const one of found.columns) to.columns.push(one);
}
