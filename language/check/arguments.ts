import { notACondition, outOfRange, unknownWord, wrongType } from "../diagnostics/registry/types.ts";
import type { Literal } from "../graph/graph.ts";
import type { AggregateFunction } from "../nodes/aggregates.ts";
import type { Accepts, Parameter } from "../nodes/parameter.ts";
import type { NodeSignature, RowExpression } from "../nodes/signature.ts";
import type { Expression } from "../syntax/ast.ts";
import type { Span } from "../syntax/span.ts";
import { mergeProvenance, type Provenance } from "../types/provenance.ts";
import type { Learned } from "../types/rows.ts";
import { columnNamed } from "../types/schema.ts";
import { missingColumns, selectColumns } from "../types/selectors.ts";
import { named, showType } from "../types/show.ts";
import { errorType, listOf, scalar, type DatasetType, type Type } from "../types/type.ts";
import type { ArgumentValue } from "./checked.ts";
import { constantOf } from "./constant.ts";
import type { CheckContext } from "./context.ts";
import { typeOf } from "./expressions.ts";
import { checkRowExpression, reportUnknownColumn, type RowUse } from "./row-expressions.ts";
import { isLost } from "./imports.ts";
import { readSelector } from "./selectors.ts";
import { checkAggregate } from "./aggregates.ts";
import { writtenAt } from "./written.ts";

/** What is known of one argument after its check. */
export interface KnownArgument {
  readonly value: ArgumentValue;
  readonly type: Type;
  readonly span: Span;
  readonly constant?: Literal;
  readonly constants?: readonly Literal[];
  /** The words of a record of words. */
  readonly fields?: Readonly<Record<string, Literal>>;
  /** Chosen columns; absent where the schema is not known. */
  readonly columns?: readonly string[];
  readonly column?: string;
  readonly row?: Omit<RowExpression, "expr">;
  /** The arguments of a function of several rows. */
  readonly aggregate?: { readonly definition: AggregateFunction; readonly args: ReadonlyMap<string, KnownArgument> };
  readonly items?: readonly Type[];
}

export interface ArgumentPlace {
  readonly signature: NodeSignature;
  readonly name: string;
  readonly parameter: Parameter;
  readonly file: string;
  /** The dataset whose columns may be named here. */
  readonly rows: DatasetType | undefined;
  /** Never chosen by kind: the target of the recipe that the step belongs to. */
  readonly exclude?: string | undefined;
}

/** Checks one argument against its parameter. A wrong one is reported and is `undefined`. */
export function checkArgument(cx: CheckContext, expression: Expression, place: ArgumentPlace): KnownArgument | undefined {
  const { accepts } = place.parameter;
  switch (accepts.kind) {
    case "column":
      return checkColumnName(cx, expression, place);
    case "columns":
      return checkColumns(cx, expression, place);
    case "expression":
      return checkRows(cx, expression, place, accepts.gives);
    case "aggregate":
      return checkAggregate(cx, expression, place, accepts.over);
    case "word":
      return checkWord(cx, expression, place, accepts.words);
    case "list":
      return checkList(cx, expression, place, accepts.item);
    case "record":
      return accepts.words ? checkWords(cx, expression, place, accepts.words) : checkValue(cx, expression, place, accepts);
    default:
      return checkValue(cx, expression, place, accepts);
  }
}

function wrong(cx: CheckContext, expression: Expression, place: ArgumentPlace, wanted: string, type: Type): undefined {
  if (type.kind !== "error") cx.report(wrongType, expression.span, { node: place.signature.name, name: place.name, wanted, got: showType(type) });
  return undefined;
}

function ungroup(expression: Expression): Expression {
  return expression.kind === "group" ? ungroup(expression.inner) : expression;
}

