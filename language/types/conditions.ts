import type { Expr, Literal } from "../graph/graph.ts";
import type { Column, Schema } from "./schema.ts";
import { columnNamed } from "./schema.ts";

/** What is known to be true of rows: all of these comparisons. Empty: nothing. */
export type Condition = readonly Comparison[];

/** A comparison of one column. Columns are compared as objects: a column that some step has changed is another one. */
export interface Comparison {
  readonly column: Column;
  readonly is: "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "other";
  /** What it is compared with, as text that is the same for the same value. */
  readonly with: string;
  readonly values: readonly Literal[] | undefined;
  /** The comparison does not hold: it is false, or null. */
  readonly not: boolean;
}

const mirrored: Readonly<Record<string, Comparison["is"]>> = { "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

/** What a row expression says of rows for which it is true (`keeps`), or for which it is not. */
export function conditionOf(expr: Expr, schema: Schema, keeps: boolean): Condition {
  if ("call" in expr) {
    if (expr.call === "not" && keeps) return expr.args.flatMap((arg) => conditionOf(arg, schema, false));
    // Not (a or b): neither holds. Of the other combinations nothing is known for sure.
    if (expr.call === (keeps ? "and" : "or")) return expr.args.flatMap((arg) => conditionOf(arg, schema, keeps));
  }
  const comparison = comparisonOf(expr, schema);
  return comparison ? [{ ...comparison, not: !keeps }] : [];
}

function comparisonOf(expr: Expr, schema: Schema): Omit<Comparison, "not"> | undefined {
  if ("column" in expr) return compare(schema, expr.column, "==", { literal: true });
  if (!("call" in expr) || expr.args.length !== 2) return undefined;
  const [left, right] = expr.args;
  if (!left || !right) return undefined;
  const is = expr.call === "in" ? "in" : mirrored[expr.call] && (expr.call as Comparison["is"]);
  if (is && "column" in left && !mentionsColumn(right)) return compare(schema, left.column, is, right);
  const other = mirrored[expr.call];
  return other && "column" in right && !mentionsColumn(left) ? compare(schema, right.column, other, left) : undefined;
}

function compare(schema: Schema, name: string, is: Comparison["is"], value: Expr): Omit<Comparison, "not"> | undefined {
  const column = columnNamed(schema, name);
  if (!column) return undefined;
  return { column, is, with: JSON.stringify(value), values: valuesOf(value) };
}

function valuesOf(expr: Expr): readonly Literal[] | undefined {
  const parts = "list" in expr ? expr.list : [expr];
  const values = parts.map(valueOf);
  return values.some((value) => value === undefined) ? undefined : values.filter((value): value is Literal => value !== undefined);
}

/** The value of a literal, also behind a conversion that keeps the order of values. */
function valueOf(expr: Expr): Literal | undefined {
  if ("literal" in expr) return expr.literal;
  if (!("call" in expr) || expr.args.length !== 1 || !expr.args[0]) return undefined;
  const inner = valueOf(expr.args[0]);
  if (expr.call === "negate") return typeof inner === "number" ? -inner : undefined;
  return orderKept.has(expr.call) ? inner : undefined;
}

const orderKept = new Set(["to_float", "to_date", "to_timestamp"]);

function mentionsColumn(expr: Expr): boolean {
  if ("column" in expr) return true;
  return ("call" in expr && expr.args.some(mentionsColumn)) || ("list" in expr && expr.list.some(mentionsColumn));
}

/** No row can be in both. */
export function exclude(a: Condition, b: Condition): boolean {
  return a.some((one) => b.some((other) => one.column === other.column && contradict(one, other)));
}

function contradict(a: Comparison, b: Comparison): boolean {
  const sameValue = a.with === b.with;
  if (a.not && b.not) return false;
  if (a.not || b.not) return sameValue && a.is === b.is;
  if (sameValue && opposites.has(`${a.is} ${b.is}`)) return true;
  return (a.values && b.values && (apart(a, a.values, b, b.values) || apart(b, b.values, a, a.values))) ?? false;
}

const opposites = new Set(["== !=", "!= ==", "== <", "< ==", "== >", "> ==", "< >", "> <", "< >=", ">= <", "<= >", "> <="]);

/** Whether `a`, which gives values from above or as a list, leaves nothing for `b`. */
function apart(a: Comparison, own: readonly Literal[], b: Comparison, others: readonly Literal[]): boolean {
  if (a.is === "==" || a.is === "in") return own.every((value) => !satisfies(value, b, others));
  if (a.is !== "<" && a.is !== "<=") return false;
  const order = compareValues(own[0], others[0]);
  if ((b.is !== ">" && b.is !== ">=") || order === undefined) return false;
  return order < 0 || (order === 0 && (a.is === "<" || b.is === ">"));
}

function satisfies(value: Literal, { is }: Comparison, others: readonly Literal[]): boolean {
  if (is === "==" || is === "in") return others.includes(value);
  if (is === "!=") return !others.includes(value);
  const order = compareValues(value, others[0]);
  if (order === undefined) return true;
  if (is === "<") return order < 0;
  if (is === "<=") return order <= 0;
  return is === ">" ? order > 0 : order >= 0;
}

// Beyond ASCII, the engine's order of texts is not that of JavaScript.
const ascii = /^[\x20-\x7e]*$/;

/** Negative where `a` comes first; `undefined` where that cannot be said. */
function compareValues(a: Literal | undefined, b: Literal | undefined): number | undefined {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a !== "string" || typeof b !== "string" || !ascii.test(a) || !ascii.test(b)) return undefined;
  return a < b ? -1 : a > b ? 1 : 0;
}
