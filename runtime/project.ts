import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolder } from "./store/files.ts";

/** Where a project keeps its state. */
export interface ProjectPaths {
  /** The folder of mlp.yaml, or of the pipeline. */
  readonly root: string;
  readonly home: string;
}

/** The project of a pipeline file: the nearest folder upwards with an mlp.yaml, else the file's own. Its state is `.mlp` there, or `home`. */
export async function findProject(file: string, options: { readonly home?: string } = {}): Promise<ProjectPaths> {
  const root = (await nearestWith(dirname(file), "mlp.yaml")) ?? dirname(file);
  return { root, home: options.home ?? join(root, ".mlp") };
}

/** The project around a folder, for verbs without a pipeline: the nearest folder upwards with an mlp.yaml or a `.mlp`. */
export async function projectAt(folder: string, options: { readonly home?: string } = {}): Promise<ProjectPaths> {
  const root = (await nearestWith(folder, "mlp.yaml")) ?? (await nearestWith(folder, ".mlp")) ?? folder;
  return { root, home: options.home ?? join(root, ".mlp") };
}

async function nearestWith(folder: string, name: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    if (await stat(join(at, name)).then(() => true, () => false)) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** Makes the folders of the state; a place that cannot be written is told at once. */
export async function prepareHome(home: string): Promise<void> {
  for (const name of ["objects", "cache", "runs", "tmp"]) await makeFolder(join(home, name));
}
