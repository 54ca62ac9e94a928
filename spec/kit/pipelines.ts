import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const root = new URL("../../", import.meta.url).pathname;

/** Every `.mlp` file of the pipelines and of the conformance cases, with its text. */
export function allPipelines(): PipelineFile[] {
  return filesOf("pipelines", "spec/cases");
}

/** Those, and the pipelines that are measured. */
export function everyPipeline(): PipelineFile[] {
  return filesOf("pipelines", "spec/cases", "spec/mutation", "spec/bench");
}

export interface PipelineFile {
  /** Relative to the repository. */
  readonly file: string;
  readonly text: string;
}

function filesOf(...folders: readonly string[]): PipelineFile[] {
  return folders.flatMap((folder) => under(join(root, folder))).map((file) => ({ file: file.slice(root.length), text: readFileSync(file, "utf8") }));
}

function under(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })) return [];
  // A project's state is a folder named `.mlp`.
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".mlp"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
