import { randomBytes } from "node:crypto";
import { link, mkdir, open, rename, rm, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { fail, MlpError } from "../../language/diagnostics/diagnostic.ts";
import { diskFull, homeNotWritable } from "../../language/diagnostics/registry/execution.ts";

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOTDIR: "a file is in the place of a folder",
  EIO: "the disk reports an error",
  ENOENT: "the system makes no folders there",
};

/** Runs a piece of work on the disk; what the disk refuses becomes a diagnostic. */
export async function onDisk<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MlpError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOSPC" || code === "EDQUOT") fail(diskFull, { path }, undefined, error);
    const why = code === undefined ? undefined : reasons[code];
    if (why !== undefined) fail(homeNotWritable, { path, why }, undefined, error);
    throw error;
  }
}

export async function makeFolder(path: string): Promise<void> {
  await onDisk(path, () => makeFolders(path));
}

/** Makes a folder and those above it. Node's own way of doing so never ends where the system refuses folders, as under `/proc`. */
export async function makeFolders(path: string): Promise<void> {
  const missing: string[] = [];
  for (let at = path; !(await stat(at).then((found) => found.isDirectory(), () => false)); at = dirname(at)) {
    missing.unshift(at);
    if (dirname(at) === at) break;
  }
  for (const folder of missing) {
    await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

const temporaryName = (path: string) => `${path}.${process.pid}.${randomBytes(4).toString("hex")}.tmp`;

/** Writes a file whole or not at all: a reader sees the old content or the new, also after a crash. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await onDisk(path, async () => {
    await makeFolders(dirname(path));
    const temporary = temporaryName(path);
    try {
      await writeSynced(temporary, content);
      await rename(temporary, path);
      await syncFolder(dirname(path));
    } finally {
      await rm(temporary, { force: true });
    }
  });
}

/** Like `writeWhole`, but never over a file that is there: `false` then. Of several processes one succeeds. */
export async function createWhole(path: string, content: string | Uint8Array): Promise<boolean> {
  return onDisk(path, async () => {
    await makeFolders(dirname(path));
    const temporary = temporaryName(path);
    try {
      await writeSynced(temporary, content);
      await link(temporary, path);
      await syncFolder(dirname(path));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw error;
    } finally {
      await unlink(temporary).catch(() => {});
    }
  });
}

async function writeSynced(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

export async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes a rename in a folder last over a power cut; not every file system has it. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}
