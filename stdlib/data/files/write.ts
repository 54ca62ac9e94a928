import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fail, MlpError } from "../../../language/diagnostics/diagnostic.ts";
import { accessDenied, diskFull } from "../../../language/diagnostics/registry/data.ts";
import { notAFile, saveFailed } from "../../../language/diagnostics/registry/data-files.ts";
import type { Context } from "../../../runtime/node.ts";
import { columnList, tableOf } from "../../../runtime/relational/dataset.ts";
import { literal } from "../../../runtime/relational/sql.ts";
import type { DatasetValue } from "../../../runtime/values.ts";
import { makeFolders } from "../../../runtime/store/files.ts";
import type { SavedFile } from "../save.ts";
import { formatOf, type FileFormat } from "./formats.ts";
import { refuseSchemes } from "./locate.ts";

/** Writes a table beside its place and renames it, so that the file is whole or not there. Throws a diagnostic where it cannot. */
export async function writeTable(rows: DatasetValue, path: string, format: FileFormat | undefined, context: Context): Promise<SavedFile> {
  refuseSchemes(path);
  const options = optionsOf(format ?? formatOf(path), /\.gz$/i.test(path));
  const target = context.resolve(path);
  if (await stat(target).then((found) => found.isDirectory(), () => false)) fail(notAFile, { path, folder: true });
  const unfinished = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
  try {
    await makeFolders(dirname(target));
    // Opened here first: the system's own error says more than the engine's.
    await (await open(unfinished, "wx")).close();
    const engine = await context.engine();
    const [written] = await engine.rows(`COPY (SELECT ${columnList(rows.schema)} FROM ${tableOf(rows)}) TO ${literal(unfinished)} (${options})`, context.signal);
    await flush(unfinished);
    const { size } = await stat(unfinished);
    const sha256 = createHash("sha256");
    await pipeline(createReadStream(unfinished), sha256);
    await rename(unfinished, target);
    return { kind: "saved_file", path, rows: Number(written?.["Count"]), bytes: size, sha256: sha256.digest("hex") };
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {});
    throw named(error, path);
  }
}

function optionsOf(format: FileFormat, compressed: boolean): string {
  const gzip = compressed ? ", COMPRESSION gzip" : "";
  switch (format) {
    case "csv":
      return `FORMAT csv, HEADER true${gzip}`;
    case "tsv":
      return `FORMAT csv, HEADER true, DELIMITER '\t'${gzip}`;
    case "json":
      return `FORMAT json, ARRAY true${gzip}`;
    case "ndjson":
      return `FORMAT json${gzip}`;
    case "parquet":
      return "FORMAT parquet, COMPRESSION zstd";
  }
}

async function flush(file: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function named(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof MlpError || typeof code !== "string") return error;
  try {
    if (code === "EACCES" || code === "EPERM" || code === "EROFS") fail(accessDenied, { path }, undefined, error);
    if (code === "ENOSPC" || code === "EDQUOT") fail(diskFull, { detail: code }, undefined, error);
    fail(saveFailed, { path, why: whyNot(code, error) }, undefined, error);
  } catch (diagnostic) {
    return diagnostic;
  }
}

function whyNot(code: string, error: unknown): string {
  if (code === "ENOTDIR" || code === "EEXIST") return "a part of its path is a file, not a folder";
  return code === "ENOENT" ? "the system makes no files or folders there" : String((error as Error).message);
}
