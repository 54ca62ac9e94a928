import { isNumeric, type Column, type ColumnType, type Schema } from "../../language/types/schema.ts";

/** Limits of one request. */
export const mostRows = 10_000;
export const longestText = 65_536;

/** A JSON Schema, as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const { MAX_SAFE_INTEGER, MIN_SAFE_INTEGER } = Number;

/**
 * The JSON Schema of one raw row of a model. With `promises` it says of the values what a schema has promised, too, as far as JSON Schema can
 * say it; a request is held to all of that by other means, because a pattern here takes its time from whoever sends the text.
 */
export function rowSchema({ columns }: Schema, { promises = false } = {}): JsonSchema {
  const valueSchema = (column: Column): JsonSchema => ({ ...typeSchema(column), ...(promises && promisedOf(column)) });
  // A schema cannot have a property of this name, but a column can.
  const proto = columns.filter(({ name }) => name === "__proto__");
  const rest = columns.filter(({ name }) => name !== "__proto__");
  return {
    type: "object",
    properties: Object.fromEntries(rest.map((column) => [column.name, valueSchema(column)])),
    ...(proto[0] && { patternProperties: { "^__proto__$": valueSchema(proto[0]) } }),
    required: columns.map(({ name }) => name),
    additionalProperties: false,
  };
}

/** The JSON Schema of the body of `POST /predict`. */
export function requestSchema(input: Schema): JsonSchema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Rows to predict",
    type: "object",
    properties: { rows: { type: "array", maxItems: mostRows, items: rowSchema(input, { promises: true }) } },
    required: ["rows"],
    additionalProperties: false,
  };
}

function promisedOf({ type, promises }: Column): JsonSchema {
  const [least, most] = promises?.range ?? [];
  return {
    ...(isNumeric(type) && { ...(least !== undefined && { minimum: least }), ...(most !== undefined && { maximum: most }) }),
    ...(promises?.pattern !== undefined && { pattern: `^(?:${promises.pattern})$` }),
  };
}

function typeSchema({ type, nullable }: Column): JsonSchema {
  const { type: jsonType, ...rest } = schemaOfType(type);
  const types = [jsonType].flat();
  return { type: nullable ? [...types, "null"] : jsonType, ...rest };
}

function schemaOfType(type: ColumnType): JsonSchema & { readonly type: string | readonly string[] } {
  switch (type.kind) {
    case "int":
      return { type: "integer", minimum: MIN_SAFE_INTEGER, maximum: MAX_SAFE_INTEGER };
    case "float":
      return { type: "number" };
    case "bool":
      return { type: "boolean" };
    case "date":
      return { type: "string", format: "date" };
    case "timestamp":
      return { type: "string", format: "date-time" };
    case "string":
      return { type: "string", maxLength: longestText };
    case "category":
      return { type: "string", maxLength: longestText, examples: type.values.slice(0, 20) };
    case "encoded":
    case "unknown":
      return { type: ["number", "string", "boolean"], maxLength: longestText };
  }
}

/** What a column takes, in words. */
export function expectation({ type, nullable }: Pick<Column, "type" | "nullable">): string {
  return nullable ? `${words[type.kind]} or null` : words[type.kind];
}

const words: Readonly<Record<ColumnType["kind"], string>> = {
  int: "a whole number",
  float: "a finite number",
  bool: "true or false",
  date: 'a date such as "2024-12-31"',
  timestamp: 'a timestamp such as "2024-12-31T23:59:59Z"',
  string: "text",
  category: "text",
  encoded: "a number, a text, true or false",
  unknown: "a number, a text, true or false",
};
