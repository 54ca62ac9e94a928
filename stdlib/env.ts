import { string } from "../language/nodes/parameter.ts";
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
