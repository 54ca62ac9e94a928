import { operatorNamed } from "../../language/check/operands.ts";
import type { Expr } from "../../language/graph/graph.ts";
import type { Cell, Operand, RowFunction } from "../../language/nodes/functions.ts";
import { columnNamed, type Schema } from "../../language/types/schema.ts";
import type { ColumnValues } from "../../runtime/engine/engine.ts";

/** Numbers of a column, or one number for all rows; missing values are NaN. */
interface Numbers {
  readonly kind: "numbers";
  readonly values: Float64Array | number;
}

/** What an expression is in the column form. */
type Values = Numbers | Extract<ColumnValues, { readonly kind: "codes" }>;

/** The names of the columns from which `columnForm` computes an expression; `undefined` where only the engine can. */
export function columnsFor(expr: Expr, schema: Schema): readonly string[] | undefined {
  if ("column" in expr) return [expr.column];
  const used = new Set<string>();
  return hasColumnForm(expr, schema, used) ? [...used] : undefined;
}

/**
 * The column form of an expression: the same values as its SQL form gives, computed from columns that have left the engine already.
 * It knows what fitted steps are made of: a column as it is; `+ - * /`, `??` and `to_float` of floats and numbers; bounds; and functions of
 * one value that say so. Those that are made of logarithms differ from their SQL form in the last digits, as their row form does.
 */
export function columnForm(expr: Expr, schema: Schema, columns: ReadonlyMap<string, ColumnValues>): ColumnValues | undefined {
  if ("column" in expr) return columns.get(expr.column);
  const made = evaluate(expr, schema, columns);
  if (made?.kind === "codes") return made;
  return made && typeof made.values !== "number" ? { kind: "numbers", values: made.values } : undefined;
}

const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  // Null where the divisor is zero.
  "/": (a, b) => (b === 0 ? Number.NaN : a / b),
  "??": (a, b) => (Number.isNaN(a) ? b : a),
  at_least: (a, b) => (a < b ? b : a),
  at_most: (a, b) => (a > b ? b : a),
};

/** A call of a function that may be computed value by value, and the literals behind its first argument. */
function exactCall(expr: Expr): { readonly definition: RowFunction & { readonly prepare: NonNullable<RowFunction["prepare"]> }; readonly first: Expr; readonly rest: readonly Cell[] } | undefined {
  if (!("call" in expr)) return undefined;
  const definition = operatorNamed.get(expr.call);
  const [first, ...others] = expr.args.flatMap((arg) => ("list" in arg ? arg.list : [arg]));
  if (!first || !definition?.byColumn || !definition.prepare || !others.every((arg) => "literal" in arg)) return undefined;
  return { definition: { ...definition, prepare: definition.prepare }, first, rest: others.map((arg) => arg.literal) };
}

/** Whether an expression has a column form; two integers have another arithmetic. */
function hasColumnForm(expr: Expr, schema: Schema, used: Set<string>): boolean {
  if ("column" in expr) {
    used.add(expr.column);
    return kindOf(expr, schema) !== undefined;
  }
  if ("literal" in expr) return typeof expr.literal === "number";
  if (!("call" in expr)) return false;
  const exact = exactCall(expr);
  if (exact) return !("literal" in exact.first) && hasColumnForm(exact.first, schema, used) && kindOf(expr, schema) !== undefined;
  if (!expr.args.every((arg) => hasColumnForm(arg, schema, used) && kindOf(arg, schema) !== "text")) return false;
  if (expr.call === "to_float") return expr.args.length === 1;
  return Object.hasOwn(operators, expr.call) && (expr.call === "/" || expr.call === "??" || expr.args.some((arg) => kindOf(arg, schema) === "float"));
}

type Kind = "int" | "float" | "text";
const kinds: Readonly<Record<string, Kind>> = { int: "int", float: "float", string: "text", category: "text" };

