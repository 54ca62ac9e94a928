import { Ajv } from "ajv";
import { parseDocument } from "yaml";
import { fail } from "../language/diagnostics/diagnostic.ts";
import { configurationWrong } from "../language/diagnostics/registry/files.ts";
import { ownSchema } from "../runtime/ajv.ts";

export interface ConfigurationContent {
  /** Sections of params. */
  readonly env?: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;
}

export const configurationSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    env: {
      type: "object",
      additionalProperties: { type: "object", additionalProperties: { type: ["string", "number", "boolean"] } },
    },
  },
} as const;

/** The content of an `mlp.yaml`; throws a diagnostic for what is not as expected. */
export function parseConfiguration(text: string, file: string): ConfigurationContent {
  const document = parseDocument(text, { prettyErrors: true });
  const [mistake] = document.errors;
  if (mistake) return fail(configurationWrong, { file, why: mistake.message });
  const content: unknown = document.toJS({ maxAliasCount: 20 }) ?? {};
  const validate = new Ajv({ ...ownSchema, allErrors: true, strict: true, allowUnionTypes: true }).compile<ConfigurationContent>(configurationSchema);
  if (validate(content)) return content;
  const [first] = validate.errors ?? [];
  const where = first?.instancePath ? `\`${first.instancePath.slice(1).replaceAll("/", ".")}\` ` : "";
  const unknown = first?.keyword === "additionalProperties" ? ` (\`${String(first.params["additionalProperty"])}\`)` : "";
  return fail(configurationWrong, { file, why: `${where}${first?.message ?? "is not as expected"}${unknown}` });
}
