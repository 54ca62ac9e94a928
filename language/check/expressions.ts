import { columnOutOfPlace, notACondition, operandMismatch, optionalUsed, reservedWord, wrongType } from "../diagnostics/registry/types.ts";
import { dependencyCycle, functionNotCalled, unknownMember, unknownName, unknownNode } from "../diagnostics/registry/names.ts";
import type { BinaryExpression, CallExpression, Expression, MemberExpression, NameExpression, PipeExpression } from "../syntax/ast.ts";
import { showType } from "../types/show.ts";
import { errorType, listOf, scalar, type ObjectType, type Type } from "../types/type.ts";
import { comparisonOf, fits, wanted as wantedText } from "./arguments.ts";
import { checkCall } from "./calls.ts";
import { constantAs } from "./constant.ts";
import type { CheckContext } from "./context.ts";
import { isLost, isLostNode } from "./imports.ts";
import { inferFunction, operandOf, operatorNamed, typeOfOperand } from "./operands.ts";
import type { Symbol } from "./scope.ts";
import { mergeSeen } from "./seen.ts";
import { chosenBetween } from "./selection.ts";

/** The type of an expression outside of rows. Each expression is looked at once in a check. */
export function typeOf(cx: CheckContext, expression: Expression, file: string): Type {
  const known = cx.typed.has(expression) ? cx.types.get(expression) : undefined;
  if (known) return known;
  const type = asExpected(cx, expression, check(cx, expression, file));
  cx.setType(expression, type);
  return type;
}

/** The argument of a function whose parameter has a type. */
function asExpected(cx: CheckContext, expression: Expression, type: Type): Type {
  const wanted = cx.expected.get(expression);
  if (!wanted || fits(type, wanted.accepts)) return type;
  cx.report(wrongType, wanted.at, { node: wanted.function, name: wanted.parameter, wanted: wantedText(wanted.accepts), got: showType(type) });
  return errorType;
}

function check(cx: CheckContext, expression: Expression, file: string): Type {
  switch (expression.kind) {
    case "number":
      return scalar(expression.unit);
    case "word":
      return scalar(expression.value === null ? "null" : "bool");
    case "string":
      for (const part of expression.parts) if (typeof part !== "string") expectScalar(cx, part, file);
      return scalar("string");
    case "name":
      return checkName(cx, expression, file);
    case "column":
      cx.report(columnOutOfPlace, expression.span, { column: expression.column });
      return errorType;
    case "list": {
      const items = expression.items.map((item) => typeOf(cx, item, file));
      return listOf(items, items.reduce<Type>((a, b) => (a.kind === "error" ? b : unify(a, b) ?? errorType), errorType));
    }
    case "record":
      return { kind: "record", fields: Object.fromEntries(expression.entries.map((entry) => [entry.name.text, typeOf(cx, entry.value, file)])) };
    case "call":
      return checkCallee(cx, expression, file);
    case "pipe":
      return checkPipe(cx, expression, file);
    case "member":
      return checkMember(cx, expression, file);
    case "index":
      cx.report(reservedWord, expression.span, { word: "`[…]` behind a value" });
      return errorType;
    case "unary":
      return applyFunction(cx, expression, expression.operator === "-" ? "negate" : "not", [expression.operand], file);
    case "binary":
      return expression.operator === "??" ? checkDefault(cx, expression, file) : applyFunction(cx, expression, expression.operator, [expression.left, expression.right], file);
    case "range":
      expectScalar(cx, expression.from, file);
      expectScalar(cx, expression.to, file);
      return { kind: "range" };
    case "group":
      return typeOf(cx, expression.inner, file);
    case "missing":
      return errorType;
  }
}

function checkName(cx: CheckContext, expression: NameExpression, file: string): Type {
  const scope = cx.scopes.get(file);
  const symbol = scope?.symbols.get(expression.name);
  if (!symbol) {
    if (isLost(cx, expression.name, [file, expression.span.file])) return errorType;
    const { name, span } = expression;
    if (cx.node(name, file)) cx.report(unknownName, span, { name, hint: `\`${name}\` is a node; call it: \`${name}(…)\`` });
    else cx.misspelt(unknownName, span, { name }, { name, among: [...(cx.scopes.get(file)?.symbols.keys() ?? [])], what: "the file declares" });
    return errorType;
  }
  cx.symbols.set(expression, symbol);
  if (symbol.kind === "function") cx.report(functionNotCalled, expression.span, { name: symbol.name });
  if (symbol.kind === "binding" && !symbol.type) {
    cx.report(dependencyCycle, expression.span, { chain: cx.chains.get(symbol.statement) ?? [symbol.name, symbol.name] });
  }
  return typeOfSymbol(symbol);
}

