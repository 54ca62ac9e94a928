import type { Value } from "../../runtime/values.ts";
import type { ClassLabel, Task } from "./estimator.ts";

/** What `evaluate` gives. Its metrics are members: `report.roc_auc`. */
export interface ReportValue extends Value {
  readonly kind: "report";
  readonly task: Task;
  readonly model: { readonly estimator: string; readonly target: string; readonly classes?: readonly ClassLabel[]; readonly positive?: ClassLabel };
  readonly rows: number;
  /** Names of the rows that it was measured on, where the checker knew them: the same rows have the same names in every run. */
  readonly rowNames?: readonly string[];
  readonly metrics: Readonly<Record<string, number>>;
  /** 95 % confidence intervals, for the metrics that have one. */
  readonly intervals: Readonly<Record<string, readonly [number, number]>>;
  readonly baseline: Readonly<Record<string, number>>;
  readonly plots: ReportPlots;
  /** Things a reader should know: rows without a target that were left out, categories that training had not seen. */
  readonly notes: readonly string[];
}

/** Thinned to what a plot can show (at most a few hundred points each). */
export interface ReportPlots {
  readonly roc?: readonly { readonly label: string; readonly falsePositiveRate: readonly number[]; readonly truePositiveRate: readonly number[] }[];
  readonly calibration?: readonly { readonly label: string; readonly predicted: readonly number[]; readonly observed: readonly number[]; readonly count: readonly number[] }[];
  /** `confusion[i][j]`: rows of class i predicted as class j. */
  readonly confusion?: readonly (readonly number[])[];
  readonly residuals?: { readonly predicted: readonly number[]; readonly residual: readonly number[] };
  readonly importance?: readonly { readonly feature: string; readonly value: number }[];
}

export const classificationMetrics = ["accuracy", "precision", "recall", "f1", "roc_auc", "log_loss", "brier", "mcc"] as const;
export const regressionMetrics = ["r2", "rmse", "mae", "mape"] as const;

/** Metrics that are better when smaller. */
export const smallerIsBetter: ReadonlySet<string> = new Set(["log_loss", "brier", "rmse", "mae", "mape"]);
