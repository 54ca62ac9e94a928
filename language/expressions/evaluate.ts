import type { Expr } from "../graph/graph.ts";
import type { Cell, RowFunction } from "../nodes/functions.ts";
import type { Schema } from "../types/schema.ts";
import { resolveRow, type Resolved } from "./resolve.ts";

export type Row = Readonly<Record<string, Cell>>;

/** The row form of an expression, ready for many rows. A column that a row does not have is null. */
export function compileRow(expr: Expr, schema: Schema, functions: ReadonlyMap<string, RowFunction>): (row: Row) => Cell {
  return compile(resolveRow(expr, schema, functions));
}

/** The value of an expression for one row. */
export function evaluateRow(expr: Expr, row: Row, functions: ReadonlyMap<string, RowFunction>, schema: Schema): Cell {
  return compileRow(expr, schema, functions)(row);
}

function compile(resolved: Resolved): (row: Row) => Cell {
  switch (resolved.is) {
    case "literal": {
      const { value } = resolved;
      return () => value;
    }
    case "column": {
      const { name } = resolved;
      // A row may be any object: only its own properties are columns, also for a column named `__proto__`.
      return (row) => (Object.hasOwn(row, name) ? (row[name] ?? null) : null);
    }
    case "call": {
      const args = resolved.args.map(compile);
      const types = resolved.args.map((arg) => arg.type);
      const { definition } = resolved;
      return (row) => definition.row(args.map((arg) => arg(row)), types);
    }
  }
}
