import type { Expr } from "../../language/graph/graph.ts";
import { columnNamed, type Schema } from "../../language/types/schema.ts";
import type { ColumnValues } from "../../runtime/engine/engine.ts";

/** Numbers of a column, or one number for all rows; `float` says of what kind the expression is. Missing values are NaN. */
interface Numbers {
  readonly values: Float64Array | number;
  readonly float: boolean;
}

/** The names of the columns from which `columnForm` computes an expression; `undefined` where only the engine can. */
export function columnsFor(expr: Expr, schema: Schema): readonly string[] | undefined {
  if ("column" in expr) return [expr.column];
  const used = new Set<string>();
  return isNumeric(expr, schema, used) ? [...used] : undefined;
}

/**
 * The column form of an expression: the same doubles as its SQL form gives, computed from columns that have left the engine already.
 * It knows what fitted steps are made of: a column as it is, and `+ - * /`, `??` and `to_float` of floats and numbers.
 */
export function columnForm(expr: Expr, schema: Schema, columns: ReadonlyMap<string, ColumnValues>): ColumnValues | undefined {
  if ("column" in expr) return columns.get(expr.column);
  const made = evaluate(expr, schema, columns);
  return made && typeof made.values !== "number" ? { kind: "numbers", values: made.values } : undefined;
}

const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  // Null where the divisor is zero.
  "/": (a, b) => (b === 0 ? Number.NaN : a / b),
  "??": (a, b) => (Number.isNaN(a) ? b : a),
};

/** Whether an expression has a column form; two integers have another arithmetic. */
function isNumeric(expr: Expr, schema: Schema, used: Set<string>): boolean {
  if ("column" in expr) {
    used.add(expr.column);
    return kindOf(expr, schema) !== undefined;
  }
  if ("literal" in expr) return typeof expr.literal === "number";
  if (!("call" in expr) || !expr.args.every((arg) => isNumeric(arg, schema, used))) return false;
  if (expr.call === "to_float") return expr.args.length === 1;
  return Object.hasOwn(operators, expr.call) && (expr.call === "/" || expr.call === "??" || expr.args.some((arg) => kindOf(arg, schema) === "float"));
}

function kindOf(expr: Expr, schema: Schema): "int" | "float" | undefined {
  if ("column" in expr) {
    const type = columnNamed(schema, expr.column)?.type.kind;
    return type === "int" || type === "float" ? type : undefined;
  }
  if ("literal" in expr) return Number.isInteger(expr.literal) ? "int" : "float";
  if (!("call" in expr)) return undefined;
  return expr.call === "to_float" || expr.call === "/" || expr.args.some((arg) => kindOf(arg, schema) === "float") ? "float" : "int";
}

function evaluate(expr: Expr, schema: Schema, columns: ReadonlyMap<string, ColumnValues>): Numbers | undefined {
  const float = kindOf(expr, schema) === "float";
  if ("column" in expr) {
    const own = columns.get(expr.column);
    return own?.kind === "numbers" ? { values: own.values, float } : undefined;
  }
  if ("literal" in expr) return typeof expr.literal === "number" ? { values: expr.literal, float } : undefined;
  if (!("call" in expr)) return undefined;
  const [a, b] = expr.args.map((arg) => evaluate(arg, schema, columns));
  if (!a) return undefined;
  if (expr.call === "to_float") return { values: a.values, float };
  const operator = Object.hasOwn(operators, expr.call) ? operators[expr.call] : undefined;
  return operator && b ? { values: combined(operator, a.values, b.values), float } : undefined;
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
