import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { nearest } from "../language/diagnostics/suggest.ts";
import { fail } from "../language/diagnostics/diagnostic.ts";
import { configurationWrong } from "../language/diagnostics/registry/files.ts";

/** What `mlp.yaml` says. */
export interface Configuration {
  /** The params of a section; a section that is not there is an error. */
  section(name: string): Readonly<Record<string, unknown>>;
}

/** Reads `mlp.yaml` in the project's folder; without one there are no sections. A key that it does not know is an error. */
export async function readConfiguration(root: string): Promise<Configuration> {
  const file = join(root, "mlp.yaml");
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const content = text.trim() === "" ? {} : (await import("./config-file.ts")).parseConfiguration(text, file);
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
