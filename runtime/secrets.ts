import { fail } from "../language/diagnostics/diagnostic.ts";
import { environmentMissing } from "../language/diagnostics/registry/monitoring.ts";
import type { Described } from "../language/nodes/parameter.ts";

/** The text behind a secret parameter: itself, or the variable that `env` names. Throws a diagnostic with the name of a variable that is not set, or empty. */
export function revealSecret(secret: string | Described<{ readonly name: string }>, environment: Readonly<Record<string, string | undefined>> = process.env): string {
  if (typeof secret === "string") return secret;
  const { name } = secret.args;
  const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
  if (value === undefined || value === "") fail(environmentMissing, { name });
  return value;
}
