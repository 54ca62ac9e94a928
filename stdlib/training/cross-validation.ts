import type { DatasetValue, Value } from "../../runtime/values.ts";
import type { ClassLabel, Task } from "./estimator.ts";

type Metrics = Readonly<Record<string, number>>;

/** What `cross_validate` gives. The means of its metrics are members: `cv.roc_auc`. */
export interface CrossValidationValue extends Value {
  readonly kind: "cross_validation";
  readonly task: Task;
  readonly model: { readonly estimator: string; readonly params: Readonly<Record<string, unknown>>; readonly target: string; readonly classes?: readonly ClassLabel[]; readonly positive?: ClassLabel };
  readonly rows: number;
  /** Means over the folds, each of which counts the same. */
  readonly metrics: Metrics;
  /** Standard deviations over the folds (ddof 0). */
  readonly spread: Metrics;
  /** Means of a baseline that looks at no feature, over the same folds. */
  readonly baseline: Metrics;
  /** Each metric fold by fold. */
  readonly scores: Readonly<Record<string, readonly number[]>>;
  /** How many rows were trained and tested on in each. */
  readonly folds: readonly { readonly trained: number; readonly tested: number }[];
  /** All rows, each with what the model says of it that has not seen it. */
  readonly predictions: DatasetValue;
  readonly notes: readonly string[];
}
