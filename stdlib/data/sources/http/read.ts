import { fail } from "../../../../language/diagnostics/diagnostic.ts";
import { addressWrong } from "../../../../language/diagnostics/registry/data-sources.ts";
import type { Host } from "../../../../runtime/node.ts";
import { digestOfText } from "../../../../runtime/store/objects.ts";
import { formatOf, type FileFormat } from "../../files/formats.ts";
import { localFile } from "../../files/located.ts";
import type { Address } from "../address.ts";
import type { LocatedSource, SourceArgs } from "../locate-source.ts";
import { download, usualLimit } from "./download.ts";
import { usual, type Surroundings } from "./request.ts";

export type WebAddress = Extract<Address, { readonly kind: "web" }>;

const formatOfType: Readonly<Record<string, FileFormat>> = {
  "text/csv": "csv",
  "application/csv": "csv",
  "text/tab-separated-values": "tsv",
  "application/json": "json",
  "application/x-ndjson": "ndjson",
  "application/jsonl": "ndjson",
  "application/vnd.apache.parquet": "parquet",
};

const mostRedirects = 5;

/** The file at a web address, brought here; within a run it is asked for once. `around` is for tests. */
export function readWeb(address: WebAddress, args: SourceArgs, host: Host, around: Surroundings = usual): Promise<LocatedSource> {
  const { url, shown } = address;
  const key = digestOfText(JSON.stringify([url.href, args.auth, args.auth_header]));
  return host.once(`web ${key} ${args.max_size ?? ""} ${args.format ?? ""}`, async () => {
    const secretHeaders = secretHeadersOf(address, args, host);
    const formatBy = (contentType: string | undefined) => args.format ?? formatOfAnswer(url, shown, contentType);
    const { file, sha256, format } = await download({ key, url, shown, headers: {}, secretHeaders, redirects: mostRedirects, limit: args.max_size ?? usualLimit, formatOf: formatBy }, host, around);
    return { located: { path: shown, format: args.format ?? (format as FileFormat), files: [await localFile(shown, file)] }, identity: sha256 };
  });
}

/** The end of the path tells the format, or else what the server says of it. */
function formatOfAnswer(url: URL, shown: string, contentType: string | undefined): FileFormat {
  const told = formatOfType[(contentType ?? "").replace(/;.*$/s, "").trim().toLowerCase()];
  const ending = /\.[a-z]+(\.gz)?$/i.test(url.pathname);
  if (!ending && told) return told;
  try {
    return formatOf(url.pathname);
  } catch (error) {
    if (told) return told;
    return formatOf(shown.replace(/\?.*$/s, ""));
  }
}

/** What shows who asks: a token, or a password for the user that the address names. */
function secretHeadersOf({ url, shown }: WebAddress, { auth, auth_header: header }: SourceArgs, host: Host): Readonly<Record<string, string>> {
  if (auth === undefined) return {};
  const secret = host.reveal(auth).trim();
  if (header !== undefined) {
    if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(header)) fail(addressWrong, { source: shown, why: `\`${header}\` cannot be the name of a header`, form: 'auth_header: "X-Api-Key"' });
    return { [header]: secret };
  }
  if (url.username === "") return { authorization: `Bearer ${secret}` };
  return { authorization: `Basic ${Buffer.from(`${decodeURIComponent(url.username)}:${secret}`).toString("base64")}` };
}