/** A symbol's type. A binding without one stands in a circle. */
export function typeOfSymbol(symbol: Symbol): Type {
  if (symbol.kind === "function") return errorType;
  if (symbol.kind !== "schema") return symbol.type ?? errorType;
  return { kind: "object", name: "Schema", description: true, members: {}, facts: symbol.schema ? { schema: symbol.schema } : {} };
}

function checkCallee(cx: CheckContext, call: CallExpression, file: string): Type {
  const signature = cx.node(call.callee.text, file);
  if (signature) return checkCall(cx, call, signature, file);
  const definition = cx.catalog.functions.get(call.callee.text);
  if (definition) {
    cx.calls.set(call, { kind: "function", definition });
    return applyFunction(cx, call, definition.name, call.args.map((argument) => argument.value), file);
  }
  reportUnknownNode(cx, call, file);
  for (const argument of call.args) if (argument.value.kind === "call") typeOf(cx, argument.value, file);
  return errorType;
}

const functionNames = (cx: CheckContext, file: string): string[] => [...(cx.scopes.get(file)?.symbols.values() ?? [])].flatMap((symbol) => (symbol.kind === "function" ? [symbol.name] : []));

export function reportUnknownNode(cx: CheckContext, call: CallExpression, file: string): void {
  const name = call.callee.text;
  if (isLostNode(cx, name, [file, call.callee.span.file])) return;
  cx.misspelt(unknownNode, call.callee.span, { name }, { name, among: [...functionNames(cx, file), ...cx.nodeNames(file), ...cx.catalog.functions.keys()], what: "there are" });
}

/** The same in an expression over rows, where no node can stand. */
export function reportUnknownFunction(cx: CheckContext, call: CallExpression, file: string): void {
  const name = call.callee.text;
  if (isLostNode(cx, name, [file, call.callee.span.file])) return;
  cx.misspelt(unknownNode, call.callee.span, { name, over: "rows" }, { name, among: [...functionNames(cx, file), ...cx.catalog.functions.keys()], what: "expressions over rows may call" });
}

function checkPipe(cx: CheckContext, pipe: PipeExpression, file: string): Type {
  let piped = typeOf(cx, pipe.head, file);
  for (const step of pipe.steps) {
    const signature = cx.node(step.callee.text, file);
    if (signature) piped = checkCall(cx, step, signature, file, piped);
    else {
      reportUnknownNode(cx, step, file);
      piped = errorType;
    }
    cx.setType(step, piped);
  }
  return piped;
}

function checkMember(cx: CheckContext, expression: MemberExpression, file: string): Type {
  const of = typeOf(cx, expression.object, file);
  const absent = of.kind === "optional";
  const inner = absent ? of.of : of;
  if (inner.kind === "error") return errorType;
  const members = inner.kind === "record" ? inner.fields : inner.kind === "object" ? inner.members : {};
  const name = expression.member.text;
  const member = Object.hasOwn(members, name) ? members[name] : undefined;
  if (!member) {
    if (inner.kind === "object" && inner.facts.open) return scored(scalar("any"), inner, expression.span);
    cx.misspelt(unknownMember, expression.member.span, { member: name, of: showType(inner) }, { name, among: Object.keys(members), what: "it has" });
    return errorType;
  }
  const value = inner.kind === "object" ? scored(member, inner, expression.span) : member;
  return absent && value.kind !== "optional" ? { kind: "optional", of: value } : value;
}

/** A score with the rows that it was measured on. */
const scored = (member: Type, { facts }: ObjectType, at: Expression["span"]): Type =>
  member.kind === "scalar" && facts.judged ? { ...member, from: [{ rows: facts.judged, at, how: "tuned on" }] } : member;

/** A scalar that is computed from others has seen what they have. */
function withSources(type: Type, parts: readonly Type[]): Type {
  const from = parts.flatMap((part) => (part.kind === "optional" ? part.of : part)).flatMap((part) => (part.kind === "scalar" ? (part.from ?? []) : []));
  return type.kind === "scalar" && from.length > 0 ? { ...type, from } : type;
}

