import { resolveRow, type Resolved } from "../../language/expressions/resolve.ts";
import { columnsIn, type Expr } from "../../language/graph/graph.ts";
import type { RowFunction } from "../../language/nodes/functions.ts";
import type { Column, Schema } from "../../language/types/schema.ts";
import { storedTable } from "../engine/stored.ts";
import { rowNumber, type DatasetValue, type Projection, type RowPath } from "../values.ts";
import { identifier, render } from "./sql.ts";

export type RowFunctions = ReadonlyMap<string, RowFunction>;

/** A dataset's table, to stand behind FROM. Nothing is read for it. */
export function tableOf({ table }: DatasetValue): string {
  return "sql" in table ? `(${table.sql})` : storedTable(table.file);
}

/** The names of a schema's columns, to stand behind SELECT, without the row number. */
export const columnList = (schema: Schema): string => schema.columns.map(({ name }) => identifier(name)).join(", ");

/** The columns of a projection over the rows of `input`, with their types. Throws an Error for an expression that is not one over these rows. */
export function projection(input: Schema, columns: Projection["columns"], functions: RowFunctions): Projection {
  return { columns, schema: schemaOf(input, resolveAll(input, columns, functions), columns) };
}

/**
 * Rows with all columns of the result, in order, each computed from the columns before: nothing runs yet.
 * Row numbers stay, and the projection becomes a step of the row path, so that it also serves requests.
 */
export function project(dataset: DatasetValue, columns: Projection["columns"], functions: RowFunctions): DatasetValue {
  const resolved = resolveAll(dataset.schema, columns, functions);
  const schema = schemaOf(dataset.schema, resolved, columns);
  const select = columns.map(({ name }, index) => {
    const value = resolved[index];
    return `${value ? render(value) : "NULL"} AS ${identifier(name)}`;
  });
  const sql = `SELECT ${[identifier(rowNumber), ...select].join(", ")} FROM ${tableOf(dataset)}`;
  const cheap = isCheap(dataset) && columns.every(({ expr }) => "column" in expr);
  return { kind: "dataset", schema, table: { sql, ...(cheap && { cheap }) }, path: withStep(dataset.path, { columns, schema }), ...(dataset.rows !== undefined && { rows: dataset.rows }) };
}

/** The rows for which a condition is true: null counts as not true. Order, row numbers and the row path stay. */
export function filter(dataset: DatasetValue, where: Expr, functions: RowFunctions): DatasetValue {
  const condition = render(resolveRow(where, dataset.schema, functions));
  return choose(dataset, (table) => `SELECT * FROM ${table} WHERE ${condition}`);
}

/** Some of the rows, in their order, by SQL that costs little more than to read the table: where that is in the store, nothing is written anew. */
export function choose(dataset: DatasetValue, build: (table: string) => string): DatasetValue {
  const chosen = query(dataset, build, dataset.schema, { path: "keep" });
  return isCheap(dataset) ? { ...chosen, table: { ...chosen.table, cheap: true } } : chosen;
}

const isCheap = ({ table }: DatasetValue): boolean => "file" in table || table.cheap === true;

/**
 * A table by SQL over a dataset's table. It must have the row number and the schema's columns, and its rows in the order of their numbers.
 * `keep` says that it only chooses rows; otherwise `broken` names the step after which a single row cannot be computed.
 */
export function query(dataset: DatasetValue, build: (table: string) => string, schema: Schema, path: { readonly path: "keep" } | { readonly broken: string }): DatasetValue {
  return { kind: "dataset", schema, table: { sql: build(tableOf(dataset)) }, path: "broken" in path ? path : dataset.path };
}

/** All columns as they are: the projection to start from. */
export const sameColumns = (schema: Schema): { readonly name: string; readonly expr: Expr }[] => schema.columns.map(({ name }) => ({ name, expr: { column: name } }));

function resolveAll(input: Schema, columns: Projection["columns"], functions: RowFunctions): readonly Resolved[] {
  return columns.map(({ expr }) => resolveRow(expr, input, functions));
}

function schemaOf(input: Schema, resolved: readonly Resolved[], columns: Projection["columns"]): Schema {
  const before = new Map(input.columns.map((column) => [column.name, column]));
  return {
    columns: columns.map(({ name, expr }, index): Column => {
      const value = resolved[index];
      const copied = value?.is === "column" ? before.get(value.name) : undefined;
      if (copied) return { ...copied, name };
      const learned = [...new Set([...columnsIn(expr)].flatMap((used) => before.get(used)?.learned ?? []))];
      return { name, type: value?.type ?? { kind: "unknown" }, nullable: value?.nullable ?? true, ...(learned.length > 0 && { learned }) };
    }),
  };
}

function withStep(path: RowPath, step: Projection): RowPath {
  return "broken" in path ? path : { ...path, steps: [...path.steps, step] };
}
