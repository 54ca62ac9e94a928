import type { SchemaSymbol } from "../check/scope.ts";
import type { Expression } from "../syntax/ast.ts";
import type { Column } from "../types/schema.ts";
import type { Expr } from "./graph.ts";

/** A `schema` declaration as plain data; `lower` gives the conditions that hold for each of its rows. */
export function lowerSchema({ schema, statement }: SchemaSymbol, lower: (condition: Expression) => Expr): Expr {
  const keys = statement.entries.flatMap((entry): Expr[] => (entry.kind === "key" ? [{ list: entry.columns.map(({ text }): Expr => ({ literal: text })) }] : []));
  const rules = statement.entries.flatMap((entry) => (entry.kind === "rule" ? [lower(entry.condition)] : []));
  const columns: Expr = { list: (schema?.columns ?? []).map(lowerColumn) };
  return { describe: "schema", version: 1, args: { columns, ...(keys.length > 0 && { keys: { list: keys } }), ...(rules.length > 0 && { rules: { list: rules } }) } };
}

function lowerColumn({ name, type, nullable, unit, pii, promises }: Column): Expr {
  return {
    record: {
      name: { literal: name },
      type: { literal: type.kind },
      nullable: { literal: nullable },
      ...(unit !== undefined && { unit: { literal: unit } }),
      ...(pii && { pii: { literal: true } }),
      ...(promises?.range && { range: { list: promises.range.map((end): Expr => ({ literal: end })) } }),
      ...(promises?.pattern !== undefined && { pattern: { literal: promises.pattern } }),
      ...(promises?.unique && { unique: { literal: true } }),
      ...(type.kind === "category" && { values: { list: type.values.map((value): Expr => ({ literal: value })) } }),
    },
  };
}
