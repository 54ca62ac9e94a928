import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { keyMissing, partEmpty, timeMissing } from "../../../language/diagnostics/registry/data-split.ts";
import { identifier } from "../../../runtime/relational/sql.ts";
import { rowNumber } from "../../../runtime/values.ts";

/** How rows are shared out among parts. */
export interface Sizing {
  /** Names of the parts, in order. */
  readonly parts: readonly string[];
  /** How many of so many rows (or groups) each part gets. */
  readonly sizes: (rows: number) => readonly number[];
  /** How many rows of each class each part of these sizes gets, `[class][part]`. Fails where classes are too small. */
  readonly classes: (classes: readonly RowClass[], sizes: readonly number[]) => readonly (readonly number[])[];
  /** Parts of a whole, for ways that meet them on average. */
  readonly shares: readonly number[];
}

export interface RowClass {
  readonly value: string;
  readonly rows: number;
  /** The number of its first row. */
  readonly first: number;
}

export type Method =
  | { readonly by: "row" }
  /** With `bins`, the one column is a number, and so many ranges of it with as many rows each are the classes. */
  | { readonly by: "stratify"; readonly columns: readonly string[]; readonly bins?: number }
  | { readonly by: "group"; readonly column: string }
  /** `gap` in milliseconds: rows so shortly before the next part are in none. */
  | { readonly by: "by_time"; readonly column: string; readonly gap?: number }
  | { readonly by: "key"; readonly columns: readonly string[] };

/** What the ways to divide rows have in common: the rows, and how they are asked about. */
export interface Work {
  readonly table: string;
  readonly rows: number;
  readonly sizing: Sizing;
  readonly salt: number;
  /** The order in which rows go into the parts, as SQL: a drawn one, or their own. */
  readonly order: string;
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** What a row in the gap before a part has for its index. */
export const inGap = -1;

export const number = identifier(rowNumber);

/** Rows without a value are on no side. */
export async function refuseNulls({ query, table }: Work, column: string, parameter: string): Promise<void> {
  const count = Number((await query(`SELECT count(*) AS n FROM ${table} WHERE ${identifier(column)} IS NULL`))[0]?.["n"]);
  if (count > 0) parameter === "by_time" ? fail(timeMissing, { column, count }) : fail(keyMissing, { column, count, parameter });
}

/** The sizes of the parts; none is empty. */
export function sizesOf({ sizing }: Work, rows: number): readonly number[] {
  const sizes = sizing.sizes(rows);
  const empty = sizing.parts[sizes.findIndex((size) => size <= 0)];
  return empty === undefined ? sizes : fail(partEmpty, { part: empty, rows });
}

/** How many rows lie before the end of each part but the last. */
export function cutsOf(sizes: readonly number[]): readonly number[] {
  let sum = 0;
  return sizes.slice(0, -1).map((size) => (sum += size));
}

/** `CASE` over conditions in turn: the index of the first that holds. */
export function firstOf(conditions: readonly string[]): string {
  return `(CASE ${conditions.map((condition, index) => `WHEN ${condition} THEN ${index}`).join(" ")} ELSE ${conditions.length} END)`;
}

export const upTo = (order: string, last: string, at: { readonly m: unknown; readonly r: string }): string => `(${order} < ${String(at.m)} OR (${order} = ${String(at.m)} AND ${last} <= ${at.r}))`;
