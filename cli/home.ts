import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fail } from "../language/diagnostics/diagnostic.ts";
import { noProject } from "../language/diagnostics/registry/files.ts";
import { projectAt, type ProjectPaths } from "../runtime/project.ts";

export interface HomeOptions {
  readonly home?: string;
}

/** The project of the working folder, for verbs that take no pipeline. Its state must be there. */
export async function projectOf(options: HomeOptions): Promise<ProjectPaths> {
  const project = await projectAt(process.cwd(), options.home === undefined ? {} : { home: resolve(options.home) });
  const found = await stat(project.home).then((entry) => entry.isDirectory(), () => false);
  return found ? project : fail(noProject, { home: project.home });
}