function kindOf(expr: Expr, schema: Schema): Kind | undefined {
  if ("column" in expr) return kinds[columnNamed(schema, expr.column)?.type.kind ?? "unknown"];
  if ("literal" in expr) return typeof expr.literal === "string" ? "text" : Number.isInteger(expr.literal) ? "int" : "float";
  if (!("call" in expr)) return undefined;
  const exact = exactCall(expr);
  if (exact) {
    const [first, ...rest] = [exact.first, ...exact.rest.map((literal): Expr => ({ literal }))].map((arg): Operand => operandOf(kindOf(arg, schema)));
    const result = first && exact.definition.infer([first, ...rest]);
    return typeof result === "object" ? kinds[result.type.kind] : undefined;
  }
  return expr.call === "to_float" || expr.call === "/" || expr.args.some((arg) => kindOf(arg, schema) === "float") ? "float" : "int";
}

const operandOf = (kind: Kind | undefined): Operand => ({ type: { kind: kind === "text" ? "string" : (kind ?? "unknown") }, nullable: true });

function evaluate(expr: Expr, schema: Schema, columns: ReadonlyMap<string, ColumnValues>): Values | undefined {
  if ("column" in expr) return columns.get(expr.column);
  if ("literal" in expr) return typeof expr.literal === "number" ? { kind: "numbers", values: expr.literal } : undefined;
  if (!("call" in expr)) return undefined;
  const exact = exactCall(expr);
  if (exact) {
    const before = evaluate(exact.first, schema, columns);
    const compute = exact.definition.prepare(exact.rest, []);
    return before && (kindOf(expr, schema) === "text" ? textsOf(before, compute) : { kind: "numbers", values: numbersOf(before, compute) });
  }
  const [a, b] = expr.args.map((arg) => evaluate(arg, schema, columns));
  if (a?.kind !== "numbers") return undefined;
  if (expr.call === "to_float") return a;
  const operator = Object.hasOwn(operators, expr.call) ? operators[expr.call] : undefined;
  // A column without gaps is filled as it is: no copy of it.
  if (expr.call === "??" && typeof a.values !== "number" && !a.values.some(Number.isNaN)) return { kind: "numbers", values: a.values };
  return operator && b?.kind === "numbers" ? { kind: "numbers", values: combined(operator, a.values, b.values) } : undefined;
}

const numberOf = (cell: Cell): number => (cell === null ? Number.NaN : Number(cell));
const cellOf = (value: number): Cell => (Number.isNaN(value) ? null : value);

function numbersOf(before: Values, compute: (cell: Cell) => Cell): Float64Array | number {
  if (before.kind === "codes") {
    const missing = numberOf(compute(null));
    const ofWords = Float64Array.from(before.words, (word) => numberOf(compute(word)));
    return Float64Array.from(before.codes, (code) => (code < 0 ? missing : ofWords[code]!));
  }
  const { values } = before;
  if (typeof values === "number") return numberOf(compute(values));
  const made = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) made[i] = numberOf(compute(cellOf(values[i]!)));
  return made;
}

/** Texts as codes, in the order in which they first appear. */
function textsOf(before: Values, compute: (cell: Cell) => Cell): Values | undefined {
  const places = new Map<string, number>();
  const codeOf = (cell: Cell): number => {
    if (typeof cell !== "string") return -1;
    const known = places.get(cell);
    if (known !== undefined) return known;
    places.set(cell, places.size);
    return places.size - 1;
  };
  if (before.kind === "codes") {
    const known = new Map<number, number>();
    const codes = before.codes.map((code) => {
      const own = known.get(code) ?? codeOf(compute(code < 0 ? null : before.words[code]!));
      known.set(code, own);
      return own;
    });
    return { kind: "codes", codes, words: [...places.keys()] };
  }
  if (typeof before.values === "number") return undefined;
  const codes = Int32Array.from(before.values, (value) => codeOf(compute(cellOf(value))));
  return { kind: "codes", codes, words: [...places.keys()] };
}

function combined(operator: (a: number, b: number) => number, a: Float64Array | number, b: Float64Array | number): Float64Array | number {
  if (typeof a === "number" && typeof b === "number") return operator(a, b);
  const length = typeof a === "number" ? (b as Float64Array).length : a.length;
  const made = new Float64Array(length);
  if (typeof a !== "number" && typeof b === "number") for (let i = 0; i < length; i++) made[i] = operator(a[i]!, b);
  else if (typeof a === "number") for (let i = 0; i < length; i++) made[i] = operator(a, (b as Float64Array)[i]!);
  else for (let i = 0; i < length; i++) made[i] = operator(a[i]!, (b as Float64Array)[i]!);
  return made;
}
