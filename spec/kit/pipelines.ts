import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const root = new URL("../../", import.meta.url).pathname;

/** Every `.mlp` file of the pipelines and of the conformance cases, with its text. */
export function allPipelines(): { readonly file: string; readonly text: string }[] {
  return ["pipelines", "spec/cases"].flatMap((folder) => under(join(root, folder))).map((file) => ({ file: file.slice(root.length), text: readFileSync(file, "utf8") }));
}

function under(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".mlp"))
    .sort()
    .map((name) => join(folder, name));
}
