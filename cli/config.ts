import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv } from "ajv";
import { nearest } from "../language/check/suggest.ts";
import { fail } from "../language/diagnostics/diagnostic.ts";
import { configurationWrong } from "../language/diagnostics/registry/files.ts";

/** What `mlp.yaml` says. */
export interface Configuration {
  /** The params of a section; a section that is not there is an error. */
  section(name: string): Readonly<Record<string, unknown>>;
}

interface Content {
  readonly env?: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;
}

const schema = {
  type: "object",
  additionalProperties: false,
  properties: {
    env: {
      type: "object",
      additionalProperties: { type: "object", additionalProperties: { type: ["string", "number", "boolean"] } },
    },
  },
} as const;

/** Reads `mlp.yaml` in the project's folder; without one there are no sections. A key that it does not know is an error. */
export async function readConfiguration(root: string): Promise<Configuration> {
  const file = join(root, "mlp.yaml");
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const content = text.trim() === "" ? {} : await parse(text, file);
  const sections = content.env ?? {};
  return {
    section(name) {
      const section = Object.hasOwn(sections, name) ? sections[name] : undefined;
      if (section) return section;
      const near = nearest(name, Object.keys(sections));
      return fail(configurationWrong, { file, why: `it has no section \`${name}\` under \`env\`${near ? `; did you mean \`${near}\`?` : ""}` });
    },
  };
}

async function parse(text: string, file: string): Promise<Content> {
  const { parseDocument } = await import("yaml");
  const document = parseDocument(text, { prettyErrors: true });
  const [mistake] = document.errors;
  if (mistake) return fail(configurationWrong, { file, why: mistake.message });
  const content: unknown = document.toJS({ maxAliasCount: 20 }) ?? {};
  const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile<Content>(schema);
  if (validate(content)) return content;
  const [first] = validate.errors ?? [];
  const where = first?.instancePath ? `\`${first.instancePath.slice(1).replaceAll("/", ".")}\` ` : "";
  const unknown = first?.keyword === "additionalProperties" ? ` (\`${String(first.params["additionalProperty"])}\`)` : "";
  return fail(configurationWrong, { file, why: `${where}${first?.message ?? "is not as expected"}${unknown}` });
}
