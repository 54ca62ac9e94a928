import { columnNamed, type Column, type Schema } from "../../language/types/schema.ts";
import { columnList, tableOf } from "../../runtime/relational/dataset.ts";
import { identifier } from "../../runtime/relational/sql.ts";
import { rowNumber, type DatasetValue } from "../../runtime/values.ts";
import type { Unreadable } from "./files/source.ts";

/** The parts of a table some of whose rows are put aside, and the column of these that says why. */
export const kept = "rows";
export const quarantined = "quarantined";
export const violationsColumn = "violations";

const violations: Column = { name: violationsColumn, type: { kind: "string" }, nullable: false };

/** Where a row stands that could not be read, and how. */
const places: readonly Column[] = [
  { name: "file", type: { kind: "string" }, nullable: false },
  { name: "line", type: { kind: "int" }, nullable: false },
  { name: "raw", type: { kind: "string" }, nullable: false },
];

/** What is put aside: rows that break a schema, as they are found in the file, and rows that cannot be read. */
export interface PutAside {
  readonly broken: boolean;
  readonly unreadable: boolean;
}

/** The columns of rows that are put aside, and what each of them breaks. What the schema says of who they tell stays true. */
export function asideSchema(found: Schema, declared: Schema | undefined, { broken, unreadable }: PutAside): Schema {
  if (!broken) return { columns: [...places, violations] };
  const columns = found.columns.map((column): Column => {
    const own: Column = declared && columnNamed(declared, column.name)?.pii ? { ...column, pii: true } : column;
    // A row that cannot be read has no values.
    return unreadable ? { ...own, nullable: true } : own;
  });
  return { columns: [...columns, violations, ...(unreadable ? places.map((column) => ({ ...column, nullable: true })) : [])] };
}

/** The first column of a file whose name is wanted for what is put aside. */
export function takenName(found: Schema, { broken, unreadable }: PutAside): string | undefined {
  const own = broken ? [violations, ...(unreadable ? places : [])] : [];
  return own.find(({ name }) => columnNamed(found, name))?.name;
}

/** The rows that cannot be read, as a table; behind those that break a schema, where there are such. */
export function unreadableAside(unreadable: Unreadable | undefined, broken: DatasetValue | undefined): DatasetValue {
  const what = { broken: broken !== undefined, unreadable: true };
  const schema = asideSchema({ columns: broken?.schema.columns.filter(({ name }) => name !== violationsColumn) ?? [] }, undefined, what);
  const rows = unreadable ? `SELECT 1 AS part, number AS place, file, line, raw, problem AS ${identifier(violationsColumn)} FROM (${unreadable.sql})` : `SELECT 1 AS part, 0 AS place, '' AS file, 0 AS line, '' AS raw, '' AS ${identifier(violationsColumn)} WHERE FALSE`;
  const all = broken ? `SELECT 0 AS part, ${identifier(rowNumber)} AS place, ${columnList(broken.schema)} FROM ${tableOf(broken)} UNION ALL BY NAME ${rows}` : rows;
  return { kind: "dataset", schema, table: { sql: `SELECT row_number() OVER (ORDER BY part, place) - 1 AS ${identifier(rowNumber)}, ${columnList(schema)} FROM (${all}) ORDER BY ${identifier(rowNumber)}` }, path: { broken: "load" } };
}
