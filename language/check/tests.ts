import { duplicateName, expectsNothing, paramNotGiven, testWrites, unknownGiven } from "../diagnostics/registry/names.ts";
import { rowsNeverEqual } from "../diagnostics/registry/types.ts";
import type { BindingStatement, Expression, TestClause, TestStatement } from "../syntax/ast.ts";
import type { Span } from "../syntax/span.ts";
import { columnNamed, showColumnType, type Column, type ColumnType } from "../types/schema.ts";
import type { DatasetType, Type } from "../types/type.ts";
import type { CheckContext } from "./context.ts";
import { checkCondition, typeOf } from "./expressions.ts";
import { wordsOf } from "./order.ts";
import type { BindingSymbol, FileScope, ParamSymbol, Symbol } from "./scope.ts";

type Given = Extract<TestClause, { kind: "given" }>;

/**
 * Makes of a file's scope the one of a test: what is given stands for what had its name, everywhere, and each expectation is a binding.
 * Gives the expectations, which are all that a test computes.
 */
export function setUpTest(cx: CheckContext, scope: FileScope, test: TestStatement): readonly BindingSymbol[] {
  const given = new Map<string, Span>();
  for (const clause of test.clauses) {
    if (clause.kind !== "given") continue;
    const { text, span } = clause.name;
    const first = given.get(text);
    if (first) cx.report(duplicateName, span, { name: text }, { related: [{ span: first, message: "given here first" }] });
    else give(cx, scope, clause);
    given.set(text, first ?? span);
  }
  const expected = test.clauses.filter((clause) => clause.kind === "expect").map((clause, index) => expectation(scope, clause, index + 1));
  if (expected.length === 0) cx.report(expectsNothing, test.name.span, { name: test.name.text });
  return expected;
}

function give(cx: CheckContext, scope: FileScope, { name, value, span }: Given): void {
  const before = scope.symbols.get(name.text);
  if (before?.kind !== "binding" && before?.kind !== "param") {
    const names = [...scope.symbols.values()].flatMap((symbol) => (symbol.kind === "binding" || symbol.kind === "param" ? [symbol.name] : []));
    const what = before && { schema: "a schema", function: "a function" }[before.kind];
    if (what !== undefined) return cx.report(unknownGiven, name.span, { name: name.text, what, hint: undefined });
    return cx.misspelt(unknownGiven, name.span, { name: name.text, what }, { name: name.text, among: names, what: "it has" });
  }
  replace(cx, before, standIn(before, scope.file, { name, value, span, kind: "given" }));
}

/** The symbol that what is given gets: it is read in the file of the test. */
function standIn(before: BindingSymbol | ParamSymbol, file: string, { name, value, span }: Given): BindingSymbol | ParamSymbol {
  if (before.kind === "param") return { ...before, file, span: name.span, statement: { ...before.statement, value } };
  return { kind: "binding", name: before.name, file, span: name.span, statement: { kind: "binding", names: [name], parts: false, value, span } };
}

function replace(cx: CheckContext, before: Symbol, after: Symbol): void {
  for (const { symbols } of cx.scopes.values()) {
    for (const [name, symbol] of symbols) if (symbol === before) symbols.set(name, after);
  }
}

function expectation({ file, symbols }: FileScope, { value, span }: TestClause, count: number): BindingSymbol {
  // With a blank, which no name has.
  const name = `expect ${count}`;
  const statement: BindingStatement = { kind: "binding", names: [{ text: name, span }], parts: false, value, span, expected: true };
  const symbol: BindingSymbol = { kind: "binding", name, file, span, statement };
  symbols.set(name, symbol);
  return symbol;
}

/** An expectation is a condition, or says that two datasets are equal. */
export function checkExpectation(cx: CheckContext, value: Expression, file: string): void {
  const sides = comparedIn(value);
  const left = sides && rowsOf(typeOf(cx, sides.left, file));
  const right = sides && rowsOf(typeOf(cx, sides.right, file));
  if (!sides || !left || !right) return checkCondition(cx, value, file);
  compareColumns(cx, left, right, sides.right);
}

/** The two sides of `a == b`. */
export function comparedIn(value: Expression): { readonly left: Expression; readonly right: Expression } | undefined {
  if (value.kind === "group") return comparedIn(value.inner);
  return value.kind === "binary" && value.operator === "==" ? value : undefined;
}

const rowsOf = (type: Type): DatasetType | undefined => (type.kind === "dataset" ? type : undefined);

function compareColumns(cx: CheckContext, { schema: left }: DatasetType, { schema: right }: DatasetType, at: Expression): void {
  if (!left || !right) return;
  const names = left.columns.map(({ name }) => name);
  for (const column of right.columns) {
    const other = columnNamed(left, column.name);
    if (!other) return cx.misspelt(rowsNeverEqual, at.span, { column: column.name, why: "missing" }, { name: column.name, among: names, what: "the left side has" });
    if (!mayEqual(other, column)) return cx.report(rowsNeverEqual, at.span, { column: column.name, why: "type", types: [showColumnType(other), showColumnType(column)], hint: undefined });
  }
  const added = left.columns.find(({ name }) => !columnNamed(right, name));
  if (added) cx.report(rowsNeverEqual, at.span, { column: added.name, why: "added", hint: `give it in each row on the right, or let \`drop_columns\` take it away on the left` });
}

/** Text stands for dates and categories, an integer for a float, and nothing but nulls for anything. */
function mayEqual(one: Column, other: Column): boolean {
  return kindOf(one.type) === kindOf(other.type) || [one, other].some(({ type }) => type.kind === "unknown");
}

function kindOf({ kind }: ColumnType): string {
  if (kind === "int" || kind === "float") return "number";
  return kind === "category" || kind === "date" || kind === "timestamp" ? "string" : kind;
}

/** A step that writes a file of the user's is no part of a test. */
export function checkWrites(cx: CheckContext, { name }: TestStatement): void {
  for (const { writes, node, span } of cx.paths.values()) if (writes) cx.report(testWrites, span, { node, name: name.text });
}

/** Nothing from outside reaches a test: a param without a default that it needs is given by it. */
export function checkParamsOfTest(cx: CheckContext, test: TestStatement, order: readonly BindingSymbol[]): void {
  const told = new Set<Symbol>();
  for (const { statement, file } of order) {
    for (const name of wordsOf(statement).names) {
      const symbol = cx.scopes.get(file)?.symbols.get(name);
      if (symbol?.kind !== "param" || symbol.statement.value || told.has(symbol)) continue;
      told.add(symbol);
      cx.report(paramNotGiven, test.name.span, { name, test: test.name.text }, { related: [{ span: symbol.span, message: "it has no default" }] });
    }
  }
}
