import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { formatUnknown } from "../../../language/diagnostics/registry/data-files.ts";

export const fileFormats = ["csv", "tsv", "json", "ndjson", "parquet"] as const;
export type FileFormat = (typeof fileFormats)[number];

export const compressions = ["none", "snappy", "gzip", "zstd"] as const;
export type Compression = (typeof compressions)[number];

const formatOfEnding: Readonly<Record<string, FileFormat>> = { csv: "csv", tsv: "tsv", tab: "tsv", json: "json", ndjson: "ndjson", jsonl: "ndjson", parquet: "parquet", pq: "parquet" };

/** The format that the end of a name tells; throws a diagnostic where it tells none. */
export function formatOf(path: string): FileFormat {
  return formatNamed(path) ?? fail(formatUnknown, { path, formats: fileFormats });
}

/** Whether the end of a name tells a format. */
export const isData = (path: string): boolean => formatNamed(path) !== undefined;

function formatNamed(path: string): FileFormat | undefined {
  const ending = /\.([a-z]+)(?:\.(?:gz|zst))?$/i.exec(path)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(formatOfEnding, ending) ? formatOfEnding[ending] : undefined;
}
