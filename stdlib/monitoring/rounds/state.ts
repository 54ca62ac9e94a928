import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { monitorUnwritable } from "../../../language/diagnostics/registry/monitoring.ts";
import type { CheckResult } from "../check.ts";
import { replaceFile } from "./files.ts";

/** What a monitor remembers between rounds and runs. Keys name what one check measures on one column. */
export interface MonitorState {
  readonly format: 1;
  /** What fails now, and since when. */
  readonly firing: Readonly<Record<string, { readonly since: string; readonly result: CheckResult }>>;
  /** What each channel was last told to be failing. */
  readonly told: Readonly<Record<string, Readonly<Record<string, CheckResult>>>>;
  readonly last?: { readonly time: string; readonly drifted: boolean; readonly passed: boolean };
}

const emptyState: MonitorState = { format: 1, firing: {}, told: {} };

const fileIn = (folder: string): string => join(folder, "state.json");

/** The state in a monitor's folder; a new one where there is none. `damaged` when there was one that cannot be read. */
export async function readState(folder: string): Promise<{ readonly state: MonitorState; readonly damaged: boolean }> {
  let text: string;
  try {
    text = await readFile(fileIn(folder), "utf8");
  } catch (error) {
    return { state: emptyState, damaged: (error as NodeJS.ErrnoException).code !== "ENOENT" };
  }
  try {
    const state: unknown = JSON.parse(text);
    if (isState(state)) return { state, damaged: false };
  } catch {
    // Told below.
  }
  return { state: emptyState, damaged: true };
}

export const writeState = (folder: string, state: MonitorState): Promise<void> => replaceFile(fileIn(folder), `${JSON.stringify(state)}\n`);

/** Makes sure, before the first round, that the state can be kept; throws a diagnostic otherwise. */
export async function demandWritable(folder: string, state: MonitorState): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await writeState(folder, state);
  } catch (error) {
    fail(monitorUnwritable, { folder, reason: (error as NodeJS.ErrnoException).code ?? String(error) }, undefined, error);
  }
}

function isState(value: unknown): value is MonitorState {
  const state = value as Partial<MonitorState> | null;
  return state?.format === 1 && typeof state.firing === "object" && state.firing !== null && typeof state.told === "object" && state.told !== null;
}
