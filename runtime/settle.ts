import { operators } from "../language/expressions/operators.ts";
import { fail } from "../language/diagnostics/diagnostic.ts";
import { unknownOperation } from "../language/diagnostics/registry/execution.ts";
import type { Description, Expr, Literal } from "../language/graph/graph.ts";
import type { Cell } from "../language/nodes/functions.ts";
import type { Accepts, Parameter } from "../language/nodes/parameter.ts";
import type { Catalog } from "../language/nodes/catalog.ts";
import type { Aggregate } from "../language/nodes/aggregates.ts";
import type { ColumnType } from "../language/types/schema.ts";
import type { ModuleNode } from "./modules.ts";
import type { NodeDefinition } from "./node.ts";
import type { Value } from "./values.ts";

/** An argument with everything outside of it resolved: what its fingerprint is made of, and how its value is had. */
export type Settled =
  | { readonly kind: "plain"; readonly value: unknown }
  /** A value of another node, not loaded before it is needed. */
  | { readonly kind: "reference"; readonly identity: string; readonly load: () => Promise<Value> }
  | { readonly kind: "list"; readonly items: readonly Settled[] }
  | { readonly kind: "record"; readonly fields: Readonly<Record<string, Settled>> }
  | { readonly kind: "described"; readonly definition: NodeDefinition; readonly args: Readonly<Record<string, Settled>> };

/** What a node has come to, for those that refer to it. */
export type NodeState =
  | { readonly state: "known"; readonly parts: Readonly<Record<string, { readonly identity: string; readonly load: () => Promise<Value> }>> }
  | { readonly state: "skipped" | "failed" | "undecided" };

/** An expression needs a node that was skipped, has failed, or will only be known in the run. */
export class Unavailable extends Error {
  readonly state: "skipped" | "failed" | "undecided";
  constructor(state: "skipped" | "failed" | "undecided") {
    super(state);
    this.state = state;
  }
}

export interface Surroundings {
  readonly catalog: Catalog<NodeDefinition>;
  readonly params: Readonly<Record<string, Literal>>;
  /** The expression of a binding that is no operation. */
  readonly valueOf: (node: string) => Expr | undefined;
  readonly stateOf: (node: string) => NodeState;
  readonly lookUp: (definition: NodeDefinition, args: Readonly<Record<string, unknown>>) => Promise<unknown>;
}

const operatorNamed = new Map(operators.map((operator) => [operator.name, operator]));

/** The definition of a name in a graph; the version must be the graph's. */
export function definitionOf(catalog: Catalog<NodeDefinition>, op: string, version: number): NodeDefinition {
  const definition = catalog.nodes.get(op);
  if (!definition) return fail(unknownOperation, { op, version: undefined });
  if (definition.version !== version) return fail(unknownOperation, { op, version });
  return definition;
}

/** Settles an expression for a parameter that accepts `accepts`. Throws `Unavailable` where it needs a node that has no value. */
export async function settle(expr: Expr, around: Surroundings, accepts?: Accepts): Promise<Settled> {
  if (accepts?.kind === "expression") return { kind: "plain", value: await settleRow(expr, around) };
  if (accepts?.kind === "aggregate") return { kind: "plain", value: await settleAggregate(expr, around) };
  if (accepts?.kind === "column" && "column" in expr) return { kind: "plain", value: expr.column };
  if ("literal" in expr) return { kind: "plain", value: expr.literal };
  if ("param" in expr) return { kind: "plain", value: around.params[expr.param] ?? null };
  if ("node" in expr) return settleNode(expr, around);
  if ("column" in expr) return { kind: "plain", value: expr.column };
  if ("selector" in expr) return { kind: "plain", value: expr.selector };
  if ("member" in expr) return settleMember(expr, around);
  if ("call" in expr) return settleCall(expr, around);
  if ("list" in expr) {
    const item = accepts?.kind === "list" ? accepts.item : undefined;
    return { kind: "list", items: await Promise.all(expr.list.map((part) => settle(part, around, item))) };
  }
  if ("record" in expr) return { kind: "record", fields: await settleFields(expr.record, around) };
  if ("range" in expr) {
    const [from, to] = await Promise.all(expr.range.map((end) => settle(end, around).then(valueOf)));
    return { kind: "plain", value: { from, to, scale: expr.scale } };
  }
  if ("describe" in expr) return settleDescription(expr, around);
  const definition = definitionOf(around.catalog, expr.lookup, expr.version);
  const args = await argumentsOf(await settleArguments(definition, expr.args, around));
  return { kind: "plain", value: await around.lookUp(definition, args) };
}

async function settleFields(record: Readonly<Record<string, Expr>>, around: Surroundings, accepts?: Accepts): Promise<Record<string, Settled>> {
  const fields: Record<string, Settled> = {};
  for (const [name, part] of Object.entries(record)) fields[name] = await settle(part, around, accepts);
  return fields;
}

async function settleNode(expr: Extract<Expr, { node: string }>, around: Surroundings): Promise<Settled> {
  const value = around.valueOf(expr.node);
  if (value) return settle(value, around);
  const state = around.stateOf(expr.node);
  if (state.state !== "known") throw new Unavailable(state.state);
  const part = state.parts[expr.part ?? ""];
  if (!part) throw new Unavailable("failed");
  return { kind: "reference", ...part };
}

async function settleMember(expr: Extract<Expr, { member: string }>, around: Surroundings): Promise<Settled> {
  const of = await settle(expr.of, around);
  const value = (await valueOf(of)) as Readonly<Record<string, unknown>> | null;
  if (value === null) return { kind: "plain", value: null };
  const metrics = value["metrics"] as Readonly<Record<string, unknown>> | undefined;
  const found = metrics && Object.hasOwn(metrics, expr.member) ? metrics[expr.member] : Object.hasOwn(value, expr.member) ? value[expr.member] : null;
  return { kind: "plain", value: found ?? null };
}