function checkColumnName(cx: CheckContext, written: Expression, place: ArgumentPlace): KnownArgument | undefined {
  const expression = ungroup(written);
  if (expression.kind !== "column") return wrong(cx, expression, place, "one column, written `.name`", typeOf(cx, expression, place.file));
  const schema = place.rows?.schema;
  if (schema) cx.noteColumns(expression.span, schema);
  if (schema && !columnNamed(schema, expression.column)) {
    reportUnknownColumn(cx, expression.column, expression.span, schema);
    return undefined;
  }
  const { column, span } = expression;
  return { value: { kind: "column", column }, type: { kind: "column", column }, span, column };
}

function checkColumns(cx: CheckContext, expression: Expression, place: ArgumentPlace): KnownArgument | undefined {
  const written = readSelector(cx, expression, place.file, { node: place.signature.name, name: place.name });
  if (!written) return undefined;
  const schema = place.rows?.schema;
  const known = { value: { kind: "selector", selector: written.selector } as const, type: { kind: "selector" } as const, span: expression.span };
  if (!schema) return known;
  const missing = new Set(missingColumns(written.selector, schema));
  for (const { column, span } of written.names) {
    cx.noteColumns(span, schema);
    if (missing.has(column)) reportUnknownColumn(cx, column, span, schema);
  }
  return { ...known, columns: selectColumns(written.selector, schema, place.exclude) };
}

function checkRows(cx: CheckContext, expression: Expression, place: ArgumentPlace, gives: "bool" | "any"): KnownArgument | undefined {
  const use: RowUse = { columns: new Set<string>(), learned: new Set<Learned>(), provenance: new Set<Provenance>() };
  const operand = checkRowExpression(cx, expression, place.rows ?? { kind: "dataset", rows: { origins: undefined }, learned: [] }, place.file, use);
  if (gives === "bool" && operand.type.kind !== "bool" && operand.type.kind !== "unknown") {
    const isNumber = operand.type.kind === "int" || operand.type.kind === "float";
    const type = scalar(isNumber ? (operand.type.kind === "int" ? "int" : "float") : "string");
    cx.report(notACondition, expression.span, { got: showType(type), example: comparisonOf(cx, expression.span, type) });
    return undefined;
  }
  const row = { type: operand.type, nullable: operand.nullable, ...(operand.unit !== undefined && { unit: operand.unit }), uses: [...use.columns], learned: [...use.learned], ...(!use.unknownOrigin && { provenance: mergeProvenance([...use.provenance]) }) };
  const inner = ungroup(expression);
  return {
    value: { kind: "row", expression },
    type: { kind: "scalar", of: "any" },
    span: expression.span,
    row,
    ...(inner.kind === "column" && { column: inner.column }),
  };
}

function checkWord(cx: CheckContext, expression: Expression, place: ArgumentPlace, words: readonly string[]): KnownArgument | undefined {
  const given = ungroup(expression);
  // `null` is a word of the language and of some parameters: `on_error: null`.
  const word = given.kind === "name" ? given.name : given.kind === "word" ? String(given.value) : undefined;
  if (word !== undefined && words.includes(word)) {
    return { value: { kind: "word", word }, type: { kind: "word", word }, span: given.span, constant: word };
  }
  const symbol = given.kind === "name" ? cx.scopes.get(place.file)?.symbols.get(given.name) : undefined;
  const dynamic = given.kind === "string" || symbol?.kind === "param" ? constantOf(cx, given, place.file) : undefined;
  if (typeof dynamic === "string" && words.includes(dynamic) && given.kind === "name") {
    typeOf(cx, given, place.file);
    return { value: { kind: "value", expression: given }, type: { kind: "word", word: dynamic }, span: given.span, constant: dynamic };
  }
  if (given.kind === "name" && isLost(cx, given.name, [place.file, given.span.file])) return { value: { kind: "value", expression: given }, type: errorType, span: given.span };
  const shown = word ?? (typeof dynamic === "string" ? dynamic : undefined);
  if (shown === undefined) return wrong(cx, expression, place, `one of ${words.map((item) => `\`${item}\``).join(", ")}`, typeOf(cx, expression, place.file));
  if (given.kind === "string" && words.includes(shown)) {
    const fixes = [{ title: `write \`${shown}\``, edits: [{ span: given.span, text: shown }] }];
    cx.report(unknownWord, given.span, { node: place.signature.name, name: place.name, word: shown, hint: `write it without quotes: \`${shown}\`` }, { fixes });
  } else cx.misspelt(unknownWord, given.span, { node: place.signature.name, name: place.name, word: shown }, { name: shown, among: words, what: "it takes", bare: true });
  return undefined;
}

