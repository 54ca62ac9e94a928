import type { Schema } from "../../language/types/schema.ts";
import type { Described } from "../../language/nodes/parameter.ts";
import type { LoggedPrediction } from "../serving/endpoint.ts";
import type { Task } from "../training/estimator.ts";
import type { ModelValue } from "../training/model.ts";
import type { Sample } from "./sample.ts";

/** `not_enough_rows` and `no_labels` are neither good nor bad: nothing fires, and nothing is resolved. */
export type CheckStatus = "passed" | "failed" | "not_enough_rows" | "no_labels";

/** What one check found, for one column where it looks at columns. Plain JSON: it is logged, kept and sent. */
export interface CheckResult {
  /** The node's name: "drift". */
  readonly check: string;
  readonly column?: string;
  /** Tells apart what one check measures on one column. */
  readonly measures: "distribution" | "missing" | "quality" | "volume";
  /** How it was measured: "ks", "roc_auc", "rows". */
  readonly test: string;
  /** Null where nothing could be measured. */
  readonly statistic: number | null;
  /** The limit that `p`, or without one `statistic`, is held against. */
  readonly threshold: number | null;
  /** Corrected for the number of tests that the check makes at once. */
  readonly p?: number;
  readonly status: CheckStatus;
  readonly message: string;
}

/** The logged predictions that a round looks at. */
export interface MonitorWindow {
  readonly from: Date;
  readonly to: Date;
  /** All of them, also when `column` speaks of a sample. */
  readonly rows: number;
  /** Below this many rows nothing is concluded. */
  readonly minRows: number;
  /** Undefined where no row has the column. */
  column(name: string): Sample | undefined;
  /** Predictions of the served version of which the truth is known. */
  labelled(): Promise<readonly LabelledPrediction[]>;
  /** What the served model predicts. */
  model(): Promise<Pick<ModelValue, "task" | "target">>;
}

export interface LabelledPrediction extends Pick<LoggedPrediction, "prediction" | "probabilities"> {
  readonly actual: string | number | boolean;
}

/** What is normal: the columns that some check reads. */
export interface MonitorReference {
  readonly schema: Schema;
  column(name: string): Sample | undefined;
}

/** The contract of every check. */
export interface MonitorCheck<Args = Readonly<Record<string, unknown>>> {
  /** The columns of the reference that it reads. Called before the first round; throws a diagnostic for arguments that do not fit the reference or the model's task. */
  reads(reference: Schema, args: Args, task: Task): readonly string[];
  run(window: MonitorWindow, reference: MonitorReference, args: Args): readonly CheckResult[] | Promise<readonly CheckResult[]>;
}

/** A check as it stands in a monitor. `id` stays the same when checks around it are added or moved. */
export interface ConfiguredCheck {
  readonly id: string;
  readonly args: Described["args"];
  readonly check: MonitorCheck;
}
