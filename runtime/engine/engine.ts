import type { Schema } from "../../language/types/schema.ts";
import type { DatasetValue } from "../values.ts";

/** Values of one column as they leave the engine. Nulls are NaN in numbers (`int` and `bool` columns, too), `-1` in codes. */
export type ColumnValues =
  | { readonly kind: "numbers"; readonly values: Float64Array }
  /** Strings as codes into `words`, in order of first appearance. */
  | { readonly kind: "codes"; readonly codes: Int32Array; readonly words: readonly string[] };

/** The embedded engine for tables. SQL stays behind this interface and the data nodes. */
export interface DataEngine {
  /** Columns and types of a query, without running it. */
  describe(sql: string): Promise<Schema>;
  /** Rows of a small result; integers as numbers, dates and timestamps as ISO text. */
  rows(sql: string, signal?: AbortSignal): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** The SQL of a dataset's table, to stand behind FROM. */
  tableOf(dataset: DatasetValue): Promise<string>;
  /** Columns of a dataset in row order, as typed arrays. `date` and `timestamp` come as days and microseconds. */
  columns(dataset: DatasetValue, names: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, ColumnValues>>;
  /** Writes a dataset as Parquet, in row order, with its row numbers; same rows, same bytes. Returns the number of rows. */
  writeParquet(dataset: DatasetValue, file: string, signal?: AbortSignal): Promise<number>;
  /** Runs a statement for its effect: COPY … TO. */
  execute(sql: string, signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
