import { resolveRow, type Resolved } from "../../language/expressions/resolve.ts";
import type { Expr, Literal } from "../../language/graph/graph.ts";
import type { RowFunction } from "../../language/nodes/functions.ts";
import type { ColumnType, Schema } from "../../language/types/schema.ts";

/** A name as the engine takes it, whatever is in it. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A value as the engine takes it; the engine's text cannot hold the character 0, and no file has it. */
export function literal(value: Literal): string {
  if (value === null) return "NULL";
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (typeof value === "string") return `'${value.replaceAll("\0", "").replaceAll("'", "''")}'`;
  if (Number.isSafeInteger(value)) return `CAST(${value} AS BIGINT)`;
  return Number.isFinite(value) ? `CAST(${value.toExponential()} AS DOUBLE)` : `CAST('${value}' AS DOUBLE)`;
}

/** The path of one file to read, as the engine's table functions take it: they would look for several where it holds `*`, `?` or `[`. */
export const fileName = (path: string): string => literal(path.replace(/[[*?]/g, "[$&]"));

/** The SQL of an expression over the rows of a schema; throws an Error where it is not one. */
export function sqlOf(expr: Expr, schema: Schema, functions: ReadonlyMap<string, RowFunction>): string {
  return render(resolveRow(expr, schema, functions));
}

/** The SQL of a resolved expression. */
export function render(resolved: Resolved): string {
  switch (resolved.is) {
    case "literal":
      return literal(resolved.value);
    case "column":
      return identifier(resolved.name);
    case "call":
      // What is computed from the word `null` alone has no type, and the engine would give it one.
      if (resolved.type.kind === "unknown" && !readsUntyped(resolved)) return "NULL";
      return resolved.definition.sql(resolved.args.map(render), resolved.args.map((arg) => arg.type), resolved.args.map((arg) => arg.constant?.value));
  }
}

const readsUntyped = (resolved: Resolved): boolean => (resolved.is === "column" && resolved.type.kind === "unknown") || (resolved.is === "call" && resolved.args.some(readsUntyped));

/** The engine's type of a column; a column of an unknown type is text. */
export function sqlType(type: ColumnType): string {
  switch (type.kind) {
    case "int":
      return "BIGINT";
    case "float":
      return "DOUBLE";
    case "bool":
      return "BOOLEAN";
    case "date":
      return "DATE";
    case "timestamp":
      return "TIMESTAMP";
    default:
      return "VARCHAR";
  }
}
