import type { Schema } from "../../../language/types/schema.ts";

/** A file as a table: its columns, and the SQL that gives its rows with their numbers. */
export interface Source {
  readonly schema: Schema;
  readonly sql: string;
}
