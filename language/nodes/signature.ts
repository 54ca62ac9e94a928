import type { DiagnosticKind } from "../diagnostics/diagnostic.ts";
import type { Expr, Literal } from "../graph/graph.ts";
import type { Span } from "../syntax/span.ts";
import type { Provenance } from "../types/provenance.ts";
import type { Learned } from "../types/rows.ts";
import type { Column, ColumnType, Schema } from "../types/schema.ts";
import type { Selector } from "../types/selectors.ts";
import type { DatasetType, ObjectType, Type } from "../types/type.ts";
import type { AggregateFunction } from "./aggregates.ts";
import type { Parameter, Parameters } from "./parameter.ts";

/**
 * What a node does to the rows of its `rows` input, for the checker's provenance:
 * `keep` all of them, a `subset`, rows that stand for `groups` of them, the `union` of all datasets it takes, named `parts` that
 * share no row, or rows of a new `source`. A node that says nothing may have made its rows from anything.
 */
export type RowEffect = "keep" | "subset" | "groups" | "union" | "parts" | "source";

/** Something of a signature that depends on the word that is given for a parameter. */
export interface ByWord<Is> {
  readonly by: string;
  readonly is: Readonly<Record<string, Is>>;
}

/** What holds for a call in which `word` tells the constant of a parameter. */
export const heldIn = <Is extends string | boolean>(what: Is | ByWord<Is> | undefined, word: (parameter: string) => unknown): Is | undefined =>
  typeof what === "object" ? what.is[String(word(what.by))] : what;

/** What the checker, the docs and the editor know of a node: pure, and readable without its implementation. */
export interface NodeSignature {
  readonly name: string;
  /** Goes up when the same inputs give another result: fingerprints depend on it. */
  readonly version: number;
  /** Where the reference lists it. */
  readonly group: "data" | "features" | "training" | "registry" | "serving" | "monitoring" | "custom";
  /** One line. */
  readonly summary: string;
  /** Markdown, below the summary. */
  readonly doc?: string;
  /** Lines of a pipeline that use it. */
  readonly examples: readonly string[];
  readonly takes: Parameters;
  /** At most two parameters that may be given without their name; the first is the one that a pipe fills. */
  readonly positional?: readonly [string] | readonly [string, string];
  /** Accepts arguments under any name: `derive(per_month: …)`. */
  readonly rest?: Parameter;
  /** The type's name, for the reference: "Dataset", "Model". */
  readonly returns: string;
  readonly rows?: RowEffect | ByWord<RowEffect>;
  /**
   * A row of its result takes more than that row of its input: other rows, or a model. Serving cannot do that for the row of a request.
   * A `union`, `groups`, and a node that does not say what it does to rows, count as such.
   */
  readonly needsTable?: boolean | ByWord<boolean>;
  /** Gives all columns as they are: nothing of it is left when a single row is computed. Subsets and parts always do. */
  readonly sameColumns?: boolean;
  /** Parts of its result that something must use, where it has them, with what is to be done (`…` stands for the part's name): what is put aside is not forgotten. */
  readonly mustUse?: Readonly<Record<string, string>>;
  /** The path parameter that it writes to. Every other path is read. */
  readonly writes?: string;
  /** Uses the pipeline's seed: its fingerprint then depends on it. */
  readonly random?: boolean;
  /** Reads the world where it stands, each time, and is no node of its own: `champion("churn")`. */
  readonly lookup?: boolean;
  /** Keeps all rows, and what is missing in a column of them, unless the column is made anew or cannot hold a null. */
  readonly keepsGaps?: boolean;
  /** May also be piped from a recipe; it is then fitted where the recipe is. */
  readonly step?: boolean;
  /** Parameters whose rows the result has seen, and how: `{ on: "fitted on" }`. The rows behind a model it takes count as well. */
  readonly sees?: Readonly<Record<string, string>>;
  /**
   * Rows that must not have been seen by a value (a model), or be among other rows; `unless` names a parameter that allows it in the file: `seen: allowed`.
   * Rows that must be unseen by themselves are divided by the node: no statistic may have been learned from them.
   */
  readonly unseen?: readonly { readonly rows: string; readonly by: string; readonly unless?: string }[];
  /** The parameter whose value is put to use from here on: a model that is registered or served. */
  readonly releases?: string;
  /**
   * Arguments whose values leave the run, as rows or in what is made of them, and where to, in words ("the file"). With `through`, they do so only
   * where that parameter is given, or true: the rows of requests through `log`.
   */
  readonly exposes?: readonly { readonly what: string; readonly to: string; readonly through?: string }[];
  /** For a subset: the parameter with the condition that decides, and whether the rows for which it is true stay or go. */
  readonly chooses?: { readonly by: string; readonly keeps: boolean };
  /** For parts: the parameter with the column that orders them, earlier parts first, and those with columns whose equal values stay in one part. */
  readonly divides?: { readonly inOrder: string; readonly together: readonly string[] };
  /** The columns that a recipe makes of rows are used to predict its target; `unless` names a parameter that allows them to be computed from it. */
  readonly predicts?: { readonly features: string; readonly on: string; readonly unless?: string };
  /** The type of its result. Called when all arguments have been checked; arguments that are wrong are absent. */
  readonly infer: (call: Call) => Type;
}

