import type { Accepts, Parameter } from "./parameter.ts";
import type { NodeSignature } from "./signature.ts";

type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON Schema of a parameter's value as `run` receives it. */
export function jsonSchemaOf(parameter: Parameter): JsonSchema {
  return { ...schemaOf(parameter.accepts), description: parameter.doc, ...(parameter.default !== undefined && { default: parameter.default }) };
}

/** The JSON Schema of all arguments of a node, those that other nodes make included (of these only their kind can be told). */
export function argumentsSchema(signature: NodeSignature): JsonSchema {
  const properties = Object.fromEntries(Object.entries(signature.takes).map(([name, parameter]) => [name, jsonSchemaOf(parameter)]));
  const required = Object.entries(signature.takes).flatMap(([name, parameter]) => (parameter.required ? [name] : []));
  if (!signature.rest) return { type: "object", properties, required, additionalProperties: false };
  const rest = { type: "object", additionalProperties: jsonSchemaOf(signature.rest) };
  return { type: "object", properties: { ...properties, rest }, required, additionalProperties: false };
}

function schemaOf(accepts: Accepts): JsonSchema {
  switch (accepts.kind) {
    case "int":
      return { type: "integer", ...bounds(accepts) };
    case "float":
    case "share":
    case "duration":
    case "bytes":
      return { type: "number", ...bounds(accepts) };
    case "string":
    case "path":
    case "column":
      return { type: "string" };
    case "bool":
      return { type: "boolean" };
    case "word":
      return { enum: accepts.words };
    case "scalar":
      return { type: ["number", "string", "boolean", "null"] };
    case "record":
      return { type: "object", additionalProperties: schemaOf(accepts.words ? { kind: "word", words: accepts.words } : { kind: "scalar" }) };
    case "list":
      return { type: "array", items: schemaOf(accepts.item) };
    case "secret":
      return { type: ["string", "object"] };
    case "columns":
    case "expression":
    case "aggregate":
    case "value":
      return { type: "object" };
  }
}

function bounds(accepts: { readonly min?: number; readonly max?: number; readonly above?: number; readonly below?: number }): JsonSchema {
  return {
    ...(accepts.min !== undefined && { minimum: accepts.min }),
    ...(accepts.max !== undefined && { maximum: accepts.max }),
    ...(accepts.above !== undefined && { exclusiveMinimum: accepts.above }),
    ...(accepts.below !== undefined && { exclusiveMaximum: accepts.below }),
  };
}
