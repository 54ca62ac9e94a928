import { randomUUID } from "node:crypto";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { notAFile, nothingToWrite, optionWrong, saveFailed } from "../../../language/diagnostics/registry/data-files.ts";
import type { Context } from "../../../runtime/node.ts";
import { columnList, tableOf } from "../../../runtime/relational/dataset.ts";
import { identifier, literal } from "../../../runtime/relational/sql.ts";
import { makeFolders } from "../../../runtime/store/files.ts";
import { rowNumber, type DatasetValue } from "../../../runtime/values.ts";
import { withoutColumns } from "../columns.ts";
import type { SavedFile } from "../save.ts";
import { hiveNull, locateSeveral } from "./several.ts";
import { refuseSchemes } from "./locate.ts";
import { identityOf, type Located } from "./located.ts";
import { copyOptions, failedWriting, flush, type Writing } from "./write.ts";

/**
 * Writes a table as a folder of files, one for each combination of values of `keys`, in folders named `key=value`. The folder is written beside
 * its place and renamed, so that it is whole or not there; a folder that holds nothing but such files is replaced, and any other is refused.
 */
export async function writeFolder(rows: DatasetValue, path: string, keys: readonly string[], writing: Writing, context: Context): Promise<SavedFile> {
  refuseSchemes(path);
  const target = context.resolve(path);
  if (await stat(target).then((found) => !found.isDirectory(), () => false)) fail(notAFile, { path, folder: false });
  const other = await otherFile(target);
  if (other !== undefined) fail(saveFailed, { path, why: `there is a folder with other files in it, such as \`${other}\`, and they would be lost` });
  const left = withoutColumns(rows.schema, keys);
  if (left.columns.length === 0) fail(optionWrong, { option: "partition_by", value: keys.join(", "), wanted: "fewer than all columns: those of a folder's name are not in its files" });
  const [unfinished, old] = ["tmp", "old"].map((ending) => join(dirname(target), `.${basename(target)}.${randomUUID()}.${ending}`)) as [string, string];
  try {
    await makeFolders(unfinished);
    const written = await writeParts(rows, unfinished, keys, writing, context);
    if (written === 0) fail(nothingToWrite, { path });
    const replaced = await rename(target, old).then(() => true, () => false);
    await rename(unfinished, target).catch(async (error: unknown) => {
      if (replaced) await rename(old, target);
      throw error;
    });
    const located = await locateFolder(path, target, writing);
    return { kind: "saved_file", path, rows: written, bytes: located.files.reduce((sum, { bytes }) => sum + bytes, 0), sha256: await identityOf(located, context) };
  } catch (error) {
    throw failedWriting(error, path);
  } finally {
    for (const folder of [unfinished, old]) await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

/** A file that no folder of `save` holds. */
async function otherFile(folder: string): Promise<string | undefined> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.find((entry) => !entry.isDirectory() && !(/^part-0\.[a-z.]+$/.test(entry.name) && basename(entry.parentPath).includes("=")))?.name;
}

const locateFolder = (path: string, resolved: string, { format }: Writing): Promise<Located> => locateSeveral(path, { resolved, isFolder: true }, format);

/** What stands in a folder that was written, by names and content. */
export async function identityOfFolder(path: string, context: Pick<Context, "resolve" | "digest">): Promise<string> {
  const resolved = context.resolve(path);
  if (!(await stat(resolved)).isDirectory()) return context.digest(resolved);
  return identityOf(await locateSeveral(path, { resolved, isFolder: true }, undefined), context);
}

async function writeParts(rows: DatasetValue, folder: string, keys: readonly string[], writing: Writing, context: Context): Promise<number> {
  const engine = await context.engine();
  const table = tableOf(rows);
  const texts = keys.map((key, index) => `CAST(${identifier(key)} AS VARCHAR) AS k${index}`).join(", ");
  const parts = await engine.rows(`SELECT DISTINCT ${texts} FROM ${table} ORDER BY ALL`, context.signal);
  const left = withoutColumns(rows.schema, keys);
  const columns = columnList(left);
  let count = 0;
  for (const part of parts) {
    const values = keys.map((_, index) => (part[`k${index}`] === null ? null : String(part[`k${index}`])));
    const place = join(folder, ...keys.map((key, index) => `${encodeURIComponent(key)}=${encodeURIComponent(values[index] ?? hiveNull)}`));
    await makeFolders(place);
    const file = join(place, `part-0.${writing.ending}`);
    const where = keys.map((key, index) => `CAST(${identifier(key)} AS VARCHAR) IS NOT DISTINCT FROM ${literal(values[index] ?? null)}`).join(" AND ");
    const [written] = await engine.rows(`COPY (SELECT ${columns} FROM ${table} WHERE ${where} ORDER BY ${identifier(rowNumber)}) TO ${literal(file)} (${copyOptions(writing)})`, context.signal);
    await flush(file);
    count += Number(written?.["Count"]);
  }
  return count;
}
