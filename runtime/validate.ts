import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { fail } from "../language/diagnostics/diagnostic.ts";
import { graphWrong, parameterWrong } from "../language/diagnostics/registry/execution.ts";
import { dependenciesOf, type Graph } from "../language/graph/graph.ts";
import { argumentsSchema } from "../language/nodes/json-schema.ts";
import graphSchema from "../spec/graph.schema.json" with { type: "json" };
import { ownSchema } from "./ajv.ts";
import type { NodeDefinition } from "./node.ts";

const ajv = new Ajv({ ...ownSchema, allErrors: false, strict: true, allowUnionTypes: true });
let validateShape: ValidateFunction<Graph> | undefined;
const validators = new WeakMap<NodeDefinition, ValidateFunction>();

/** A graph from outside, checked against the published schema; references must lead to earlier nodes. Throws a diagnostic with the place. */
export function validateGraph(content: unknown): Graph {
  validateShape ??= ajv.compile<Graph>(graphSchema);
  if (!validateShape(content)) {
    const [error] = validateShape.errors ?? [];
    return fail(graphWrong, { where: error?.instancePath || "its top", why: messageOf(error) });
  }
  const seen = new Set<string>();
  for (const node of content.nodes) {
    const missing = dependenciesOf(node).find((id) => !seen.has(id));
    if (missing !== undefined) return fail(graphWrong, { where: `node ${node.id}`, why: `it refers to \`${missing}\`, which no earlier node is` });
    if (seen.has(node.id)) return fail(graphWrong, { where: `node ${node.id}`, why: "two nodes have this id" });
    seen.add(node.id);
  }
  return content;
}

/** A node's evaluated arguments against its declaration. Throws a diagnostic that names the parameter. */
export function checkArguments(definition: NodeDefinition, node: string, values: Readonly<Record<string, unknown>>): void {
  const validate = validators.get(definition) ?? ajv.compile(argumentsSchema(definition));
  validators.set(definition, validate);
  const given = Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== undefined && !(value === null && definition.takes[name]?.required === false)));
  if (validate(given)) return;
  const [error] = validate.errors ?? [];
  const name = error?.instancePath.split("/")[1] ?? String(error?.params["missingProperty"] ?? "an argument");
  fail(parameterWrong, { node, name, why: messageOf(error) });
}

function messageOf(error: ErrorObject | undefined): string {
  if (!error) return "is not as declared";
  if (error.keyword === "additionalProperties") return `has an unknown \`${String(error.params["additionalProperty"])}\``;
  if (error.keyword === "enum") return `must be one of ${(error.params["allowedValues"] as readonly unknown[]).map(String).join(", ")}`;
  return error.message ?? "is not as declared";
}