/** A record whose every entry is one of some words. */
function checkWords(cx: CheckContext, written: Expression, place: ArgumentPlace, words: readonly string[]): KnownArgument | undefined {
  const expression = ungroup(written);
  if (expression.kind !== "record") return wrong(cx, expression, place, `a record of words, as in \`{ name: ${words[0]} }\``, typeOf(cx, expression, place.file));
  const known = expression.entries.map(({ name, value }) => [name.text, checkWord(cx, value, place, words)] as const);
  const fields = Object.fromEntries(known.flatMap(([name, one]) => (one?.constant === undefined ? [] : [[name, one.constant] as const])));
  if (known.some(([, one]) => one === undefined)) return undefined;
  return { value: { kind: "value", expression }, type: { kind: "record", fields: {} }, span: expression.span, fields };
}

function checkList(cx: CheckContext, written: Expression, place: ArgumentPlace, item: Accepts): KnownArgument | undefined {
  const expression = ungroup(written);
  if (expression.kind !== "list") {
    const type = typeOf(cx, expression, place.file);
    if (type.kind === "error") return { value: { kind: "value", expression }, type, span: expression.span };
    if (type.kind === "list") {
      const misfit = type.items.find((one) => !fits(one, item));
      if (misfit) return wrong(cx, expression, place, `a list, each of it ${wanted(item)}`, misfit);
      return { value: { kind: "value", expression }, type, span: expression.span, items: type.items };
    }
    return wrong(cx, expression, place, "a list, as in `[a, b]`", type);
  }
  const items = expression.items.map((child) => checkArgument(cx, child, { ...place, parameter: { ...place.parameter, accepts: item } }));
  const known = items.filter((child) => child !== undefined);
  if (known.length < items.length) return undefined;
  const constants = known.map((child) => child.constant).filter((constant) => constant !== undefined);
  return {
    value: { kind: "value", expression },
    type: listOf(known.map((child) => child.type), known[0]?.type ?? { kind: "error" }),
    span: expression.span,
    items: known.map((child) => child.type),
    ...(constants.length === known.length && { constants }),
  };
}

function checkValue(cx: CheckContext, expression: Expression, place: ArgumentPlace, accepts: Accepts): KnownArgument | undefined {
  const type = typeOf(cx, expression, place.file);
  if (!fits(type, accepts)) return wrong(cx, expression, place, wanted(accepts), type);
  if (accepts.kind === "secret" && type.kind === "scalar" && isParam(cx, expression, place.file)) return wrong(cx, expression, place, "a secret, from a param that is declared `secret`", type);
  const constant = constantOf(cx, expression, place.file);
  if (typeof constant === "number" && !withinBounds(cx, expression, place, accepts, constant)) return undefined;
  return { value: { kind: "value", expression }, type, span: expression.span, ...(constant !== undefined && { constant }) };
}

