import { readFile, rename, rm, stat } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { fail } from "../../../../language/diagnostics/diagnostic.ts";
import { fileEmpty } from "../../../../language/diagnostics/registry/data-files.ts";
import { sourceAway, sourceRefused } from "../../../../language/diagnostics/registry/data-sources.ts";
import type { Host } from "../../../../runtime/node.ts";
import { writeWhole } from "../../../../runtime/store/files.ts";
import { unfinished } from "../table-file.ts";
import { ask, type Asked, type Surroundings } from "./request.ts";
import { storeBody } from "./store-body.ts";

/** What is to be fetched, and how it is known to have changed. */
export interface Download extends Pick<Asked, "url" | "shown" | "headers" | "secretHeaders" | "redirects"> {
  /** Names what is fetched among all downloads of a project: the digest of its address and of whoever asks. Holds no secret. */
  readonly key: string;
  /** In bytes. */
  readonly limit: number;
  /** The format, where it is known without asking; else the answer's headers tell. */
  readonly formatOf: (contentType: string | undefined) => string;
  /** Tells why there is no such answer as is wanted. */
  readonly refuse?: (answer: IncomingMessage) => Promise<never>;
  /** The version that is there, as a listing told it: where that is the one at hand, nothing is asked. */
  readonly version?: string;
}

/** What was fetched, as it is kept beside it. */
export interface Downloaded {
  /** The file's name in the folder of downloads. */
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly format: string;
  readonly etag?: string;
  readonly lastModified?: string;
}

/** Most that is fetched where nothing else is said. */
export const usualLimit = 2_000_000_000;

/**
 * Brings what is at an address into the project's state, and gives the file. What was fetched before and is still the same, as the server says, is not
 * fetched again. A file is named by its content and appears whole or not at all. Throws a diagnostic.
 */
export async function download(wanted: Download, host: Host, around: Surroundings): Promise<Downloaded & { readonly file: string }> {
  const folder = await host.cacheFolder("downloads");
  const entry = join(folder, `${wanted.key}.json`);
  const known = await knownDownload(entry, folder, host);
  if (host.offline) return known ? { ...known, file: join(folder, known.name) } : fail(sourceAway, { source: wanted.shown, why: "an editor asks nothing of the network, and it has not been fetched before" });
  const isSame = known !== undefined && wanted.version !== undefined && known.etag === wanted.version;
  const found = isSame ? known : ((await fetched(wanted, known, folder, host, around)) ?? known);
  if (!found) return fail(sourceRefused, { source: wanted.shown, status: 304, why: "it says that nothing has changed, and was not asked that" });
  // Only a memory: the next run fetches it again.
  if (found !== known) await writeWhole(entry, JSON.stringify(found)).catch(() => {});
  return { ...found, file: join(folder, found.name) };
}

/** What was fetched before, if it is still as it was then. */
async function knownDownload(entry: string, folder: string, host: Host): Promise<Downloaded | undefined> {
  try {
    const known = JSON.parse(await readFile(entry, "utf8")) as Downloaded;
    const file = join(folder, known.name);
    const { size } = await stat(file);
    return size === known.bytes && (await host.digest(file)) === known.sha256 ? known : undefined;
  } catch {
    return undefined;
  }
}

/** Asks for it; `undefined` where the server says that what is known still holds. */
async function fetched(wanted: Download, known: Downloaded | undefined, folder: string, host: Host, around: Surroundings): Promise<Downloaded | undefined> {
  const { url, shown, secretHeaders, redirects } = wanted;
  const conditions = { ...(known?.etag !== undefined && { "if-none-match": known.etag }), ...(known?.lastModified !== undefined && { "if-modified-since": known.lastModified }) };
  const asked: Asked = { method: "GET", url, shown, headers: { ...wanted.headers, ...conditions }, ...(secretHeaders && { secretHeaders }), redirects, signal: host.signal };
  return ask(asked, around, async (answer): Promise<Downloaded | undefined> => {
    const status = answer.statusCode ?? 0;
    if (status === 304) return undefined;
    if (status !== 200 && wanted.refuse) return wanted.refuse(answer);
    if (status !== 200) return fail(sourceRefused, { source: shown, status, why: answer.statusMessage || undefined });
    const { etag, "last-modified": lastModified, "content-type": contentType } = answer.headers;
    const format = wanted.formatOf(contentType);
    const part = unfinished(folder, "part");
    try {
      const { sha256, bytes, compression } = await storeBody(answer, part, { shown, limit: wanted.limit, format: wordsOf(format) });
      if (bytes === 0) fail(fileEmpty, { path: shown });
      const name = `${sha256}.${format}${compression}`;
      await rename(part, join(folder, name));
      return { name, sha256, bytes, format, ...(etag !== undefined && { etag }), ...(lastModified !== undefined && { lastModified }) };
    } finally {
      await rm(part, { force: true });
    }
  });
}

const wordsOf = (format: string): string => (format === "parquet" ? "Parquet" : format.toUpperCase());