async function settleCall(expr: Extract<Expr, { call: string }>, around: Surroundings): Promise<Settled> {
  if (expr.call === "??") return settleDefault(expr.args, around);
  const definition = operatorNamed.get(expr.call) ?? around.catalog.functions.get(expr.call);
  if (!definition) return fail(unknownOperation, { op: expr.call, version: undefined });
  const args = await Promise.all(expr.args.map(async (part) => valueOf(await settle(part, around))));
  const flat = args.flatMap((arg) => (Array.isArray(arg) ? (arg as Cell[]) : [arg as Cell]));
  return { kind: "plain", value: definition.row(flat, flat.map(typeOfCell)) };
}

/** `a ?? b`: `a`, unless its node was skipped or its value is null. */
async function settleDefault([left, right]: readonly Expr[], around: Surroundings): Promise<Settled> {
  if (!left || !right) return { kind: "plain", value: null };
  try {
    const settled = await settle(left, around);
    if (settled.kind !== "plain" || settled.value !== null) return settled;
  } catch (error) {
    if (!(error instanceof Unavailable) || error.state !== "skipped") throw error;
  }
  return settle(right, around);
}

function typeOfCell(value: Cell): ColumnType {
  if (typeof value === "number") return { kind: Number.isInteger(value) ? "int" : "float" };
  if (typeof value === "boolean") return { kind: "bool" };
  return { kind: typeof value === "string" ? "string" : "unknown" };
}

async function settleDescription(expr: Description, around: Surroundings): Promise<Settled> {
  const definition = definitionOf(around.catalog, expr.describe, expr.version);
  return { kind: "described", definition, args: await settleArguments(definition, expr.args, around) };
}

/** All arguments of a definition, defaults included. */
export async function settleArguments(definition: NodeDefinition, args: Readonly<Record<string, Expr>>, around: Surroundings): Promise<Record<string, Settled>> {
  const settled: Record<string, Settled> = {};
  for (const [name, parameter] of Object.entries(definition.takes)) {
    const expr = args[name];
    if (expr) settled[name] = present(await settle(expr, around, parameter.accepts), parameter);
    else if (parameter.default !== undefined) settled[name] = { kind: "plain", value: parameter.default };
  }
  const { rest } = args;
  if (definition.rest && rest && "record" in rest) settled["rest"] = { kind: "record", fields: await settleFields(rest.record, around, definition.rest.accepts) };
  return settled;
}

/** A lookup that found nothing where a value is needed: the node is skipped, as behind a closed gate. */
function present(settled: Settled, { accepts, required }: Parameter): Settled {
  if (required && accepts.kind === "value" && settled.kind === "plain" && settled.value === null) throw new Unavailable("skipped");
  return settled;
}

/** An expression over rows, with params and values of other nodes put in as literals. */
async function settleRow(expr: Expr, around: Surroundings): Promise<Expr> {
  if ("literal" in expr || "column" in expr) return expr;
  if ("call" in expr) return { call: expr.call, args: await Promise.all(expr.args.map((part) => settleRow(part, around))) };
  if ("list" in expr) return { list: await Promise.all(expr.list.map((part) => settleRow(part, around))) };
  const value = await valueOf(await settle(expr, around));
  return { literal: value as Literal };
}

/** A function of several rows, with its arguments by their parameters. */
async function settleAggregate(expr: Expr, around: Surroundings): Promise<Aggregate> {
  const definition = "call" in expr ? around.catalog.aggregates.get(expr.call) : undefined;
  if (!definition || !("call" in expr)) return fail(unknownOperation, { op: "call" in expr ? expr.call : "an aggregate", version: undefined });
  const [given] = expr.args;
  const args: Record<string, Expr | Literal> = {};
  for (const [name, part] of Object.entries(given && "record" in given ? given.record : {})) args[name] = (await valueOf(await settle(part, around, definition.takes[name]?.accepts))) as Expr | Literal;
  return { function: definition.name, args };
}

/** The value behind a settled argument. */
export async function valueOf(settled: Settled): Promise<unknown> {
  switch (settled.kind) {
    case "plain":
      return settled.value;
    case "reference":
      return settled.load();
    case "list":
      return Promise.all(settled.items.map(valueOf));
    case "record":
      return argumentsOf(settled.fields);
    case "described":
      return { describe: settled.definition.name, version: settled.definition.version, args: await argumentsOf(settled.args) };
  }
}

export async function argumentsOf(args: Readonly<Record<string, Settled>>): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [name, settled] of Object.entries(args)) values[name] = await valueOf(settled);
  return values;
}

/** What of a settled argument enters a fingerprint: contents, never names. */
export function identityOf(settled: Settled): unknown {
  switch (settled.kind) {
    case "plain":
      return settled.value;
    case "reference":
      return { $content: settled.identity };
    case "list":
      return settled.items.map(identityOf);
    case "record":
      return mapFields(settled.fields);
    case "described":
      return { $describe: definitionIdentity(settled.definition), args: mapFields(settled.args) };
  }
}

const mapFields = (fields: Readonly<Record<string, Settled>>) => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, identityOf(field)]));

export function definitionIdentity(definition: NodeDefinition): string {
  const { origin } = definition as Partial<ModuleNode>;
  return `${definition.name}@${definition.version}${origin === undefined ? "" : `:${origin}`}`;
}
