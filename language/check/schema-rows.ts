import { emptyPromise, notACondition, notConstant, unknownPromise } from "../diagnostics/registry/types.ts";
import type { Expression, SchemaKey, SchemaRule } from "../syntax/ast.ts";
import { expressionsIn } from "../syntax/visit.ts";
import { unknownRows } from "../types/rows.ts";
import { columnNamed, type Schema } from "../types/schema.ts";
import { showType } from "../types/show.ts";
import { dataset } from "../types/type.ts";
import { comparisonOf } from "./arguments.ts";
import type { CheckContext } from "./context.ts";
import { typeOfOperand } from "./operands.ts";
import { checkRowExpression, reportUnknownColumn, type RowUse } from "./row-expressions.ts";
import type { SchemaSymbol } from "./scope.ts";

const words = ["unique"];

/** What a schema promises of whole rows: its keys, and what holds for each row. Called once the params have their types. */
export function checkRowPromises(cx: CheckContext, { statement, schema, file }: SchemaSymbol): void {
  if (!schema) return;
  const keys = new Set(statement.entries.flatMap((entry) => (entry.kind === "field" && entry.promises.some((promise) => promise.kind === "word" && promise.word.text === "unique") ? [keyOf([entry.column.text])] : [])));
  for (const entry of statement.entries) {
    if (entry.kind === "key") checkKey(cx, entry, schema, keys);
    else if (entry.kind === "rule") checkRule(cx, entry, schema, file);
  }
}

const keyOf = (columns: readonly string[]): string => JSON.stringify([...columns].sort());
const quoted = (name: string): string => `\`${name}\``;

/** `keys` has those that the schema has promised before. */
function checkKey(cx: CheckContext, { word, columns, span }: SchemaKey, schema: Schema, keys: Set<string>): void {
  if (!words.includes(word.text)) return cx.misspelt(unknownPromise, word.span, { word: word.text }, { name: word.text, among: [...words, "expect"], what: "of whole rows there are" });
  const names: string[] = [];
  for (const column of columns) {
    cx.noteColumns(column.span, schema);
    if (!columnNamed(schema, column.text)) reportUnknownColumn(cx, column.text, column.span, schema);
    if (names.includes(column.text)) cx.report(emptyPromise, column.span, { why: `${quoted(column.text)} stands twice in this key` });
    names.push(column.text);
  }
  const key = keyOf(names);
  if (keys.has(key)) cx.report(emptyPromise, span, { why: `that no two rows have the same ${names.map(quoted).join(" and ")} is promised twice` });
  keys.add(key);
}

function checkRule(cx: CheckContext, { condition, span }: SchemaRule, schema: Schema, file: string): void {
  cx.forget(expressionsIn(condition));
  const outside = [...expressionsIn(condition)].find((inner) => !isSettled(cx, inner, file));
  if (outside) return cx.report(notConstant, outside.span, { what: "what a schema promises" });
  const use: RowUse = { columns: new Set(), learned: new Set(), provenance: new Set() };
  const { type } = checkRowExpression(cx, condition, dataset(schema, unknownRows), file, use);
  if (type.kind === "unknown") return;
  if (type.kind !== "bool") {
    const got = typeOfOperand({ type, nullable: false });
    return cx.report(notACondition, condition.span, { got: showType(got), example: comparisonOf(cx, condition.span, got) });
  }
  const isKnown = [...expressionsIn(condition)].every((inner) => inner.kind !== "name" || cx.symbols.has(inner));
  if (use.columns.size === 0 && isKnown) cx.report(emptyPromise, span, { why: "this names no column, so it says the same of every row" });
}

/** What is named in a schema is a param: nothing else has a value before the run, whatever file the schema is used in. */
function isSettled(cx: CheckContext, expression: Expression, file: string): boolean {
  if (expression.kind === "member" || expression.kind === "index") return false;
  const symbol = expression.kind === "name" ? cx.scopes.get(file)?.symbols.get(expression.name) : undefined;
  return symbol === undefined || symbol.kind === "param";
}
