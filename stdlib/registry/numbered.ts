import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fail } from "../../language/diagnostics/diagnostic.ts";
import { registryDamaged } from "../../language/diagnostics/registry/registry.ts";
import { createWhole } from "../../runtime/store/files.ts";

/**
 * A folder of numbered JSON files, 1, 2, 3, …: each is written once, whole or not at all, and never changed.
 * Of several processes that write the same number, one succeeds; so a sequence needs no lock, and no process that
 * was killed can leave one behind.
 */

const numbered = /^([1-9][0-9]{0,14})\.json$/;

/** The numbers in use, ascending; none where there is no such folder. */
export async function numbersIn(folder: string): Promise<number[]> {
  return (await namesIn(folder)).flatMap((name) => numbered.exec(name)?.[1] ?? []).map(Number).sort((a, b) => a - b);
}

/** What is in a folder; nothing where there is none. */
export async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
    return fail(registryDamaged, { path: folder, why: reasonOf(error) }, undefined, error);
  });
}

/** The content of a number; undefined where there is none. Throws a diagnostic where it is not what `is` accepts. */
export async function readNumbered<Entry>(folder: string, number: number, is: (value: unknown) => value is Entry): Promise<Entry | undefined> {
  const path = join(folder, `${number}.json`);
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    fail(registryDamaged, { path, why: reasonOf(error) }, undefined, error);
  }
  if (!is(value)) fail(registryDamaged, { path, why: "it does not hold what was written" });
  return value;
}

/** Writes a number's file, durably; false where another process was first. Throws a diagnostic where it cannot be written. */
export function createNumbered(folder: string, number: number, value: unknown): Promise<boolean> {
  return createWhole(join(folder, `${number}.json`), `${JSON.stringify(value, null, 2)}\n`);
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "EACCES" || code === "EPERM") return "permission denied";
  return error instanceof Error ? error.message : String(error);
}
