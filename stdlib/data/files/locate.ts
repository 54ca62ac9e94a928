import { constants } from "node:fs";
import { access, readdir, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { suggestion } from "../../../language/diagnostics/suggest.ts";
import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { accessDenied } from "../../../language/diagnostics/registry/data.ts";
import { fileEmpty, fileMissing, notAFile, schemeUnsupported } from "../../../language/diagnostics/registry/data-files.ts";
import type { Host } from "../../../runtime/node.ts";
import { formatOf, type FileFormat } from "./formats.ts";
import { localFile, type Located, type LocalFile } from "./located.ts";
import { isPattern, locateSeveral } from "./several.ts";

/** Finds what is to be read, and its format; throws a diagnostic where it cannot be read. */
export async function locate(path: string, format: FileFormat | undefined, host: Pick<Host, "resolve">): Promise<Located> {
  refuseSchemes(path);
  const file = host.resolve(path);
  const found = await stat(file).catch((error: unknown) => (isPattern(path) ? undefined : missing(path, file, error)));
  // A file whose name holds `*` or `[` is meant by it.
  if (!found || found.isDirectory()) {
    const located = await locateSeveral(path, { resolved: file, isFolder: found !== undefined }, format);
    for (const one of located.files) await checkReadable(one);
    return located;
  }
  if (!found.isFile()) fail(notAFile, { path, folder: false });
  const local = await localFile(path, file);
  await checkReadable(local);
  return { path, format: format ?? formatOf(path), files: [local] };
}

async function checkReadable({ path, file, bytes }: LocalFile): Promise<void> {
  await access(file, constants.R_OK).catch(() => fail(accessDenied, { path }));
  if (bytes === 0) fail(fileEmpty, { path });
}

/** Only files are read and written: `https://…`, `s3://…` and their like are refused. A single letter is a drive. */
export function refuseSchemes(path: string): void {
  const scheme = /^([a-z][a-z0-9+.-]+):(?!\\)/i.exec(path)?.[1];
  if (scheme !== undefined && scheme !== "npm") fail(schemeUnsupported, { path, scheme });
}

async function missing(path: string, file: string, error: unknown): Promise<never> {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "EACCES" || code === "EPERM") fail(accessDenied, { path });
  const names = await readdir(dirname(file)).catch(() => undefined);
  if (!names) fail(fileMissing, { path, hint: `there is no folder \`${dirname(path)}\` either` });
  const files = names.filter((name) => !name.startsWith(".") && /\.[a-z]+(\.(gz|zst))?$/i.test(name));
  return fail(fileMissing, { path, hint: suggestion(basename(file), files, "the folder holds") });
}
