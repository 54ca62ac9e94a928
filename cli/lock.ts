import { join, relative } from "node:path";
import { MlpError } from "../language/diagnostics/diagnostic.ts";
import { lockName, updateLock } from "../runtime/lock.ts";
import type { OpenedPipeline } from "./pipeline.ts";

type Opened = Pick<OpenedPipeline, "project" | "kept">;

/** Writes what pipelines have read into the locks of their projects, and gives the locks that have changed. */
export async function updateLocks(opened: readonly Opened[]): Promise<readonly string[]> {
  const written: string[] = [];
  for (const root of new Set(opened.map(({ project }) => project.root))) {
    const entries = opened.filter(({ project }) => project.root === root).flatMap(({ kept }) => kept);
    if (await updateLock(root, entries)) written.push(relative(process.cwd(), join(root, lockName)));
  }
  return written;
}

/** The same for a run, which needs no lock: a folder that cannot be written is told, and the run goes on. */
export async function updateLockOfRun(opened: Opened): Promise<void> {
  try {
    await updateLocks([opened]);
  } catch (error) {
    if (!(error instanceof MlpError)) throw error;
    process.stderr.write(`warning: mlp.lock is left as it is: ${error.message}\n`);
  }
}