function applyFunction(cx: CheckContext, whole: Expression, name: string, parts: readonly Expression[], file: string): Type {
  const definition = operatorNamed.get(name) ?? cx.catalog.functions.get(name);
  const operands = parts.map((part) => {
    const type = typeOf(cx, part, file);
    if (type.kind === "list") return operandOf(type.of) ?? { type: { kind: "unknown" as const }, nullable: true };
    if (type.kind === "optional" && !isNull(parts)) {
      cx.report(optionalUsed, part.span, { what: wordsOf(part) });
      return undefined;
    }
    const operand = operandOf(type);
    if (!operand) cx.report(operandMismatch, part.span, { why: `\`${shown(name)}\` does not take ${showType(type)}` });
    return operand && { ...operand, ...constantAs(cx, part, file) };
  });
  if (!definition || operands.some((operand) => operand === undefined)) return errorType;
  const result = inferFunction(definition, operands.filter((operand) => operand !== undefined));
  if (typeof result === "string") {
    cx.report(operandMismatch, whole.span, { why: result });
    return errorType;
  }
  return withSources(typeOfOperand(result), parts.map((part) => typeOf(cx, part, file)));
}

/** `champion("x") == null` asks about absence itself. */
const isNull = (parts: readonly Expression[]) => parts.some((part) => part.kind === "word" && part.value === null);

const shown = (name: string) => (name === "negate" ? "-" : name);

function wordsOf(expression: Expression): string {
  if (expression.kind === "member") return `\`${expression.member.text}\``;
  if (expression.kind === "name") return `\`${expression.name}\``;
  return "this value";
}

/** `a ?? b`: what `a` is without its absence, or `b`. */
function checkDefault(cx: CheckContext, expression: BinaryExpression, file: string): Type {
  const left = typeOf(cx, expression.left, file);
  const right = typeOf(cx, expression.right, file);
  const present = left.kind === "optional" ? left.of : left;
  const optional = right.kind === "optional";
  const common = unify(present, optional ? right.of : right);
  if (!common) {
    cx.report(operandMismatch, expression.span, { why: `\`??\` chooses between values of one type, and these are ${showType(present)} and ${showType(right)}` });
    return errorType;
  }
  const whole = withSources(common, [present, optional ? right.of : right]);
  return optional ? { kind: "optional", of: whole } : whole;
}

/** A type that both fit, or nothing. */
export function unify(a: Type, b: Type): Type | undefined {
  if (a.kind === "error") return b;
  if (b.kind === "error") return a;
  if (a.kind === "scalar" && b.kind === "scalar") {
    if (a.of === b.of || b.of === "null") return a;
    if (a.of === "null") return b;
    const numbers = new Set(["int", "float", "share"]);
    if (numbers.has(a.of) && numbers.has(b.of)) return scalar("float");
    return scalar("any");
  }
  if (a.kind === "object" && b.kind === "object" && a.name === b.name) return unifyObjects(a, b);
  if (a.kind === "dataset" && b.kind === "dataset" && a.gaps) {
    const { gaps: _, ...rest } = a;
    return rest;
  }
  return a.kind === b.kind && a.kind !== "object" ? a : undefined;
}

function unifyObjects(a: ObjectType, b: ObjectType): ObjectType {
  const members = Object.fromEntries(Object.entries(a.members).filter(([name]) => Object.hasOwn(b.members, name)));
  return { ...a, members, facts: { ...b.facts, ...a.facts, seen: mergeSeen([a.facts.seen, b.facts.seen, { rows: chosenBetween(a.facts, b.facts), learned: [] }]) } };
}

function expectScalar(cx: CheckContext, expression: Expression, file: string): void {
  const type = typeOf(cx, expression, file);
  if (!operandOf(type)) cx.report(operandMismatch, expression.span, { why: `a number or text is needed here, and this is ${showType(type)}` });
  else if (type.kind === "optional") cx.report(optionalUsed, expression.span, { what: wordsOf(expression) });
}

/** Checks the condition of a `when`. */
export function checkCondition(cx: CheckContext, condition: Expression, file: string): void {
  const type = typeOf(cx, condition, file);
  if (type.kind === "error" || (type.kind === "scalar" && (type.of === "bool" || type.of === "any"))) return;
  if (type.kind === "optional") cx.report(optionalUsed, condition.span, { what: wordsOf(condition) });
  else cx.report(notACondition, condition.span, { got: showType(type), example: comparisonOf(cx, condition.span, type) });
}
