import type { Expr } from "../language/graph/graph.ts";
import type { Schema } from "../language/types/schema.ts";

/**
 * What a node makes and another takes: plain data with a `kind`. Typed arrays and stored files may stand anywhere in it;
 * the store keeps both beside the JSON. No functions, no classes: a value is the same in memory, in a worker and on disk.
 */
export interface Value {
  readonly kind: string;
}

/** A file of the artefact store, named by its content: the SHA-256 of its bytes, or for a table a hash of its columns and rows. */
export interface StoredFile {
  readonly $file: string;
}

/** Where a dataset's rows are: in the store, or still to be computed by the engine. `cheap` says that this costs about as much as to read them. */
export type Table = { readonly file: StoredFile } | { readonly sql: string; readonly cheap?: boolean };

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
      readonly steps: readonly Step[];
      /** What must hold for a raw row, unless it is unknown. */
      readonly rules?: readonly Expr[];
    }
  /** The step that cannot work row by row. */
  | { readonly broken: string };

/** One step of a row's way. */
export type Step = Projection | Computation;

/** All columns of the result, in order, each computed from the columns before. */
export interface Projection {
  readonly columns: readonly { readonly name: string; readonly expr: Expr }[];
  readonly schema: Schema;
}

/**
 * Columns that are computed together from others of the same row, by code of the node that has learned them: what expressions cannot say.
 * It is plain data; the code is found by the node's name, and serves the engine, a request and training alike (`computation.ts`).
 */
export interface Computation {
  readonly compute: { readonly node: string; readonly version: number };
  /** What was learned: plain data, with typed arrays in it. */
  readonly state: unknown;
  /** What it reads, in its order: numbers (true and false as 1 and 0), or text as codes. */
  readonly takes: readonly { readonly name: string; readonly kind: "numbers" | "codes" }[];
  /** Names of the columns of numbers that it computes, in its order. Not all of them need to be in the schema. */
  readonly gives: readonly string[];
  /** All columns of the result, in order; those that it does not give are as before. */
  readonly schema: Schema;
}

/** A node with named parts gives one value for each. */
export interface Parts {
  readonly kind: "parts";
  readonly parts: Readonly<Record<string, Value>>;
}

export const isComputation = (step: Step): step is Computation => "compute" in step;
export const isDataset = (value: unknown): value is DatasetValue => (value as Value | null)?.kind === "dataset";
export const isParts = (value: unknown): value is Parts => (value as Value | null)?.kind === "parts";
