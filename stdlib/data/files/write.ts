import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fail, MlpError } from "../../../language/diagnostics/diagnostic.ts";
import { accessDenied, diskFull } from "../../../language/diagnostics/registry/data.ts";
import { notAFile, optionWrong, saveFailed } from "../../../language/diagnostics/registry/data-files.ts";
import type { Context } from "../../../runtime/node.ts";
import { columnList, tableOf } from "../../../runtime/relational/dataset.ts";
import { literal } from "../../../runtime/relational/sql.ts";
import type { DatasetValue } from "../../../runtime/values.ts";
import { makeFolders } from "../../../runtime/store/files.ts";
import type { SavedFile } from "../save.ts";
import { formatOf, type Compression, type FileFormat } from "./formats.ts";
import { refuseSchemes } from "./locate.ts";

/** Writes a table beside its place and renames it, so that the file is whole or not there. Throws a diagnostic where it cannot. */
export async function writeTable(rows: DatasetValue, path: string, format: FileFormat | undefined, context: Context, compression?: Compression): Promise<SavedFile> {
  refuseSchemes(path);
  const options = copyOptions(writingTo(path, format, compression));
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
    throw failedWriting(error, path);
  }
}

/** How a table is written: its format, its compression, and how the name of such a file ends. */
export interface Writing {
  readonly format: FileFormat;
  readonly compression: Compression;
  readonly ending: string;
}

/** Of text the compression is the end of its name, and a parameter in a folder, whose name has none. Throws a diagnostic for one that a format does not have. */
export function writingTo(path: string, format: FileFormat | undefined, compression: Compression | undefined, isFolder = false): Writing {
  const own = format ?? (isFolder ? "parquet" : formatOf(path));
  if (own === "parquet") return { format: own, compression: compression ?? "zstd", ending: "parquet" };
  if (compression === "snappy") fail(optionWrong, { option: "compression", value: compression, wanted: "`gzip`, `zstd` or `none` for text" });
  const told = /\.gz$/i.test(path) ? "gzip" : /\.zst$/i.test(path) ? "zstd" : "none";
  if (!isFolder && compression !== undefined && compression !== told) fail(optionWrong, { option: "compression", value: compression, wanted: `what the end of the name says, \`.gz\` or \`.zst\`: else nobody could tell how to read the file` });
  const used = isFolder ? (compression ?? "none") : told;
  return { format: own, compression: used, ending: `${own}${used === "gzip" ? ".gz" : used === "zstd" ? ".zst" : ""}` };
}

export function copyOptions({ format, compression }: Writing): string {
  const packed = compression === "none" ? "" : `, COMPRESSION ${compression}`;
  switch (format) {
    case "csv":
      return `FORMAT csv, HEADER true${packed}`;
    case "tsv":
      return `FORMAT csv, HEADER true, DELIMITER '\t'${packed}`;
    case "json":
      return `FORMAT json, ARRAY true${packed}`;
    case "ndjson":
      return `FORMAT json${packed}`;
    case "parquet":
      return `FORMAT parquet, COMPRESSION ${compression === "none" ? "uncompressed" : compression}`;
  }
}

/** Waits until a file is on the disk. */
export async function flush(file: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** An error of the system as a diagnostic; others stay as they are. */
export function failedWriting(error: unknown, path: string): unknown {
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
