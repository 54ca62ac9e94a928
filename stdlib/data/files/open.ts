import { diagnose, fail, MlpError } from "../../../language/diagnostics/diagnostic.ts";
import { fileUnreadable, optionNotTaken, rowsUnreadable } from "../../../language/diagnostics/registry/data-files.ts";
import type { DataEngine } from "../../../runtime/engine/engine.ts";
import type { Host } from "../../../runtime/node.ts";
import { openCsv } from "./csv.ts";
import { openJson } from "./json.ts";
import type { Located } from "./located.ts";
import { optionNotTakenBy, type ReadOptions } from "./options.ts";
import { openParquet } from "./parquet.ts";
import type { Source } from "./source.ts";

const formatWords = { csv: "CSV", tsv: "TSV", json: "JSON", ndjson: "NDJSON", parquet: "Parquet" } as const;

/** What is known of files, for as long as an engine is open: one run asks for the same file several times. */
const known = new WeakMap<DataEngine, Map<string, Promise<Source>>>();

/** Finds the columns of a file and how its rows are read. The same file gives the same answer; mistakes name the file as the user wrote it. */
export async function openSource(located: Located, options: ReadOptions, host: Pick<Host, "engine" | "home">): Promise<Source> {
  const wrong = optionNotTakenBy(located.format, options);
  if (wrong) fail(optionNotTaken, { path: located.path, format: formatWords[located.format], option: wrong.option, formats: wrong.formats.map((format) => formatWords[format]) });
  const engine = await host.engine();
  const sources = known.get(engine) ?? new Map<string, Promise<Source>>();
  known.set(engine, sources);
  const key = JSON.stringify([located, options]);
  const found = sources.get(key) ?? read(located, options, host);
  sources.set(key, found);
  // A mistake is looked for anew: permissions change without the file.
  found.catch(() => sources.delete(key));
  return found;
}

async function read(located: Located, options: ReadOptions, host: Pick<Host, "engine" | "home">): Promise<Source> {
  try {
    if (located.format === "parquet") return await openParquet(located, options, await host.engine());
    if (located.format === "json" || located.format === "ndjson") return await openJson(located, options, host);
    return await openCsv(located, options, host);
  } catch (error) {
    throw named(error, located);
  }
}

function named(error: unknown, located: Located): unknown {
  if (!(error instanceof MlpError)) return error;
  const { diagnostic } = error;
  const asWritten = (text: string) => located.files.reduce((shown, { file, path }) => shown.replaceAll(file, path), text);
  const shown = { ...diagnostic, message: asWritten(diagnostic.message) };
  if (diagnostic.code === fileUnreadable.code || diagnostic.code === rowsUnreadable.code) return new MlpError(shown, { cause: error });
  const detail = diagnostic.help?.replace(/^it says: /, "");
  if (diagnostic.code !== "MLP5003" || detail === undefined) return new MlpError(shown, { cause: error });
  return new MlpError(diagnose(fileUnreadable, undefined, { path: located.path, format: formatWords[located.format], detail: asWritten(detail) }), { cause: error });
}
