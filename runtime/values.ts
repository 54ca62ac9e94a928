import type { Expr } from "../language/graph/graph.ts";
import type { Schema } from "../language/types/schema.ts";

/**
 * What a node makes and another takes: plain data with a `kind`. Typed arrays and stored files may stand anywhere in it;
 * the store keeps both beside the JSON. No functions, no classes: a value is the same in memory, in a worker and on disk.
 */
export interface Value {
  readonly kind: string;
}

/** A file of the artefact store, named by the SHA-256 of its bytes. */
export interface StoredFile {
  readonly $file: string;
  readonly bytes: number;
}

/** Where a dataset's rows are: in the store, or still to be computed by the engine. */
export type Table = { readonly file: StoredFile } | { readonly sql: string };

/** The name of the column that numbers rows from 0, in the source's order, through every step. Users never see it. */
export const rowNumber = "__mlp_row";

export interface DatasetValue extends Value {
  readonly kind: "dataset";
  /** Without the row number, which every table has. */
  readonly schema: Schema;
  readonly table: Table;
  /** Known once the rows are in the store. */
  readonly rows?: number;
  readonly path: RowPath;
}

/** How a raw row becomes a row of this dataset: what serves a request. Steps that only choose rows are not on it. */
export type RowPath =
  | {
      readonly input: Schema;
      readonly steps: readonly Projection[];
      /** What must hold for a raw row, unless it is unknown. */
      readonly rules?: readonly Expr[];
    }
  /** The step that cannot work row by row. */
  | { readonly broken: string };

/** All columns of the result, in order, each computed from the columns before. */
export interface Projection {
  readonly columns: readonly { readonly name: string; readonly expr: Expr }[];
  readonly schema: Schema;
}

/** A node with named parts gives one value for each. */
export interface Parts {
  readonly kind: "parts";
  readonly parts: Readonly<Record<string, Value>>;
}

export const isDataset = (value: unknown): value is DatasetValue => (value as Value | null)?.kind === "dataset";
export const isParts = (value: unknown): value is Parts => (value as Value | null)?.kind === "parts";