/** Whether a value of this type may stand where this is accepted. An optional value may: a skip travels on. */
export function fits(type: Type, accepts: Accepts): boolean {
  if (type.kind === "error") return true;
  if (type.kind === "optional") return fits(type.of, accepts);
  if (accepts.kind === "value") {
    const name = type.kind === "dataset" ? "Dataset" : type.kind === "recipe" ? "Recipe" : type.kind === "object" ? type.name : undefined;
    return name !== undefined && accepts.names.includes(name);
  }
  if (accepts.kind === "secret" && type.kind === "object") return type.name === "Secret";
  if (accepts.kind === "record" && type.kind === "record") return Object.values(type.fields).every((field) => fits(field, { kind: "scalar" }));
  if (type.kind !== "scalar") return false;
  if (type.of === "any") return true;
  switch (accepts.kind) {
    case "int":
      return type.of === "int";
    case "float":
    case "share":
      return type.of === "int" || type.of === "float" || type.of === "share";
    case "duration":
      return type.of === "duration";
    case "bytes":
      return type.of === "bytes" || type.of === "int";
    case "string":
    case "path":
    case "secret":
      return type.of === "string" || type.of === "path";
    case "bool":
      return type.of === "bool";
    default:
      return accepts.kind === "scalar";
  }
}

export function wanted(accepts: Accepts): string {
  switch (accepts.kind) {
    case "value":
      return accepts.names.map(named).join(" or ");
    case "int":
      return "an integer";
    case "float":
      return "a number";
    case "share":
      return "a share, as in `20%`";
    case "duration":
      return "a duration, as in `15m`";
    case "bytes":
      return "a size, as in `2GB`";
    case "secret":
      return 'a string or `env("NAME")`';
    case "record":
      return 'a record of numbers, strings, true, false or null, as in `{ age: 30, plan: "free" }`';
    case "scalar":
      return "a number, a string, true, false or null";
    default:
      return accepts.kind === "bool" ? "true or false" : `a ${accepts.kind}`;
  }
}

/** What a param is given is kept with every run. */
const isParam = (cx: CheckContext, expression: Expression, file: string): boolean => expression.kind === "name" && cx.scopes.get(file)?.symbols.get(expression.name)?.kind === "param";

function withinBounds(cx: CheckContext, expression: Expression, place: ArgumentPlace, accepts: Accepts, value: number): boolean {
  if (!("min" in accepts || "max" in accepts || "above" in accepts || "below" in accepts)) return true;
  const { min, max, above, below } = accepts;
  const good = (min === undefined || value >= min) && (max === undefined || value <= max) && (above === undefined || value > above) && (below === undefined || value < below);
  if (good) return true;
  const bounds = [
    min !== undefined && `at least ${min}`,
    above !== undefined && `above ${above}`,
    max !== undefined && `at most ${max}`,
    below !== undefined && `below ${below}`,
  ].filter((part) => part !== false);
  const shown = expression.kind === "number" ? expression.text : String(value);
  cx.report(outOfRange, expression.span, { node: place.signature.name, name: place.name, value: shown, bounds: bounds.join(" and "), doc: place.parameter.doc, percent: percentMeant(expression, accepts, value) });
  return false;
}

/** `30` for a share: `30%` was probably meant. */
function percentMeant(expression: Expression, accepts: Accepts, value: number): string | undefined {
  const isShare = accepts.kind === "share" && expression.kind === "number" && expression.unit !== "share";
  return isShare && value > 1 && value <= 100 ? `${value}%` : undefined;
}

/** What stands at a place as a side of a comparison, for help. */
export function comparisonOf(cx: CheckContext, span: Span, type: Type): string | undefined {
  const text = writtenAt(cx, span);
  if (text === undefined) return undefined;
  if (type.kind === "object") {
    const score = Object.keys(type.members).find((name) => type.members[name]?.kind === "scalar");
    return score === undefined ? undefined : `${text}.${score} > 0.5`;
  }
  if (type.kind !== "scalar") return undefined;
  const side = { int: "> 0", float: "> 0.5", share: "> 50%", string: '== "…"', path: '== "…"', duration: "> 15m", bytes: "> 2GB" } as const;
  return type.of in side ? `${text} ${side[type.of as keyof typeof side]}` : undefined;
}
