import { join } from "node:path";
import type { Context } from "../../../runtime/node.ts";
import type { CheckResult, MonitorWindow } from "../check.ts";
import { deliver, keyOf, nextFiring, type KeyedResult } from "./alerts.ts";
import { appendJson } from "./files.ts";
import type { OpenMonitor } from "./open.ts";
import { writeState, type MonitorState } from "./state.ts";
import { readWindow } from "./window.ts";

/** One line of `rounds.ndjson`. */
export interface RoundRecord {
  readonly time: string;
  readonly run: string;
  readonly from: string;
  readonly rows: number;
  readonly drifted: boolean;
  readonly passed: boolean;
  readonly checks: readonly CheckResult[];
}

export interface FinishedRound {
  readonly record: RoundRecord;
  readonly state: MonitorState;
  /** What kept a check from running at all. The others have run, and their alerts are sent. */
  readonly error?: unknown;
}

type RoundContext = Pick<Context, "log" | "pipeline" | "node" | "run">;

/** One round: reads the window, runs the checks, sends alerts, keeps what happened. Rejects when the log cannot be read or the signal is aborted. */
export async function doRound(monitor: OpenMonitor, before: MonitorState, now: Date, context: RoundContext, signal: AbortSignal): Promise<FinishedRound> {
  const window = await readWindow(monitor.source, monitor.window, now, signal);
  const { results, error } = await runChecks(monitor, window, signal);
  const time = now.toISOString();
  const checks = results.map(({ result }) => result);
  const failed = checks.filter(({ status }) => status === "failed");
  const drifted = failed.some(({ check }) => check === "drift");
  const passed = failed.length === 0;
  const record: RoundRecord = { time, run: context.run, from: window.from.toISOString(), rows: window.rows, drifted, passed, checks };
  context.log("info", summary(record));
  const firing = nextFiring(before.firing, results, new Set(monitor.checks.map(({ id }) => id)), time);
  const envelope = { alert: monitor.name, pipeline: context.pipeline, monitor: context.node.id, time, run: context.run };
  const warn = (message: string): void => context.log("warning", message);
  const told = await Promise.all(
    monitor.channels.map(async ({ id, channel }) => [id, await deliver({ channel, told: before.told[id] ?? {}, firing, results, envelope }, signal, warn)] as const),
  );
  const state: MonitorState = { format: 1, firing, told: Object.fromEntries(told), last: { time, drifted, passed } };
  await keep(monitor.folder, state, record, warn);
  return { record, state, ...(error !== undefined && { error }) };
}

async function runChecks(monitor: OpenMonitor, window: MonitorWindow, signal: AbortSignal): Promise<{ results: KeyedResult[]; error?: unknown }> {
  const results: KeyedResult[] = [];
  let error: unknown;
  for (const { id, args, check } of monitor.checks) {
    signal.throwIfAborted();
    try {
      for (const result of await check.run(window, monitor.reference, args)) results.push({ key: keyOf(id, result), result });
    } catch (caught) {
      error ??= caught;
    }
  }
  return { results, ...(error !== undefined && { error }) };
}

/** A full disk must not stop the watch: what could not be kept is in memory and in the log. */
async function keep(folder: string, state: MonitorState, record: RoundRecord, warn: (message: string) => void): Promise<void> {
  try {
    await writeState(folder, state);
    await appendJson(join(folder, "rounds.ndjson"), record);
  } catch (error) {
    warn(`this round could not be written down (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  }
}

function summary({ rows, checks }: RoundRecord): string {
  const count = (status: CheckResult["status"]): number => checks.filter((result) => result.status === status).length;
  const waiting = checks.filter(({ status }) => status === "not_enough_rows" || status === "no_labels");
  const why = waiting[0] ? `, ${waiting.length} without a finding (${waiting[0].message})` : "";
  const failed = checks.filter(({ status }) => status === "failed").map(({ message }) => message);
  return `round over ${rows} predictions: ${count("passed")} passed, ${count("failed")} failed${failed.length > 0 ? ` (${failed.join("; ")})` : ""}${why}`;
}
