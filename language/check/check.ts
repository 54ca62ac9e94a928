import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { unknownPart } from "../diagnostics/registry/names.ts";
import { gateWithoutNode, wrongType } from "../diagnostics/registry/types.ts";
import type { Graph } from "../graph/graph.ts";
import { lowerGraph } from "../graph/lower.ts";
import type { Catalog } from "../nodes/catalog.ts";
import type { Expression, TestStatement } from "../syntax/ast.ts";
import type { Span } from "../syntax/span.ts";
import { expressionsIn } from "../syntax/visit.ts";
import { showType } from "../types/show.ts";
import { errorType, optional, type Type } from "../types/type.ts";
import { CheckContext, type ParamValues } from "./context.ts";
import { checkGivenParams, checkParam, checkSchema } from "./declarations.ts";
import { checkCondition, typeOf } from "./expressions.ts";
import { expandFunctions } from "./functions/expand.ts";
import { loadFile } from "./imports.ts";
import type { CheckMemory } from "./memory.ts";
import { noFacts, type Facts, type Need } from "./needs.ts";
import { orderBindings } from "./order.ts";
import { checkPaths } from "./paths.ts";
import { checkRowPromises } from "./schema-rows.ts";
import type { BindingSymbol, FileScope, ParamSymbol, SchemaSymbol } from "./scope.ts";
import { checkGate, checkSelection, releasesOf, throughGate } from "./selection.ts";
import { expandSweeps } from "./sweeps/expand.ts";
import { checkExpectation, checkParamsOfTest, checkWrites, setUpTest } from "./tests.ts";
import { checkUnusedParts } from "./unused-parts.ts";

export interface Source {
  /** Names the file in spans; imports are relative to it. */
  readonly file: string;
  readonly text: string;
}

export interface CheckOptions {
  readonly catalog: Catalog;
  readonly facts?: Facts;
  readonly params?: ParamValues;
  /** Report params without a default that were not given: when the pipeline is about to run. */
  readonly requireParams?: boolean;
  /** Of earlier checks of the same file, whose results are spent with this one. */
  readonly memory?: CheckMemory;
}

export interface CheckResult {
  readonly diagnostics: readonly Diagnostic[];
  /** Absent while there are errors. Made when it is first asked for. */
  readonly graph: Graph | undefined;
  /** What the host may find out; with its answers among the facts the check says more. */
  readonly needs: readonly Need[];
  /** Types and symbols beside the tree, for the editor. */
  readonly model: CheckContext;
}

/** Checks a pipeline: pure and synchronous. What it cannot know by itself it returns as needs. */
export function check(source: Source, options: CheckOptions): CheckResult {
  const { catalog, facts = noFacts, params = {}, requireParams = false, memory } = options;
  const cx = memory ? memory.contextFor(catalog, facts, params) : new CheckContext(catalog, facts, params);
  const scope = loadFile(cx, source.file, source.text);
  const program = checkProgram(cx, scope, { requireParams, ...(memory && { memory }) });
  if (!cx.broken()) checkUnusedParts(cx, source.file, () => lowerGraph(cx, scope, program.order, program.params));
  if (!cx.broken()) for (const test of scope.tests.values()) checkTest(cx, source, test);
  return resultOf(cx, program, cx.diagnostics());
}

/** Checks one test of a pipeline: the graph is what its expectations need, computed from what it gives. No param is given from outside. */
export function checkOneTest(source: Source, { catalog, facts = noFacts }: Pick<CheckOptions, "catalog" | "facts">, name: string): CheckResult {
  const cx = new CheckContext(catalog, facts, {});
  const program = checkTestProgram(cx, source, name);
  const { test } = program;
  return resultOf(cx, program, cx.diagnostics().map((diagnostic) => (test ? inTest(diagnostic, { name: test.name.span, whole: test.span }, cx) : diagnostic)));
}

function resultOf(cx: CheckContext, { scope, order, params }: Program, diagnostics: readonly Diagnostic[]): CheckResult {
  let graph: Graph | undefined;
  const broken = cx.broken();
  return {
    diagnostics,
    get graph() {
      if (!broken) graph ??= lowerGraph(cx, scope, order, params);
      return graph;
    },
    needs: [...cx.needs.values()],
    model: cx,
  };
}

function checkTestProgram(cx: CheckContext, source: Source, name: string): Program & { readonly test: TestStatement | undefined } {
  const scope = loadFile(cx, source.file, source.text);
  const test = scope.tests.get(name);
  const expected = test ? setUpTest(cx, scope, test) : [];
  const program = checkProgram(cx, scope, { requireParams: false, roots: expected });
  if (test) {
    checkWrites(cx, test);
    checkParamsOfTest(cx, test, program.order);
  }
  return { ...program, test };
}

