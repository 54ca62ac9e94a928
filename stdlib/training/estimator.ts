import type { StopSignal } from "../../runtime/stop.ts";

export type Task = "classification" | "regression";

/** A column of the design matrix, or the 0/1 columns of one category column, kept as codes. */
export type FeatureBlock =
  | { readonly kind: "dense"; readonly name: string; readonly values: Float64Array }
  /** `codes[i]` is the index of row i's category, or -1 for none of them (all zeros). */
  | { readonly kind: "one_hot"; readonly name: string; readonly categories: readonly string[]; readonly codes: Int32Array };

/**
 * Columns that are zero in most rows, as those of words are. Row i has the values from `offsets[i]` up to `offsets[i + 1]`, each in the column of the block
 * that `indices` says, ascending; all others are 0.
 */
export interface SparseBlock {
  readonly kind: "sparse";
  readonly name: string;
  /** Of the block's columns. */
  readonly names: readonly string[];
  readonly offsets: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

/** A design matrix of blocks. Its column j is named `names[j]`. */
export interface MatrixOf<Block> {
  readonly rows: number;
  readonly blocks: readonly Block[];
  /** Number of columns with all blocks spread out. */
  readonly width: number;
  readonly names: readonly string[];
}

/** What every estimator learns from and predicts on. */
export type FeatureMatrix = MatrixOf<FeatureBlock>;

/** What a recipe gives: with sparse columns, for estimators that take them; they are spread out for others (`sparse/apply.ts`). */
export type MixedMatrix = MatrixOf<FeatureBlock | SparseBlock>;

export type ClassLabel = string | number | boolean;

export type Target =
  | { readonly task: "regression"; readonly values: Float64Array }
  /** Classes in sort order; `codes[i]` is an index into them. */
  | { readonly task: "classification"; readonly classes: readonly ClassLabel[]; readonly codes: Int32Array };

/** Regression: a value a row. Classification: probabilities, row-major `rows × classes`, each row sums to 1. */
export type Prediction =
  | { readonly task: "regression"; readonly values: Float64Array }
  | { readonly task: "classification"; readonly probabilities: Float64Array; readonly classes: number };

export interface FitInput<Params, Matrix = FeatureMatrix> {
  readonly x: Matrix;
  readonly y: Target;
  readonly params: Params;
  readonly seed: number;
  /** How many threads a fit may take; as many as there are cores where it is absent. No result depends on it. */
  readonly threads?: number | undefined;
  /** Rows that the fit may judge itself by, read when it asks for them. */
  readonly validation?: (() => Promise<{ readonly x: Matrix; readonly y: Target }>) | undefined;
  /** Asked between the steps of a long fit. */
  readonly stop: StopSignal;
  /** `done` from 0 to 1. */
  readonly progress: (done: number, note?: string) => void;
  readonly warn: (message: string) => void;
}

/** The contract of every estimator. `State` is plain data: numbers, strings, arrays, typed arrays, objects of these. */
export interface Estimator<Params = Readonly<Record<string, unknown>>, State = unknown> {
  readonly tasks: readonly Task[];
  fit(input: FitInput<Params>): State | Promise<State>;
  predict(state: State, x: FeatureMatrix): Prediction;
  /** The same for a matrix with sparse columns, where these need not be spread out. */
  readonly sparse?: {
    fit(input: FitInput<Params, MixedMatrix>): State | Promise<State>;
    predict(state: State, x: MixedMatrix): Prediction;
  };
  /** One number for each column of the design matrix; larger matters more. */
  importance?(state: State, names: readonly string[]): Float64Array;
}

/** Spreads the blocks of a matrix into columns: `visit(column, block, category)` with category -1 for a dense block. */
export function eachColumn(x: FeatureMatrix, visit: (column: number, block: FeatureBlock, category: number) => void): void {
  let column = 0;
  for (const block of x.blocks) {
    if (block.kind === "dense") visit(column++, block, -1);
    else for (let category = 0; category < block.categories.length; category++) visit(column++, block, category);
  }
}

/** A matrix of blocks; its names are those of scikit-learn's column transformers: `age`, `sex=male`. */
export function featureMatrix(rows: number, blocks: readonly FeatureBlock[]): FeatureMatrix;
export function featureMatrix(rows: number, blocks: readonly (FeatureBlock | SparseBlock)[]): MixedMatrix;
export function featureMatrix(rows: number, blocks: readonly (FeatureBlock | SparseBlock)[]): MixedMatrix {
  const names = blocks.flatMap((block): readonly string[] => {
    if (block.kind === "dense") return [block.name];
    return block.kind === "sparse" ? block.names : block.categories.map((category) => `${block.name}=${category}`);
  });
  return { rows, blocks, width: names.length, names };
}
