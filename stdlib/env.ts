import { fail } from "../language/diagnostics/diagnostic.ts";
import { environmentMissing } from "../language/diagnostics/registry/monitoring.ts";
import { string, type Described } from "../language/nodes/parameter.ts";
import { description } from "../language/types/type.ts";
import { defineNode } from "../runtime/node.ts";

export const envNode = defineNode({
  name: "env",
  version: 1,
  group: "monitoring",
  summary: "The value of an environment variable, for parameters that take a secret.",
  doc: "Only its name is in the graph, in fingerprints and in what is stored; the value is read where it is used, and is never shown.",
  examples: ['webhook(env("ALERT_URL"))'],
  takes: { name: string("The variable's name.") },
  positional: ["name"],
  returns: "Secret",
  infer: () => description("Secret"),
  execution: { kind: "description" },
});

/** The text behind a secret parameter: itself, or the variable that `env` names. Throws a diagnostic with the name of a variable that is not set, or empty. */
export function revealSecret(secret: string | Described<{ readonly name: string }>, environment: NodeJS.ProcessEnv = process.env): string {
  if (typeof secret === "string") return secret;
  const { name } = secret.args;
  const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
  if (value === undefined || value === "") fail(environmentMissing, { name });
  return value;
}
