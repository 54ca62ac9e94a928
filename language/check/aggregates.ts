import { notAnAggregate, aggregateElsewhere } from "../diagnostics/registry/aggregates.ts";
import { unknownNode } from "../diagnostics/registry/names.ts";
import { missingArgument, operandMismatch, repeatedArgument, unknownArgument } from "../diagnostics/registry/types.ts";
import type { AggregateFunction, AggregatePlace } from "../nodes/aggregates.ts";
import type { Operand } from "../nodes/functions.ts";
import { anyScalar, int, optional, type Parameters } from "../nodes/parameter.ts";
import type { Argument, CallExpression, Expression } from "../syntax/ast.ts";
import { nothing } from "../types/provenance.ts";
import type { ArgumentPlace, KnownArgument } from "./arguments.ts";
import { checkArgument } from "./arguments.ts";
import type { CheckContext } from "./context.ts";
import { writtenAt } from "./written.ts";

/** What any function may be told of the rows that a row looks at. */
export const windowParameters: Parameters = {
  over: optional(anyScalar("How far back in time: `7d`; or in the numbers of the order.")),
  last: optional(int("How many rows back.", { min: 1, max: 1_000_000 })),
};

/** Checks a function of several rows: a call of one of the catalog's, with expressions over the rows and plain values. */
export function checkAggregate(cx: CheckContext, written: Expression, place: ArgumentPlace, over: AggregatePlace): KnownArgument | undefined {
  const expression = ungroup(written);
  const names = namesFor(cx, over);
  if (expression.kind !== "call") {
    if (expression.kind !== "missing") cx.report(notAnAggregate, written.span, { node: place.signature.name, written: writtenAt(cx, written.span) ?? "…", example: exampleOf(cx, expression) });
    return undefined;
  }
  const definition = cx.catalog.aggregates.get(expression.callee.text);
  if (!definition) return unknownFunction(cx, expression, place, names);
  cx.calls.set(expression, { kind: "function", definition });
  if (definition.only !== undefined && definition.only !== over) {
    cx.report(aggregateElsewhere, expression.callee.span, { node: place.signature.name, name: definition.name, only: definition.only });
    return undefined;
  }
  const takes = { ...definition.takes, ...(over === "windows" && definition.only !== "windows" && windowParameters) };
  const args = checkArguments(cx, expression, definition, takes, place);
  return args && known(cx, expression, definition, args);
}

const ungroup = (expression: Expression): Expression => (expression.kind === "group" ? ungroup(expression.inner) : expression);
const namesFor = (cx: CheckContext, over: AggregatePlace): string[] => [...cx.catalog.aggregates.values()].filter(({ only }) => only === undefined || only === over).map(({ name }) => name);

/** What could have been meant: the mean of a column, say. */
const exampleOf = (cx: CheckContext, expression: Expression): string => (expression.kind === "column" ? `mean(${writtenAt(cx, expression.span) ?? ".x"})` : "sum(.a * .b)");

function unknownFunction(cx: CheckContext, call: CallExpression, place: ArgumentPlace, names: readonly string[]): undefined {
  const name = call.callee.text;
  if (cx.catalog.functions.has(name)) cx.report(notAnAggregate, call.span, { node: place.signature.name, written: writtenAt(cx, call.span) ?? `${name}(…)`, example: `max(${writtenAt(cx, call.span) ?? `${name}(.x)`})` });
  else cx.misspelt(unknownNode, call.callee.span, { name }, { name, among: names, what: `\`${place.signature.name}\` may call` });
}

function checkArguments(cx: CheckContext, call: CallExpression, definition: AggregateFunction, takes: Parameters, place: ArgumentPlace): ReadonlyMap<string, KnownArgument> | undefined {
  const own = Object.keys(definition.takes);
  const given = new Map<string, Expression>();
  let sound = true;
  let position = 0;
  for (const argument of call.args) {
    const name = argument.name?.text ?? own[position++];
    if (name === undefined || !Object.hasOwn(takes, name)) sound = refuse(cx, argument, definition, takes);
    else if (given.has(name)) {
      cx.report(repeatedArgument, argument.span, { node: definition.name, name, piped: false, written: writtenAt(cx, argument.value.span) ?? "…" });
      sound = false;
    } else given.set(name, argument.value);
  }
  const args = new Map<string, KnownArgument>();
  for (const [name, value] of given) {
    const parameter = takes[name];
    const argument = parameter && checkArgument(cx, value, { ...place, signature: { ...place.signature, name: definition.name }, name, parameter });
    if (argument) args.set(name, argument);
    else sound = false;
  }
  const missing = sound ? Object.entries(takes).find(([name, { required }]) => required && !given.has(name)) : undefined;
  if (missing) cx.report(missingArgument, call.callee.span, { node: definition.name, name: missing[0], doc: missing[1].doc });
  return sound && !missing ? args : undefined;
}

function refuse(cx: CheckContext, argument: Argument, definition: AggregateFunction, takes: Parameters): false {
  const name = argument.name;
  const names = Object.keys(takes);
  if (name) cx.misspelt(unknownArgument, name.span, { node: definition.name, name: name.text }, { name: name.text, among: names, what: "it takes" });
  else cx.report(operandMismatch, argument.span, { why: `\`${definition.name}\` takes ${names.length === 0 ? "no argument" : `no more than ${Object.keys(definition.takes).length} without a name`}` });
  return false;
}

function known(cx: CheckContext, call: CallExpression, definition: AggregateFunction, args: ReadonlyMap<string, KnownArgument>): KnownArgument | undefined {
  const rows = [...args].flatMap(([name, { row }]) => (row ? [[name, row] as const] : []));
  const result = definition.infer(Object.fromEntries(rows.map(([name, row]): [string, Operand] => [name, row])));
  if (typeof result === "string") {
    cx.report(operandMismatch, call.span, { why: result });
    return undefined;
  }
  const of = args.get("of")?.row;
  const provenance = of && !definition.counts ? of.provenance : nothing;
  return {
    value: { kind: "aggregate", function: definition.name, args: new Map([...args].map(([name, { value }]) => [name, value])) },
    type: { kind: "scalar", of: "any" },
    span: call.span,
    row: { ...result, uses: [...new Set(rows.flatMap(([, { uses }]) => uses))], learned: [...new Set(rows.flatMap(([, { learned }]) => learned))], ...(provenance && { provenance }) },
    aggregate: { definition, args },
  };
}
