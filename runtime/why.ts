import type { Reason } from "./events.ts";
import type { Ingredients } from "./fingerprint.ts";

/** Why a node whose result is not in the cache must run, by what it was last computed from. */
export function whyRun(now: Ingredients, last: Ingredients | undefined): { reason: Reason; detail?: string } {
  if (!last) return { reason: "new" };
  if (now.definition !== last.definition) return { reason: "definition_changed" };
  const params = changedKeys(now.params, last.params);
  if (params.length > 0) return { reason: "parameter_changed", detail: params.join(", ") };
  if (now.observed !== last.observed) return { reason: "file_changed" };
  const inputs = changedKeys(now.inputs, last.inputs);
  if (inputs.length > 0) return { reason: "input_changed", detail: inputs.join(", ") };
  if (now.seed !== last.seed) return { reason: "seed_changed" };
  return { reason: "artefact_missing" };
}

/** The names that one of the two lacks, or whose values differ. */
export function changedKeys(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): string[] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].filter((name) => a[name] !== b[name]).sort();
}
