import type { Diagnostic } from "../language/diagnostics/diagnostic.ts";

/** Why a node runs, or why it need not. */
export type Reason =
  | "new"
  | "definition_changed"
  | "parameter_changed"
  | "input_changed"
  | "file_changed"
  | "seed_changed"
  | "artefact_missing"
  | "artefact_damaged"
  /** Unchanged itself, but computed inside a node that has to run. */
  | "needed"
  | "forced"
  | "service"
  /** A service that this run only describes. */
  | "described"
  /** A service that has done one round. */
  | "round"
  | "cached"
  | "gate_closed"
  | "upstream_skipped"
  | "upstream_failed"
  | "cancelled";

export type NodeStatus = "executed" | "cached" | "skipped" | "failed";

/** What a node found in its data that may make its results less than they seem: a warning of the registry. */
export interface Finding {
  readonly code: string;
  readonly message: string;
  readonly help?: string;
}

export type RunWarning = Finding & { readonly node: string };

/** Everything that can happen in a run; views only render it. Times are ISO 8601, durations are seconds. */
export type RunEvent =
  | { readonly event: "run.started"; readonly run: string; readonly pipeline: string; readonly time: string; readonly nodes: readonly NodePlan[] }
  | { readonly event: "node.started"; readonly id: string; readonly op: string; readonly reason: Reason; readonly detail?: string }
  | { readonly event: "node.progress"; readonly id: string; readonly done: number; readonly note?: string }
  | { readonly event: "node.log"; readonly id: string; readonly level: "info" | "warning"; readonly message: string; readonly code?: string; readonly help?: string }
  | { readonly event: "node.retried"; readonly id: string; readonly attempt: number; readonly error: Diagnostic }
  | { readonly event: "node.finished"; readonly id: string; readonly op: string; readonly status: NodeStatus; readonly reason: Reason; readonly seconds: number; readonly summary?: Readonly<Record<string, unknown>>; readonly error?: Diagnostic }
  | { readonly event: "service.started"; readonly id: string; readonly summary: Readonly<Record<string, unknown>> }
  | { readonly event: "service.stopped"; readonly id: string }
  | RunFinished;

export interface RunFinished {
  readonly event: "run.finished";
  readonly status: "succeeded" | "failed" | "cancelled";
  readonly run: string;
  readonly pipeline: string;
  readonly seconds: number;
  readonly nodes: readonly NodeOutcome[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly diagnostics: readonly Diagnostic[];
  /** What its nodes found, also those whose result was there already. */
  readonly warnings: readonly RunWarning[];
  /** Whether all checks of the monitors passed, where they did one round. */
  readonly passed?: boolean;
}

export interface NodeOutcome {
  readonly id: string;
  readonly op: string;
  readonly status: NodeStatus;
  readonly reason: Reason;
  readonly seconds: number;
}

export interface NodePlan {
  readonly id: string;
  readonly op: string;
  /** Undefined while it depends on what runs before it. */
  readonly action: "run" | "cached" | "undecided";
  readonly reason: Reason;
  readonly detail?: string;
}
