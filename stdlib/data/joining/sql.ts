import { identifier } from "../../../runtime/relational/sql.ts";
import { tableOf } from "../../../runtime/relational/dataset.ts";
import { rowNumber, type DatasetValue } from "../../../runtime/values.ts";
import type { Schema } from "../../../language/types/schema.ts";
import type { Brought, Keys } from "./columns.ts";

export const number = identifier(rowNumber);

/** `l.a = r.b AND …`: null equals nothing. */
export const equalKeys = ({ left, right }: Keys): string => left.map((column, index) => `l.${identifier(column.name)} = r.${identifier(right[index]?.name ?? "")}`).join(" AND ");

export const columnsFrom = (alias: string, { columns }: Schema): readonly string[] => columns.map(({ name }) => `${alias}.${identifier(name)}`);
export const broughtFrom = (alias: string, brought: readonly Brought[]): readonly string[] => brought.map(({ column, name }) => `${alias}.${identifier(column.name)} AS ${identifier(name)}`);

/** Two tables as one, in the order of the left rows, and for each in that of the right ones. */
export function joinSql(left: DatasetValue, right: DatasetValue, keys: Keys, brought: readonly Brought[], { how, mayRepeat }: { readonly how: "inner" | "left"; readonly mayRepeat: boolean }): string {
  const columns = [...columnsFrom("l", left.schema), ...broughtFrom("r", brought)].join(", ");
  // Where each left row is there at most once, it keeps its number.
  const row = mayRepeat ? `row_number() OVER (ORDER BY l.${number}, r.${number} NULLS FIRST) - 1` : `l.${number}`;
  return `SELECT ${row} AS ${number}, ${columns} FROM ${tableOf(left)} AS l ${how === "left" ? "LEFT" : "INNER"} JOIN ${tableOf(right)} AS r ON ${equalKeys(keys)} ORDER BY ${number}`;
}

/** The left rows that have an equal in the right table, or those that have none. */
export function matchingSql(left: DatasetValue, right: DatasetValue, keys: Keys, how: "semi" | "anti"): string {
  return `SELECT l.* FROM ${tableOf(left)} AS l ${how === "semi" ? "SEMI" : "ANTI"} JOIN ${tableOf(right)} AS r ON ${equalKeys(keys)} ORDER BY l.${number}`;
}
