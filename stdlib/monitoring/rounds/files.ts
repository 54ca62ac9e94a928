import { randomUUID } from "node:crypto";
import { appendFile, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Where a monitor keeps its state. Letters that could leave the folder are replaced. */
export const monitorFolder = (home: string, name: string): string => join(home, "monitors", name.replace(/[^\p{L}\p{N}_.-]/gu, "_").replace(/^\.+/, "_"));

/** Replaces a file whole or not at all, also when the machine stops in the middle. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

const largestLog = 10 * 2 ** 20;

/** Appends a line of JSON; beyond 10 MB the file becomes `<path>.old`, in place of the last one. */
export async function appendJson(path: string, value: unknown): Promise<void> {
  const size = await stat(path).then((found) => found.size, () => 0);
  if (size > largestLog) await rename(path, `${path}.old`);
  await appendFile(path, `${JSON.stringify(value)}\n`);
}
