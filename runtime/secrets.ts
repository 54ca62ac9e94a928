import { fail } from "../language/diagnostics/diagnostic.ts";
import { environmentMissing } from "../language/diagnostics/registry/monitoring.ts";
import type { Described } from "../language/nodes/parameter.ts";

/** Shorter ones would be found in words that have nothing to do with them. */
const shortest = 4;

/** What was revealed in this thread. */
const revealed = new Set<string>();

/** The text behind a secret parameter: itself, or the variable that `env` names. Throws a diagnostic with the name of a variable that is not set, or empty. */
export function revealSecret(secret: string | Described<{ readonly name: string }>, environment: Readonly<Record<string, string | undefined>> = process.env): string {
  if (typeof secret === "string") return secret;
  const { name } = secret.args;
  const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
  if (value === undefined || value === "") fail(environmentMissing, { name });
  if (value.length >= shortest) revealed.add(value);
  return value;
}

/** A copy of plain data in which no text holds a secret that was revealed: what leaves a run, or a worker, goes through here. */
export function withoutSecrets<Data>(data: Data): Data {
  return revealed.size === 0 ? data : (hidden(data) as Data);
}

function hidden(data: unknown): unknown {
  if (typeof data === "string") {
    let text = data;
    for (const secret of revealed) text = text.replaceAll(secret, "***");
    return text;
  }
  if (Array.isArray(data)) return data.map(hidden);
  if (typeof data !== "object" || data === null || ArrayBuffer.isView(data)) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, hidden(value)]));
}
