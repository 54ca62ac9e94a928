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
      const types = resolved.args.map((arg) => arg.type);
      const { definition } = resolved;
      const [first, ...rest] = resolved.args;
      const literals = definition.prepare && rest.flatMap((arg) => (arg.is === "literal" ? [arg.value] : []));
      if (definition.prepare && literals && first && literals.length === rest.length) {
        const [ready, value] = [definition.prepare(literals, types), compile(first)];
        return (row) => ready(value(row));
      }
      const args = resolved.args.map(compile);
      return (row) => definition.row(args.map((arg) => arg(row)), types);
    }
  }
}
