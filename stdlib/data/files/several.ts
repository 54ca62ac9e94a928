import { isAbsolute, relative, sep } from "node:path";
import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { formatsMixed, nothingMatches, partitionsDiffer } from "../../../language/diagnostics/registry/data-files.ts";
import { formatOf, isData, type FileFormat } from "./formats.ts";
import { localFile, type Located, type LocalFile } from "./located.ts";

/** Whether a path stands for all files that match it. */
export const isPattern = (path: string): boolean => /[*?[\]{}]/.test(path);

/** All data files of a folder and the folders in it, or all that match a pattern, in the order of the code points of their names. Throws a diagnostic where there are none, or of several formats. */
export async function locateSeveral(path: string, found: { readonly resolved: string; readonly isFolder: boolean }, format: FileFormat | undefined): Promise<Located> {
  const { resolved, isFolder } = found;
  const { glob } = await import("tinyglobby");
  const folder = isFolder ? resolved : fixedFolder(resolved);
  const pattern = isFolder ? "**/*" : relative(folder, resolved).split(sep).join("/");
  const names = await glob(pattern, { cwd: folder, onlyFiles: true, dot: false, expandDirectories: false, followSymbolicLinks: true, ...(isFolder && { ignore: ["**/_*", "**/_*/**"] }) });
  const [first, ...others] = names.filter((name) => format !== undefined || !isFolder || isData(name)).map((name) => name.split("\\").join("/")).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  if (first === undefined) return fail(nothingMatches, { path, hint: isFolder ? "the folder holds no file of data" : "paths are relative to the folder of the pipeline's file" });
  const written = isFolder ? path.replace(/\/+$/, "") : fixedFolder(path);
  const base = written === "" || written === "." ? "" : `${written.replace(/\/$/, "")}/`;
  const local = async (name: string): Promise<LocalFile> => withPartition(await localFile(base + name, `${folder}/${name}`), name);
  const files = [await local(first), ...(await Promise.all(others.map(local)))] as const;
  const [own, second] = new Set(format === undefined ? [first, ...others].map(formatOf) : [format]);
  if (own === undefined || second !== undefined) return fail(formatsMixed, { path, formats: [...new Set([first, ...others].map(formatOf))] });
  return { path, format: own, files };
}

/** The part of a path before the first folder or name that is a pattern. */
function fixedFolder(path: string): string {
  const parts = path.split("/");
  const at = parts.findIndex(isPattern);
  const fixed = parts.slice(0, at).join("/");
  return fixed === "" && isAbsolute(path) ? "/" : fixed;
}

/** A file with what the folders of its name say: `year=2024`. */
function withPartition(file: LocalFile, name: string): LocalFile {
  const partition = Object.fromEntries(name.split("/").slice(0, -1).flatMap(keyOf));
  return Object.keys(partition).length > 0 ? { ...file, partition } : file;
}

/** What stands in a folder's name for a missing value. */
export const hiveNull = "__HIVE_DEFAULT_PARTITION__";

function keyOf(part: string): readonly (readonly [string, string | null])[] {
  const at = part.indexOf("=");
  if (at <= 0) return [];
  const [key, value] = [decoded(part.slice(0, at)), decoded(part.slice(at + 1))];
  return [[key, value === hiveNull || value === "" ? null : value]];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Throws a diagnostic where the folders of two files do not say the same things. */
export function checkPartitions({ files }: Located): void {
  const keys = ({ partition = {} }: LocalFile) => Object.keys(partition).join(", ");
  const wanted = keys(files[0]);
  const other = files.find((file) => keys(file) !== wanted);
  if (other) fail(partitionsDiffer, { path: other.path, keys: keys(other), first: files[0].path, wanted });
}
