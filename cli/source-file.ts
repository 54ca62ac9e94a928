import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { fail } from "../language/diagnostics/diagnostic.ts";
import { pipelineUnreadable } from "../language/diagnostics/registry/files.ts";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "it may not be read",
};

/** The text of a file that the user has named. Bytes that are no text are refused: to replace them would change the program, and `fmt` would write that back. */
export async function readSourceFile(path: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === "ERR_ENCODING_INVALID_ENCODED_DATA" ? "it is not UTF-8 text" : (reasons[code ?? ""] ?? String(code));
    return fail(pipelineUnreadable, { path, why });
  }
}

/** The old text or the new one, never half of it. */
export async function replaceSourceFile(file: string, text: string): Promise<void> {
  const { mode } = await stat(file);
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text, { mode });
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}
