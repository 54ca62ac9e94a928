import type { Span } from "../syntax/span.ts";
import type { Gaps } from "./gaps.ts";
import type { Schema } from "./schema.ts";
import type { Learned, RowSet } from "./rows.ts";

/** What an expression is. `error` fits everywhere, so that one mistake does not become ten. */
export type Type =
  | ErrorType
  | ScalarType
  | WordType
  | ListType
  | RecordType
  | OptionalType
  | RangeType
  | ColumnReferenceType
  | SelectorType
  | DatasetType
  | RecipeType
  | ObjectType;

export type ScalarKind = "int" | "float" | "share" | "duration" | "bytes" | "string" | "path" | "bool" | "date" | "timestamp" | "null" | "any";

export interface ErrorType {
  readonly kind: "error";
}
export interface ScalarType {
  readonly kind: "scalar";
  readonly of: ScalarKind;
  /** The rows that scores in it were measured on: what is set by it has seen them. */
  readonly from?: Seen["rows"];
}
/** A bare word where a parameter lists the words it takes: `with: median`. */
export interface WordType {
  readonly kind: "word";
  readonly word: string;
}
export interface ListType {
  readonly kind: "list";
  readonly of: Type;
  /** The type of each item, in order: what stands behind one of them stands behind the list. */
  readonly items: readonly Type[];
}
export interface RecordType {
  readonly kind: "record";
  readonly fields: Readonly<Record<string, Type>>;
}
/** The value of a gated node, or of a champion that may not exist. */
export interface OptionalType {
  readonly kind: "optional";
  readonly of: Type;
}
export interface RangeType {
  readonly kind: "range";
}
/** `.tenure` where no dataset is in scope yet. */
export interface ColumnReferenceType {
  readonly kind: "column";
  readonly column: string;
}
/** `numeric`, `except(.id)`, `[.a, .b]`: columns chosen by schema. */
export interface SelectorType {
  readonly kind: "selector";
}

/** Rows with columns. `schema` is absent where it cannot be known before the run. */
export interface DatasetType {
  readonly kind: "dataset";
  readonly schema?: Schema;
  readonly rows: RowSet;
  /** Statistics that decided which rows are here, or touched columns that are not known. */
  readonly learned: readonly Learned[];
  /** Columns in which values are known to be missing; nothing is known where it is absent. */
  readonly gaps?: Gaps;
  /** The first step on the way from the raw rows that takes more than a row at a time; absent where there is none. */
  readonly batch?: BatchStep;
}

/** A step behind which a row cannot be computed from a raw row alone. */
export interface BatchStep {
  readonly node: string;
  readonly at: Span;
  /** Where a model is fitted on what comes of it. */
  readonly fitted?: Span;
}

/** Preprocessing that is not fitted yet. `fit` replays its steps on a dataset's type. */
export interface RecipeType {
  readonly kind: "recipe";
  readonly target: string | undefined;
  /** Where the target is named. */
  readonly targetAt?: Span;
  readonly fit: (rows: DatasetType) => DatasetType;
}

/**
 * A value that a node makes: an estimator, a model, a report, an endpoint, or whatever a user's node names.
 * A description (`description: true`) is plain data that is never executed by itself: `ridge(alpha: 1)`, `drift(all)`.
 */
export interface ObjectType {
  readonly kind: "object";
  readonly name: string;
  readonly description?: boolean;
  readonly members: Readonly<Record<string, Type>>;
  readonly facts: ObjectFacts;
}

/** What the checker knows of an object beyond its members. */
export interface ObjectFacts {
  readonly task?: "classification" | "regression";
  readonly target?: string;
  /** An estimator that computes with every value of every row, and takes no missing ones. */
  readonly needsValues?: boolean;
  /** The node that described it, as called: an estimator's name. */
  readonly node?: string;
  /** The raw columns that a model takes. */
  readonly schema?: Schema;
  /** Has members that only the run knows. */
  readonly open?: boolean;
  /** Rows that made this value what it is, and the statistics in front of it. */
  readonly seen?: Seen;
  /** For scores: the rows that they were measured on. */
  readonly judged?: RowSet;
  /** The recipe of a model: which columns it uses. */
  readonly recipe?: RecipeType;
  /** Choices by scores that this value has come through. */
  readonly contests?: readonly Contest[];
  /** Features of a model that tell who somebody is. */
  readonly personal?: readonly PersonalColumn[];
  /** For a model: what keeps it from being served row by row. */
  readonly batch?: BatchStep;
}

/** A column that holds personal data, and the declared one that it comes from. */
export interface PersonalColumn {
  readonly name: string;
  readonly from: string;
}

/** Two models, told by the places where they were fitted, of which a gate lets one through by their scores on these rows. */
export interface Contest {
  readonly models: readonly [string, string];
  readonly rows: RowSet;
  readonly at: Learned["at"];
}

export interface Seen {
  readonly rows: readonly { readonly rows: RowSet; readonly at: Learned["at"]; readonly how: string }[];
  readonly learned: readonly Learned[];
}

export const errorType: ErrorType = { kind: "error" };
export const scalar = (of: ScalarKind): ScalarType => ({ kind: "scalar", of });
export const optional = (of: Type): Type => (of.kind === "optional" || of.kind === "error" ? of : { kind: "optional", of });
export const listOf = (items: readonly Type[], of: Type): ListType => ({ kind: "list", of, items });
export const object = (
  name: string,
  members: Readonly<Record<string, Type>> = {},
  facts: ObjectFacts = {},
): ObjectType => ({ kind: "object", name, members, facts });
export const description = (name: string, facts: ObjectFacts = {}): ObjectType => ({ kind: "object", name, description: true, members: {}, facts });
export const dataset = (schema: Schema | undefined, rows: RowSet, learned: readonly Learned[] = []): DatasetType => ({
  kind: "dataset",
  ...(schema && { schema }),
  rows,
  learned,
});
