import type { Expr, Literal } from "../graph/graph.ts";
import { columnNamed, type Column, type Schema } from "./schema.ts";

/** What is known to be true of rows: one of these, and in it all comparisons. `[[]]`: nothing is known. */
export type Condition = readonly (readonly Comparison[])[];

/** A comparison of an expression over a row with a value. Columns are compared as objects: a column that some step has changed is another one. */
export interface Comparison {
  /** The expression as text, and the columns in it in their order. */
  readonly subject: string;
  readonly columns: readonly Column[];
  readonly is: Sign | "in";
  /** What it is compared with, as text that is the same for the same value. */
  readonly with: string;
  readonly values: readonly Literal[] | undefined;
  /** The comparison is not true: it is false, or null. */
  readonly not: boolean;
}

type Sign = "==" | "!=" | "<" | "<=" | ">" | ">=";

const mirrored: ReadonlyMap<string, Sign> = new Map([["==", "=="], ["!=", "!="], ["<", ">"], ["<=", ">="], [">", "<"], [">=", "<="]] as const);
const nothing: Condition = [[]];
/** More alternatives than these say nothing that anybody would write a split with. */
const mostAlternatives = 64;

/** What a row expression says of rows for which it is true (`keeps`), or for which it is not. */
export function conditionOf(expr: Expr, schema: Schema, keeps: boolean): Condition {
  if ("call" in expr) {
    if (expr.call === "not" && keeps && expr.args[0]) return conditionOf(expr.args[0], schema, false);
    const parts = () => expr.args.map((arg) => conditionOf(arg, schema, keeps));
    // Not (a and b): one of them does not hold. Not (a or b): neither does.
    if (expr.call === (keeps ? "and" : "or")) return parts().reduce(both, nothing);
    if (expr.call === (keeps ? "or" : "and")) return few(parts().flat());
  }
  const comparison = comparisonOf(expr, schema);
  return comparison ? [[{ ...comparison, not: !keeps }]] : nothing;
}

const both = (a: Condition, b: Condition): Condition => few(a.flatMap((one) => b.map((other) => [...one, ...other])));
const few = (condition: Condition): Condition => (condition.length > mostAlternatives ? nothing : condition);

function comparisonOf(expr: Expr, schema: Schema): Omit<Comparison, "not"> | undefined {
  if ("column" in expr) return compare(schema, expr, "==", { literal: true });
  if (!("call" in expr) || expr.args.length !== 2) return undefined;
  const [left, right] = expr.args;
  if (!left || !right || columnsOf(left).length > 0 === columnsOf(right).length > 0) return undefined;
  const mirror = mirrored.get(expr.call);
  if (columnsOf(left).length > 0) return expr.call === "in" ? compare(schema, left, "in", right) : mirror && compare(schema, left, expr.call as Sign, right);
  return mirror && compare(schema, right, mirror, left);
}

function compare(schema: Schema, subject: Expr, is: Comparison["is"], value: Expr): Omit<Comparison, "not"> | undefined {
  const columns = columnsOf(subject).map((name) => columnNamed(schema, name));
  const known = columns.filter((column): column is Column => column !== undefined);
  if (known.length < columns.length) return undefined;
  return { subject: JSON.stringify(subject), columns: known, is, with: JSON.stringify(value), values: valuesOf(value) };
}

function columnsOf(expr: Expr): readonly string[] {
  if ("column" in expr) return [expr.column];
  if ("call" in expr) return expr.args.flatMap(columnsOf);
  return "list" in expr ? expr.list.flatMap(columnsOf) : [];
}

function valuesOf(expr: Expr): readonly Literal[] | undefined {
  const values = ("list" in expr ? expr.list : [expr]).map(valueOf);
  return values.some((value) => value === undefined) ? undefined : values.filter((value): value is Literal => value !== undefined);
}

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = { "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b };
const orderKept = new Set(["to_float", "to_date", "to_timestamp"]);

/** The value of a literal, also behind arithmetic or a conversion that keeps the order of values. */
function valueOf(expr: Expr): Literal | undefined {
  if ("literal" in expr) return expr.literal;
  if (!("call" in expr)) return undefined;
  const [first, second] = expr.args.map(valueOf);
  if (expr.call === "negate") return typeof first === "number" ? -first : undefined;
  // Text in a format of its own (`to_date("31.12.2024", "%d.%m.%Y")`) is not in the order of its days.
  if (orderKept.has(expr.call)) return expr.args.length === 1 ? first : undefined;
  const compute = arithmetic[expr.call];
  return compute && typeof first === "number" && typeof second === "number" ? compute(first, second) : undefined;
}

/** No row can be in both. */
export const exclude = (a: Condition, b: Condition): boolean => a.every((one) => b.every((other) => clash(one, other)));

const clash = (a: readonly Comparison[], b: readonly Comparison[]): boolean => positive(a).some((one) => positive(b).some((other) => sameSubject(one, other) && contradict(one, other)));

const complement: ReadonlyMap<Comparison["is"], Sign> = new Map([["==", "!="], ["!=", "=="], ["<", ">="], ["<=", ">"], [">", "<="], [">=", "<"]] as const);

/** What does not hold of a value that is there has a complement that does. */
function positive(all: readonly Comparison[]): readonly Comparison[] {
  return all.map((one) => {
    const is = one.not && !withNull(one) ? complement.get(one.is) : undefined;
    return is && all.some((other) => sameSubject(one, other) && isPresent(other)) ? { ...one, is, not: false } : one;
  });
}

const sameSubject = (a: Comparison, b: Comparison): boolean => a.subject === b.subject && a.columns.length === b.columns.length && a.columns.every((column, index) => column === b.columns[index]);

function contradict(a: Comparison, b: Comparison): boolean {
  if ((isNull(a) && isPresent(b)) || (isPresent(a) && isNull(b))) return true;
  const sameValue = a.with === b.with;
  if (a.not && b.not) return false;
  if (a.not || b.not) return sameValue && a.is === b.is;
  if (sameValue && opposites.has(`${a.is} ${b.is}`)) return true;
  return (a.values && b.values && (apart(a, a.values, b, b.values) || apart(b, b.values, a, a.values))) ?? false;
}

const withNull = ({ values }: Comparison): boolean => values?.includes(null) ?? false;
const isNull = (one: Comparison): boolean => withNull(one) && one.is === (one.not ? "!=" : "==");
/** A comparison with a missing value is null: where one is true, the value is there. */
const isPresent = (one: Comparison): boolean => (withNull(one) ? one.is === (one.not ? "==" : "!=") : !one.not);

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
