import { join } from "node:path";
import { MlpError } from "../../../language/diagnostics/diagnostic.ts";
import { conversionFailed, engineFailed } from "../../../language/diagnostics/registry/data.ts";
import { fileUnreadable, rowsUnreadable } from "../../../language/diagnostics/registry/data-files.ts";
import type { Column, Schema } from "../../../language/types/schema.ts";
import { sha256 } from "../../../runtime/canonical.ts";
import type { DataEngine } from "../../../runtime/engine/engine.ts";
import type { Host } from "../../../runtime/node.ts";
import { identifier, literal, sqlType } from "../../../runtime/relational/sql.ts";
import { withoutNaN } from "./classify.ts";
import { classifyText, firstRows, readingOf, type CsvReading } from "./csv-reading.ts";
import { readSeparated } from "./csv-separated.ts";
import { exactInteger, strictValueOf, valueOf } from "./csv-values.ts";
import { bytesOf, fileList, type Located } from "./located.ts";
import type { ReadOptions } from "./options.ts";
import type { Source } from "./source.ts";

/** A line that is longer is left to be read one by one. */
const longestLine = 16 << 20;

/** CSV or TSV files: names from their header, types from their values. Nothing is guessed about rows that cannot be read. */
export async function openCsv(located: Located, options: ReadOptions, host: Pick<Host, "engine" | "home">): Promise<Source> {
  const engine = await host.engine();
  const reading = await readingOf(located, options, engine);
  const isPlain = (options.encoding ?? "utf_8") === "utf_8" && (options.badRows ?? "fail") === "fail" && new Set(reading.before).size === 1;
  const direct = isPlain ? await openDirectly(reading, engine) : undefined;
  return direct ?? readSeparated(reading, join(host.home, "cache", "copies", sha256(JSON.stringify([located, options]))), engine);
}

/** What the engine says of rows that it cannot read. */
const cannotTell: ReadonlySet<string> = new Set([rowsUnreadable, fileUnreadable, conversionFailed, engineFailed].map(({ code }) => code));

/** The files as the engine reads them; `undefined` where they hold what it cannot tell or take. */
async function openDirectly(reading: CsvReading, engine: DataEngine): Promise<Source | undefined> {
  const { options, names, isWhole, placed } = reading;
  try {
    const asText = readCsv(reading, names.map((name) => [name, "VARCHAR"]));
    const { columns: found, gaps, unreadable } = await classifyText(reading, engine, isWhole ? asText : `(SELECT * FROM ${asText} LIMIT ${firstRows})`, names);
    // Which rows they are is told by reading them one by one.
    if (unreadable) return undefined;
    const columns = options.readsAnything && !isWhole ? found.map((column): Column => ({ ...column, type: { kind: "string" } })) : found;
    const values = columns.map((column) => valueRead(column, reading));
    const schema: Schema = { columns: [...columns, ...placed.columns] };
    return { schema, gaps, unnumbered: { bytes: bytesOf(reading.located) }, sql: `SELECT ${[...values.map(({ sql }) => sql), ...placed.select("file_index")].join(", ")} FROM ${readCsv(reading, values.map(({ read }, index) => [names[index] ?? "", read]))}` };
  } catch (error) {
    if (error instanceof MlpError && cannotTell.has(error.diagnostic.code)) return undefined;
    throw error;
  }
}

/** What the engine reads a column as, and the SQL of its value. Where not all values were looked at, one of another type stops the engine. */
function valueRead({ name, type }: Column, { options, isWhole, dialect: { decimal } }: CsvReading): { readonly read: string; readonly sql: string } {
  const own = identifier(name);
  const as = (read: string, value: string) => ({ read, sql: `${withoutNaN(value, type)} AS ${own}` });
  if (options.types?.[name] !== undefined) return as("VARCHAR", isWhole ? valueOf(own, type, decimal) : strictValueOf(own, type, decimal));
  return type.kind === "int" && !isWhole ? as("VARCHAR", exactInteger(own)) : as(sqlType(type), own);
}

function readCsv({ located, dialect, before: [before = 0] }: CsvReading, columns: readonly (readonly [string, string])[]): string {
  const types = columns.map(([name, type]) => `${literal(name)}: '${type}'`).join(", ");
  const { delimiter, quote, escape, decimal, hasHeader } = dialect;
  const nulls = [...new Set(["", ...dialect.nullWords])].map(literal).join(", ");
  return `read_csv(${fileList(located.files)}, auto_detect = false, header = ${hasHeader}, skip = ${before}, delim = ${literal(delimiter)}, quote = ${literal(quote)}, escape = ${literal(escape)}, decimal_separator = ${literal(decimal)}, nullstr = [${nulls}], strict_mode = true, max_line_size = ${longestLine}, columns = {${types}})`;
}