/** A call as the checker sees it, for `infer`. Each accessor gives `undefined` where nothing is known. */
export interface Call {
  /** The signature's name as called. */
  readonly name: string;
  /** Whether it is a step of a recipe that is checked on rows, and not applied to a dataset itself. */
  readonly inRecipe: boolean;
  /** Of a step of a recipe: the column that is to be predicted, which is not among its rows. */
  readonly target: Column | undefined;
  has(parameter: string): boolean;
  type(parameter: string): Type | undefined;
  dataset(parameter: string): DatasetType | undefined;
  object(parameter: string): ObjectType | undefined;
  /** The types in a list argument. */
  items(parameter: string): readonly Type[];
  /** A value that is known before the run; defaults are filled in. */
  constant(parameter: string): Literal | undefined;
  constants(parameter: string): readonly Literal[] | undefined;
  /** The chosen columns, in the schema's order (a list keeps the schema's order, too). */
  columns(parameter: string): readonly string[] | undefined;
  column(parameter: string): string | undefined;
  /** How columns are chosen, as written. */
  selector(parameter: string): Selector | undefined;
  expression(parameter: string): RowExpression | undefined;
  /** Names and expressions of the `rest` arguments, in the order they are written. */
  rest(): readonly { readonly name: string; readonly expression?: RowExpression; readonly aggregate?: AggregateFacts; readonly type: Type; readonly constant?: Literal; readonly column?: string }[];
  /** What the definition's `observe` found outside the file, once the host has answered. */
  observed(): unknown;
  /** A dataset of this schema whose rows follow from the signature's row effect. */
  rows(schema: Schema | undefined, part?: string): DatasetType;
  /** The same, where its rows are those of other parameters than the first: of several, rows of each; of none, rows of a new kind. */
  rowsOf(schema: Schema | undefined, of: readonly string[]): DatasetType;
  /** Records that a statistic was learned here from the rows of `dataset`. */
  learn(statistic: string, from: DatasetType, more?: Pick<Learned, "reach" | "mend">): Learned;
  /** What the result has seen, by the signature's `sees`. */
  seen(): NonNullable<ObjectType["facts"]["seen"]>;
  /** Where an argument is written. */
  at(parameter: string): Span | undefined;
  /** Points at the argument, or at the call; where something else is at fault, at that, with the argument as the place that `use` speaks of. */
  report<Details extends object>(kind: DiagnosticKind<Details>, details: Details, parameter?: string, fault?: Fault): void;
}

/** A place outside of a call that makes the call wrong: the name of a target, say. */
export interface Fault {
  readonly at: Span;
  /** What the call has to do with it: "trained on these rows". */
  readonly use: string;
}

/** What is known of a function of several rows, beside its type and what is behind it. */
export interface AggregateFacts {
  readonly definition: AggregateFunction;
  /** Of an argument by its parameter's name. */
  type(parameter: string): Type | undefined;
  constant(parameter: string): Literal | undefined;
}

export interface RowExpression {
  readonly expr: Expr;
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** The columns it reads. */
  readonly uses: readonly string[];
  /** Statistics behind the columns it reads. */
  readonly learned: readonly Learned[];
  /** What its values are computed from; absent where that is not known. */
  readonly provenance?: Provenance;
  /** The unit of its values, as a column has it. */
  readonly unit?: string;
}
