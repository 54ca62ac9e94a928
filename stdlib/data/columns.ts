import type { Column, Schema } from "../../language/types/schema.ts";
import { selectColumns, type Selector } from "../../language/types/selectors.ts";

/** The chosen columns in the order in which they are written, where they are written one by one; else in the schema's order. */
export function writtenOrder(selector: Selector, schema: Schema): readonly string[] {
  const known = new Set(selectColumns(selector, schema));
  const names = (of: Selector): readonly string[] => {
    if (of.select === "columns") return of.names;
    return of.select === "any" ? of.of.flatMap(names) : selectColumns(of, schema);
  };
  return [...new Set(names(selector))].filter((name) => known.has(name));
}

/** A column whose values were changed, but not what they come from. */
export const withType = (column: Column, made: Column | undefined): Column => (made ? { ...column, type: made.type, nullable: made.nullable } : column);

/** The columns of a schema with these names, in the schema's order. */
export function onlyColumns(schema: Schema, names: readonly string[]): Schema {
  const wanted = new Set(names);
  return { columns: schema.columns.filter(({ name }) => wanted.has(name)) };
}

export function withoutColumns(schema: Schema, names: readonly string[]): Schema {
  const dropped = new Set(names);
  return { columns: schema.columns.filter(({ name }) => !dropped.has(name)) };
}

/** What is made takes the place of what has its name, or comes last. */
export function placed<Item extends { readonly name: string }>(before: readonly Item[], made: ReadonlyMap<string, Item>): readonly Item[] {
  const names = new Set(before.map(({ name }) => name));
  return [...before.map((item) => made.get(item.name) ?? item), ...[...made.values()].filter(({ name }) => !names.has(name))];
}
