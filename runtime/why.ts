import type { Reason } from "./events.ts";
import type { Ingredients } from "./fingerprint.ts";

/** Why a node whose result is not in the cache must run, by what it was last computed from. */
export function whyRun(now: Ingredients, last: Ingredients | undefined): { reason: Reason; detail?: string } {
  if (!last) return { reason: "new" };
  if (now.definition !== last.definition) return { reason: "definition_changed" };
  const params = changedKeys(now.params, last.params).flatMap((name) => changedWithin(name, now.params[name], last.params[name]));
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

/** Which arguments of an estimator, recipe or other description differ: `estimator.max_depth`. Both are canonical JSON. */
function changedWithin(name: string, now: string | undefined, last: string | undefined): string[] {
  const [a, b] = [described(now), described(last)];
  if (!a || !b || a.$describe !== b.$describe) return [name];
  const json = (args: Readonly<Record<string, unknown>>) => Object.fromEntries(Object.entries(args).map(([key, value]) => [key, JSON.stringify(value)]));
  const [left, right] = [json(a.args), json(b.args)];
  return changedKeys(left, right).flatMap((key) => changedWithin(`${name}.${key}`, left[key], right[key]));
}

interface DescribedIdentity {
  readonly $describe: string;
  readonly args: Readonly<Record<string, unknown>>;
}

function described(text: string | undefined): DescribedIdentity | undefined {
  const value: unknown = text === undefined ? undefined : JSON.parse(text);
  return typeof value === "object" && value !== null && "$describe" in value ? (value as DescribedIdentity) : undefined;
}
