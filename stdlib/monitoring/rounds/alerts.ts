import type { Alert, OpenChannel } from "../channel.ts";
import { DeliveryError } from "../channel.ts";
import type { CheckResult } from "../check.ts";
import type { MonitorState } from "./state.ts";

/** A result with the key under which its alert is remembered. */
export interface KeyedResult {
  readonly key: string;
  readonly result: CheckResult;
}

type Firing = MonitorState["firing"];

/** The key of a result: stays the same from round to round, also when another test is chosen for more rows. */
export const keyOf = (checkId: string, result: CheckResult): string => JSON.stringify([checkId, result.measures, result.column ?? null]);

/**
 * What fails after a round: failed results are in, passed ones are out, and what could not be measured stays as it was.
 * Keys of checks that are no longer configured are dropped.
 */
export function nextFiring(before: Firing, results: readonly KeyedResult[], checkIds: ReadonlySet<string>, time: string): Firing {
  const firing = new Map(Object.entries(before).filter(([key]) => checkIds.has(checkOfKey(key))));
  for (const { key, result } of results) {
    if (result.status === "passed") firing.delete(key);
    if (result.status === "failed") firing.set(key, { since: firing.get(key)?.since ?? time, result });
  }
  return Object.fromEntries(firing);
}

function checkOfKey(key: string): string {
  const [check] = JSON.parse(key) as readonly [string];
  return check;
}

export interface Delivery {
  readonly channel: OpenChannel;
  readonly told: Readonly<Record<string, CheckResult>>;
  readonly firing: Firing;
  readonly results: readonly KeyedResult[];
  readonly envelope: Pick<Alert, "alert" | "pipeline" | "monitor" | "time" | "run">;
}

/**
 * Tells a channel what it does not know yet: what fails and it was not told, what it was told and no longer fails. Returns what it knows afterwards.
 * What does not arrive stays unknown, so that the next round sends it; `warn` is told why.
 */
export async function deliver(
  { channel, told, firing, results, envelope }: Delivery,
  signal: AbortSignal,
  warn: (message: string) => void,
): Promise<Readonly<Record<string, CheckResult>>> {
  const now = new Map(results.map(({ key, result }) => [key, result]));
  const fired = Object.entries(firing).filter(([key]) => !Object.hasOwn(told, key));
  const resolved = Object.entries(told).filter(([key]) => !Object.hasOwn(firing, key));
  const known = new Map(Object.entries(told));
  try {
    if (fired.length > 0) {
      await channel.send({ ...envelope, status: "firing", checks: fired.map(([, { result }]) => result) }, signal);
      for (const [key, { result }] of fired) known.set(key, result);
    }
    if (resolved.length > 0) {
      await channel.send({ ...envelope, status: "resolved", checks: resolved.map(([key, last]) => now.get(key) ?? last) }, signal);
      for (const [key] of resolved) known.delete(key);
    }
  } catch (error) {
    // The text of an unknown error may quote an address, which may be a secret.
    const reason = error instanceof DeliveryError ? error.message : "an unexpected error";
    if (!signal.aborted) warn(`an alert did not reach ${channel.name}, and is sent again in the next round: ${reason}`);
  }
  return Object.fromEntries(known);
}
