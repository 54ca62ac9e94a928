import { stat } from "node:fs/promises";
import { canonical, sha256 } from "../../../runtime/canonical.ts";
import type { Host } from "../../../runtime/node.ts";
import { fileName } from "../../../runtime/relational/sql.ts";
import type { FileFormat } from "./formats.ts";

/** A file of this machine. */
export interface LocalFile {
  /** As the user would write it. */
  readonly path: string;
  readonly file: string;
  readonly bytes: number;
  /** When it was changed, in milliseconds, and which file it is: a file of the same name may be another. */
  readonly changed: number;
  readonly inode: number;
  /** What the folders that it lies in say of its rows, as in `year=2024`; null where a value is missing. */
  readonly partition?: Readonly<Record<string, string | null>>;
}

/** What a path means: files of one format, at least one, whose rows follow each other in this order. */
export interface Located {
  /** As the user wrote it. */
  readonly path: string;
  readonly format: FileFormat;
  readonly files: readonly [LocalFile, ...LocalFile[]];
}

/** A file as it is now; `path` is how the user would write it. Throws the system's error where it is not there. */
export async function localFile(path: string, file: string): Promise<LocalFile> {
  const { size, mtimeMs, ino } = await stat(file);
  return { path, file, bytes: size, changed: mtimeMs, inode: ino };
}

/** The SHA-256 of the content: of one file its own, of several that of their names and digests in their order. */
export async function identityOf({ files }: Located, host: Pick<Host, "digest">): Promise<string> {
  const [first, ...others] = files;
  if (others.length === 0) return host.digest(first.file);
  return sha256(canonical(await Promise.all(files.map(async ({ path, file }) => [path, await host.digest(file)]))));
}

/** The files, as the engine's table functions take them. */
export const fileList = (files: readonly LocalFile[]): string => `[${files.map(({ file }) => fileName(file)).join(", ")}]`;

export const bytesOf = ({ files }: Located): number => files.reduce((sum, { bytes }) => sum + bytes, 0);
