import { diagnose } from "../diagnostics/diagnostic.ts";
import { notConstant, paramOutOfRange, paramRequired, unknownTypeName, wrongParamValue } from "../diagnostics/registry/types.ts";
import { unknownParam } from "../diagnostics/registry/names.ts";
import type { GraphParam, Literal } from "../graph/graph.ts";
import type { Expression, TypeExpression } from "../syntax/ast.ts";
import type { Span } from "../syntax/span.ts";
import type { Column, ColumnType } from "../types/schema.ts";
import { promisesOf } from "./promises.ts";
import { showType } from "../types/show.ts";
import { description, scalar, type Type } from "../types/type.ts";
import { fits } from "./arguments.ts";
import { constantOf, typeOfLiteral } from "./constant.ts";
import type { CheckContext } from "./context.ts";
import { typeOf } from "./expressions.ts";
import { isVariable } from "../nodes/parameter.ts";
import { namesIn } from "./order.ts";
import type { ParamSymbol, SchemaSymbol } from "./scope.ts";
import { suggestion } from "../diagnostics/suggest.ts";

export const paramTypes = ["int", "float", "string", "bool", "path", "share", "duration", "bytes", "secret"] as const;
const columnTypes = ["int", "float", "string", "bool", "date", "timestamp", "category"] as const;

/** The declared type of a param, or `undefined` after reporting one that does not exist. */
function paramType(cx: CheckContext, type: TypeExpression): (typeof paramTypes)[number] | undefined {
  const known = paramTypes.find((name) => name === type.name.text);
  if (!known) cx.misspelt(unknownTypeName, type.name.span, { name: type.name.text }, { name: type.name.text, among: paramTypes, what: "a param is one of" });
  return known;
}

/** Checks a param's default, and the value given for it. */
export function checkParam(cx: CheckContext, symbol: ParamSymbol): void {
  const { statement } = symbol;
  const kind = paramType(cx, statement.type);
  symbol.type = kind === "secret" ? description("Secret") : kind ? scalar(kind) : { kind: "error" };
  if (!kind) return;
  if (statement.value && namesDeclared(cx, statement.value, symbol.file)) notSettled(cx, statement.value);
  else if (statement.value) {
    const type = typeOf(cx, statement.value, symbol.file);
    if (!fits(type, { kind }) || (kind === "secret" && type.kind === "scalar")) {
      cx.report(wrongParamValue, statement.value.span, { name: symbol.name, type: kind, wanted: showType(symbol.type), got: showType(type), fitting: kind === "secret" ? undefined : fittingType(type) });
    } else if (type.kind !== "error" && defaultOf(cx, symbol) === undefined) notSettled(cx, statement.value);
    else if (kind === "share") checkShare(cx, symbol.name, constantOf(cx, statement.value, symbol.file), statement.value.span, type.kind === "scalar" && type.of === "share");
  }
  const given = cx.params[symbol.name];
  if (given !== undefined && !givenFits(given, kind)) {
    cx.report(wrongParamValue, symbol.span, { name: symbol.name, type: kind, wanted: showType(symbol.type), got: showType(typeOfLiteral(given)), fitting: undefined });
  } else if (kind === "share") checkShare(cx, symbol.name, given, symbol.span, false);
}

/** Whether an expression names something of the file, wherever that is declared: it may have no type yet. */
function namesDeclared(cx: CheckContext, value: Expression, file: string): boolean {
  return [...namesIn(value)].some((name) => cx.scopes.get(file)?.symbols.has(name));
}

function notSettled(cx: CheckContext, value: Expression): void {
  cx.add({ ...diagnose(notConstant, value.span, { what: "a param's default" }), help: "write the value itself: what is computed from params is a binding" });
}

/** A param's default as it is in the graph: of a secret param, the name of the variable that holds it. */
export function defaultOf(cx: CheckContext, { statement, type, file }: ParamSymbol): Literal | undefined {
  if (type?.kind !== "object") return statement.value && constantOf(cx, statement.value, file);
  const call = statement.value;
  const [name] = call?.kind === "call" ? call.args : [];
  const constant = name && namesIn(name.value).size === 0 ? constantOf(cx, name.value, file) : undefined;
  return typeof constant === "string" ? constant : undefined;
}

/** The type that values from outside are read by. */
export function paramTypeOf({ type }: ParamSymbol): GraphParam["type"] | undefined {
  if (type?.kind === "object") return "secret";
  return type?.kind === "scalar" ? (type.of as GraphParam["type"]) : undefined;
}

function checkShare(cx: CheckContext, name: string, value: Literal | undefined, span: Span, isPercent: boolean): void {
  if (typeof value !== "number" || (value >= 0 && value <= 1)) return;
  cx.report(paramOutOfRange, span, { name, got: isPercent ? `${Number((value * 100).toPrecision(12))}%` : String(value), percent: !isPercent && value > 1 && value <= 100 ? `${value}%` : undefined });
}

/** The type that a param would have to have for a value of this one. */
const fittingType = (type: Type): string | undefined => (type.kind === "scalar" ? paramTypes.find((name) => name === type.of) : undefined);

/** Values from outside are plain JSON: a duration in milliseconds and a size in bytes are numbers. */
function givenFits(value: Literal, kind: GraphParam["type"]): boolean {
  if (kind === "secret") return typeof value === "string" && isVariable(value);
  const type: Type = typeOfLiteral(value);
  if (kind === "duration" || kind === "bytes") return typeof value === "number";
  return kind !== "date" && kind !== "timestamp" ? fits(type, { kind }) : typeof value === "string";
}

/** Params that were given and do not exist, and those that exist and were not given. */
export function checkGivenParams(cx: CheckContext, symbols: readonly ParamSymbol[], requireAll: boolean): void {
  const names = symbols.map((symbol) => symbol.name);
  for (const name of Object.keys(cx.params)) {
    if (names.includes(name)) continue;
    cx.add({
      code: unknownParam.code,
      severity: "error",
      message: unknownParam.message({ name, hint: undefined }),
      related: [],
      help: suggestion(name, names, "it has") ?? "it has none",
      fixes: [],
    });
  }
  for (const symbol of requireAll ? symbols : []) {
    if (!symbol.statement.value && cx.params[symbol.name] === undefined) cx.report(paramRequired, symbol.span, { name: symbol.name });
  }
}

/** Resolves the columns of a `schema` declaration. */
export function checkSchema(cx: CheckContext, symbol: SchemaSymbol): void {
  const fields = symbol.statement.entries.filter((entry) => entry.kind === "field");
  const columns = fields.map((field): Column => {
    const type = columnType(cx, field.type, symbol.file);
    const { pii, unit, ...promises } = promisesOf(cx, field, type, symbol.file);
    return { name: field.column.text, type, nullable: field.type.optional, ...(Object.keys(promises).length > 0 && { promises }), ...(unit !== undefined && { unit }), ...(pii && { pii }) };
  });
  symbol.schema = { columns };
}

function columnType(cx: CheckContext, type: TypeExpression, file: string): ColumnType {
  const known = columnTypes.find((name) => name === type.name.text);
  if (!known) {
    cx.misspelt(unknownTypeName, type.name.span, { name: type.name.text }, { name: type.name.text, among: columnTypes, what: "a column is one of" });
    return { kind: "unknown" };
  }
  if (known !== "category") return { kind: known };
  const values = type.args.map((argument) => constantOf(cx, argument, file));
  const texts = values.filter((value): value is string => typeof value === "string");
  if (texts.length < values.length || texts.length === 0) cx.report(notConstant, type.span, { what: "the values of a category are strings that" });
  return { kind: "category", values: texts };
}
