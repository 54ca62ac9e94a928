import type { Selector } from "../types/selectors.ts";

/** The hub between the language and everything that executes: plain JSON, described by `spec/graph.schema.json`. */
export interface Graph {
  readonly format: "mlp.graph/1";
  readonly pipeline: string;
  readonly doc?: string;
  readonly seed: number;
  readonly params: readonly GraphParam[];
  /** In an order in which every node comes after those it refers to. */
  readonly nodes: readonly GraphNode[];
  /** Each binding's value, by the binding's name. */
  readonly bindings: Readonly<Record<string, Expr>>;
  /** Modules that bring nodes of the user's own, relative to the pipeline's file. */
  readonly modules: readonly string[];
}

export interface GraphParam {
  readonly name: string;
  readonly type: "int" | "float" | "string" | "bool" | "path" | "share" | "duration" | "bytes" | "date" | "timestamp" | "secret";
  readonly default?: Literal;
  readonly doc?: string;
}

export interface GraphNode {
  /** From the binding's name, and the step's where a binding has several: "model", "customers.derive". */
  readonly id: string;
  /** The node definition's name; `value` for a binding that is only an expression. */
  readonly op: string;
  readonly version: number;
  readonly doc?: string;
  /** Data from other nodes, by port. */
  readonly inputs: Readonly<Record<string, Expr>>;
  readonly params: Readonly<Record<string, Expr>>;
  /** The type's name: "Dataset", "Model", "Report". */
  readonly type: string;
  /** Names of its parts where it makes several values (a split). */
  readonly parts?: readonly string[];
  /** Names under which the user bound it. */
  readonly bound: readonly string[];
  readonly when?: Expr;
  /** Names of the rows in its arguments, where they count as seen or must be unseen: the same rows have the same names in every run. */
  readonly rows?: Readonly<Record<string, readonly string[]>>;
  readonly policy?: { readonly retry?: number; readonly timeout?: number };
  /** For a node that fits a model: how a raw row becomes one of those that it is fitted on. Absent where a single row cannot. */
  readonly slice?: ServingSlice;
  readonly at: SourceRange;
}

/** The part of a graph that a request goes through; the steps of the model's recipe follow it. */
export interface ServingSlice {
  /** The node that gives the raw rows. */
  readonly source: string;
  /** The nodes that compute columns of a row, in their order. */
  readonly steps: readonly string[];
  /** The nodes on the way that only choose or order rows. */
  readonly omits: readonly string[];
}

/** Where it is written: offsets for machines, line and column (from 1) for people. */
export interface SourceRange {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
}

export type Literal = number | string | boolean | null;

/** An expression as plain data. `column` stands only in row expressions. */
export type Expr =
  | { readonly literal: Literal }
  | { readonly param: string }
  | { readonly node: string; readonly part?: string }
  | { readonly column: string }
  | { readonly selector: Selector }
  | { readonly of: Expr; readonly member: string }
  | { readonly call: string; readonly args: readonly Expr[] }
  | { readonly list: readonly Expr[] }
  | { readonly record: Readonly<Record<string, Expr>> }
  | { readonly range: readonly [Expr, Expr]; readonly scale: "linear" | "log" }
  | Description
  | { readonly lookup: string; readonly version: number; readonly args: Readonly<Record<string, Expr>> };

/** A value that is only described, and used by the node that takes it: an estimator, a recipe's step, a check, a channel. */
export interface Description {
  readonly describe: string;
  readonly version: number;
  readonly args: Readonly<Record<string, Expr>>;
}

/** The expressions directly inside one. */
export function childrenOf(expr: Expr): readonly Expr[] {
  if ("member" in expr) return [expr.of];
  if ("call" in expr) return expr.args;
  if ("list" in expr) return expr.list;
  if ("record" in expr) return Object.values(expr.record);
  if ("range" in expr) return expr.range;
  if ("describe" in expr || "lookup" in expr) return Object.values(expr.args);
  return [];
}

/** Every node that an expression refers to, with the part if it takes one. */
export function referencesIn(expr: Expr, found: { node: string; part?: string }[] = []): { node: string; part?: string }[] {
  if ("node" in expr) found.push(expr);
  for (const child of childrenOf(expr)) referencesIn(child, found);
  return found;
}

/** The columns that a row expression reads. */
export function columnsIn(expr: Expr, found = new Set<string>()): Set<string> {
  if ("column" in expr) found.add(expr.column);
  for (const child of childrenOf(expr)) columnsIn(child, found);
  return found;
}

/** The ids of the nodes that a node needs before it can run. */
export function dependenciesOf(node: GraphNode): string[] {
  const all = [...Object.values(node.inputs), ...Object.values(node.params), ...(node.when ? [node.when] : [])];
  return [...new Set(all.flatMap((expr) => referencesIn(expr)).map((reference) => reference.node))];
}
