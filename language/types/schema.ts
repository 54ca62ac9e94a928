import type { Provenance } from "./provenance.ts";
import type { Learned } from "./rows.ts";

/** Types of a column's values. `category` has a known, finite set of values; `encoded` is one that a recipe has turned into one-hot codes. */
export type ColumnType =
  | { readonly kind: "int" | "float" | "string" | "bool" | "date" | "timestamp" | "encoded" | "unknown" }
  | { readonly kind: "category"; readonly values: readonly string[] };

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** What a schema promises of its values, beside their type. */
  readonly promises?: Promises;
  /** What its numbers count: `kg`, `km/h`. */
  readonly unit?: string;
  /** Its values tell who somebody is: it, and what is computed from it, is not to reach a model unnoticed. */
  readonly pii?: boolean;
  /** Statistics that its values were computed with, and on which rows they were learned. */
  readonly learned?: readonly Learned[];
  /** What its values were computed from; absent where nothing is known. */
  readonly provenance?: Provenance;
}

export interface Promises {
  /** The least and the greatest value: numbers, or dates and timestamps as text. */
  readonly range?: readonly [number | string, number | string];
  /** A regular expression (RE2) that the whole text matches. */
  readonly pattern?: string;
  readonly unique?: boolean;
}

/** The columns of a dataset, in order; names are unique. */
export interface Schema {
  readonly columns: readonly Column[];
}

/** Whether two columns have the same values row by row, as far as their order goes: what only renames or rescales a column keeps what it was computed from. */
export const sameValues = (a: Column, b: Column): boolean => a === b || (a.provenance !== undefined && a.provenance === b.provenance && a.type.kind === b.type.kind);

export const isNumeric = (type: ColumnType): boolean => type.kind === "int" || type.kind === "float";
export const isCategorical = (type: ColumnType): boolean => type.kind === "string" || type.kind === "category" || type.kind === "bool";
export const isTemporal = (type: ColumnType): boolean => type.kind === "date" || type.kind === "timestamp";

export function columnNamed(schema: Schema, name: string): Column | undefined {
  return schema.columns.find((column) => column.name === name);
}

/** The schema with each named column replaced by what `change` makes of it. */
export function changeColumns(schema: Schema, names: readonly string[], change: (column: Column) => Column): Schema {
  const wanted = new Set(names);
  return { columns: schema.columns.map((column) => (wanted.has(column.name) ? change(column) : column)) };
}

/** `int?`, `category("a", "b")`: as it is written in a `schema` declaration. */
export function showColumnType(column: Pick<Column, "type" | "nullable">): string {
  const { type } = column;
  const base = type.kind === "category" ? `category(${type.values.map((value) => JSON.stringify(value)).join(", ")})` : type.kind;
  return column.nullable ? `${base}?` : base;
}