/** Adds what is wrong with a test to what is known of the pipeline. */
function checkTest(cx: CheckContext, source: Source, test: TestStatement): void {
  const model = new CheckContext(cx.catalog, cx.facts, {}, cx.files);
  checkTestProgram(model, source, test.name.text);
  for (const diagnostic of model.diagnostics()) cx.add(inTest(diagnostic, { name: test.name.span, whole: test.span }, cx));
  for (const [key, need] of model.needs) cx.needs.set(key, need);
  for (const clause of test.clauses) {
    for (const expression of expressionsIn(clause.value)) {
      const type = model.types.get(expression);
      if (type) cx.setType(expression, type);
      const symbol = expression.kind === "name" ? model.symbols.get(expression) : undefined;
      if (symbol && expression.kind === "name") cx.symbols.set(expression, symbol);
      const call = expression.kind === "call" ? model.calls.get(expression) : undefined;
      if (call && expression.kind === "call") cx.calls.set(expression, call);
    }
  }
}

/** What is wrong elsewhere because of what a test gives says so. */
function inTest(diagnostic: Diagnostic, test: { readonly name: Span; readonly whole: Span }, cx: CheckContext): Diagnostic {
  const at = diagnostic.span;
  const whole = cx.spanOf(test.whole);
  if (at && at.file === whole.file && whole.start <= at.start && at.end <= whole.end) return diagnostic;
  return { ...diagnostic, related: [...diagnostic.related, { span: cx.spanOf(test.name), message: "with what this test gives" }] };
}

interface Program {
  readonly scope: FileScope;
  /** The bindings, each behind those it needs. */
  readonly order: readonly BindingSymbol[];
  readonly params: readonly ParamSymbol[];
}

interface ProgramOptions {
  readonly requireParams: boolean;
  /** Only these bindings, and what they need. */
  readonly roots?: readonly BindingSymbol[];
  readonly memory?: CheckMemory;
}

/** Types of all that the bindings of a file need. */
function checkProgram(cx: CheckContext, scope: FileScope, { requireParams, roots, memory }: ProgramOptions): Program {
  cx.seed = scope.seed?.value.value ?? 0;
  const params: ParamSymbol[] = [];
  const schemas = new Set<SchemaSymbol>();
  for (const { symbols } of cx.scopes.values()) {
    for (const symbol of new Set(symbols.values())) {
      if (symbol.kind === "param" && !params.includes(symbol)) params.push(symbol);
      if (symbol.kind === "schema" && !symbol.schema) checkSchema(cx, symbol);
      if (symbol.kind === "schema") schemas.add(symbol);
    }
  }
  for (const param of params) checkParam(cx, param);
  for (const schema of schemas) checkRowPromises(cx, schema);
  checkGivenParams(cx, params, requireParams);

  expandFunctions(cx);
  expandSweeps(cx);
  const order = orderBindings(cx, scope.file, roots);
  for (const symbol of order) {
    if (memory) memory.binding(cx, symbol, () => checkBinding(cx, symbol));
    else checkBinding(cx, symbol);
  }
  memory?.end(cx, order);
  checkPaths(cx);
  checkSelection(cx);
  return { scope, order, params };
}

function checkBinding(cx: CheckContext, symbol: BindingSymbol): void {
  const { statement, file } = symbol;
  if (statement.expected) return checkExpectation(cx, statement.value, file);
  const type = typeOf(cx, statement.value, file);
  if (statement.when) {
    checkCondition(cx, statement.when, file);
    if (type.kind !== "error" && !runs(cx, statement.value)) cx.report(gateWithoutNode, statement.when.span, { name: symbol.name, of: bindingNamed(cx, statement.value) });
  }
  const scope = cx.scopes.get(file);
  for (const name of statement.names) {
    const target = scope?.symbols.get(name.text);
    if (target?.kind !== "binding" || target.statement !== statement) continue;
    const part = statement.parts ? partType(cx, type, name.part ?? name.text, name.span) : type;
    target.type = statement.when ? optional(throughGate(cx, part, statement.when, file)) : part;
  }
  checkGate(cx, symbol);
  cx.noteReleases(releasesOf(cx, symbol));
}

/** Whether a value is what a node of its own gives, which a gate can hold back: other values are there as soon as what they name is. */
function runs(cx: CheckContext, value: Expression): boolean {
  if (value.kind === "group") return runs(cx, value.inner);
  const call = value.kind === "pipe" ? value.steps.at(-1) : value;
  const checked = call?.kind === "call" ? cx.calls.get(call) : undefined;
  return checked?.kind === "node" && checked.form === "operation";
}

/** The binding that a value is only another name for. */
function bindingNamed(cx: CheckContext, value: Expression): string | undefined {
  if (value.kind === "group") return bindingNamed(cx, value.inner);
  return value.kind === "name" && cx.symbols.get(value)?.kind === "binding" ? value.name : undefined;
}

function partType(cx: CheckContext, type: Type, name: string, span: Span): Type {
  if (type.kind === "error") return errorType;
  if (type.kind !== "record") {
    cx.report(wrongType, span, { node: "{ … } =", name, wanted: "a value with parts, such as a split", got: showType(type) });
    return errorType;
  }
  const part = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
  if (!part) cx.misspelt(unknownPart, span, { name }, { name, among: Object.keys(type.fields), what: "its parts are" });
  return part ?? errorType;
}
