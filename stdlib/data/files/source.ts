import type { Gaps } from "../../../language/types/gaps.ts";
import type { Schema } from "../../../language/types/schema.ts";

/** A file as a table: its columns, and the SQL that gives its rows with their numbers. */
export interface Source {
  readonly schema: Schema;
  readonly sql: string;
  /** How many rows have no value, by column, where the whole file was counted. */
  readonly gaps?: Gaps;
}
