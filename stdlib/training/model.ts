import type { Cell } from "../../language/nodes/functions.ts";
import type { ColumnType, Schema } from "../../language/types/schema.ts";
import type { Context } from "../../runtime/node.ts";
import type { DatasetValue, RowPath, Step, Value } from "../../runtime/values.ts";
import type { Vectoriser } from "../features/text/vectoriser.ts";
import type { ClassLabel, Task } from "./estimator.ts";
import type { RowSketch } from "./row-sketch.ts";

/** A trained model with everything in front of it: plain data, no code. */
export interface ModelValue extends Value {
  readonly kind: "model";
  readonly task: Task;
  readonly target: TargetInfo;
  /** From the raw columns of the source to the columns that the recipe takes. */
  readonly path: RowPath;
  readonly recipe: FittedRecipe;
  readonly estimator: { readonly name: string; readonly version: number; readonly params: Readonly<Record<string, unknown>> };
  readonly state: unknown;
  /** The same target predicted without any feature: always scored beside the model. */
  readonly baseline: unknown;
  readonly trainedOn: {
    readonly rows: number;
    /** Names of the rows that it was fitted, validated or chosen on, where the checker knew them. */
    readonly names?: readonly string[];
    /** For comparison with rows of other runs; a model from elsewhere has none. */
    readonly sketch?: RowSketch;
  };
  /** Measured on the rows it was validated on, or chosen by: `model.roc_auc`. */
  readonly metrics?: Readonly<Record<string, number>>;
  /** What a reader of its reports should know: exceptions that the pipeline allows. */
  readonly notes?: readonly string[];
}

export interface TargetInfo {
  readonly column: string;
  readonly type: ColumnType;
  /** Of a classification, in sort order. */
  readonly classes?: readonly ClassLabel[];
  /** Of a classification with two classes: the one that scores speak of. */
  readonly positive?: ClassLabel;
}

/** Preprocessing after its statistics were learned: steps row by row, then the columns of the design matrix. */
export interface FittedRecipe {
  /** The columns it takes (the target is not among them). */
  readonly input: Schema;
  readonly steps: readonly Step[];
  readonly features: readonly FeatureColumn[];
}

export type FeatureColumn =
  | { readonly kind: "dense"; readonly name: string }
  /** Values other than these, and nulls, are all zeros (`ignore`), or refused (`error`). */
  | { readonly kind: "one_hot"; readonly name: string; readonly categories: readonly string[]; readonly unknown: "ignore" | "error" }
  /** Text, of which each word is a sparse column. */
  | { readonly kind: "text"; readonly name: string; readonly vectoriser: Vectoriser };

/** One scored row. */
export interface Scored {
  readonly prediction: ClassLabel;
  /** Of a classification, in the order of the classes. */
  readonly probabilities?: readonly number[];
}

/** A model that is ready to predict. */
export interface Predictor {
  readonly model: ModelValue;
  /** The raw columns a row must have: those that the path to the features reads, without the target. */
  readonly input: Schema;
  /** Raw rows to scores; throws a diagnostic for a value that the model refuses. */
  predict(rows: readonly Readonly<Record<string, Cell>>[]): readonly Scored[];
  /** The rows as the recipe takes them, after the row path: what a monitor compares with its reference. */
  prepare(rows: readonly Readonly<Record<string, Cell>>[]): readonly Readonly<Record<string, Cell>>[];
}

/** Makes a model ready; loads its estimator's implementation. Lives in `predictor.ts`. */
export type OpenModel = (model: ModelValue, context: Pick<Context, "implementation">) => Promise<Predictor>;

/** Scores a whole dataset that has the model's raw columns; the engine does what can be done in SQL. Lives in `score.ts`. */
export type ScoreDataset = (
  model: ModelValue,
  rows: DatasetValue,
  context: Context,
) => Promise<{ readonly probabilities?: Float64Array; readonly values?: Float64Array }>;
