import type { Schema } from "../../language/types/schema.ts";
import type { DatasetValue, StoredFile } from "../values.ts";

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
  /**
   * Reads rows once, side by side on all threads, and numbers them in their order: SQL that gives them with their numbers. `key` names what is
   * read, so that it is read once in this process. `bytes` is what they take in memory, about: many are put on the disk.
   */
  stage(key: string, select: string, bytes: number, signal?: AbortSignal): Promise<string>;
  /** Runs a statement for its effect: COPY … TO. */
  execute(sql: string, signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** A computed table under the name of its content. */
export interface HeldTable {
  readonly file: StoredFile;
  readonly rows: number;
}

/** The engine as the process that owns it has it: it also computes what the store keeps. */
export interface StoreEngine extends DataEngine {
  /**
   * Computes a dataset once, and names it by its content; queries find it under that name from then on. A table that is large for the
   * engine's memory is written to `scratch` at once. Otherwise it is still to be written: `persist`.
   */
  hold(dataset: DatasetValue, scratch: () => Promise<string>, signal?: AbortSignal): Promise<HeldTable & { readonly path?: string }>;
  /** Writes a held table as Parquet, once the engine has nothing else to do, or `hurry` was called. */
  persist(table: StoredFile, path: string): Promise<void>;
  /** Says where a held table's file is now. */
  persisted(table: StoredFile, path: string): Promise<void>;
  /** What is to be persisted waits no longer. */
  hurry(): void;
}
