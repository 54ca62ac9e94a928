import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { fileEmpty } from "../../../language/diagnostics/registry/data-files.ts";
import type { Column, Schema } from "../../../language/types/schema.ts";
import type { DataEngine } from "../../../runtime/engine/engine.ts";
import { identifier, literal, sqlType } from "../../../runtime/relational/sql.ts";
import { classify, kindOfText, withoutNaN } from "./classify.ts";
import { bytesOf, fileList, type Located } from "./located.ts";
import { checkNames } from "./names.ts";
import type { Source } from "./source.ts";

export interface CsvOptions {
  readonly delimiter: string | undefined;
  readonly nullWords: readonly string[];
  /** Every value must be read, whatever it is: where not all of them were looked at, columns stay text. */
  readonly readsAnything?: boolean;
}

/** A larger file's types are found from its first rows. */
const wholeBytes = 50_000_000;
const firstRows = 200_000;

const delimiters = [",", ";", "\t", "|"] as const;

/** A CSV or TSV file: names from its header, types from its values. Nothing is guessed about rows of another length. */
export async function openCsv(located: Located, options: CsvOptions, engine: DataEngine): Promise<Source> {
  const header = await headerLine(located, engine);
  const delimiter = options.delimiter ?? (located.format === "tsv" ? "\t" : likelyDelimiter(header));
  const names = splitHeader(header, delimiter);
  checkNames(names, `\`${located.path}\``);
  const whole = bytesOf(located) < wholeBytes;
  const asText = readCsv(located, delimiter, options.nullWords, names.map((name) => [name, "VARCHAR"]));
  const { columns: found, gaps } = await classify(engine, whole ? asText : `(SELECT * FROM ${asText} LIMIT ${firstRows})`, names, kindOfText, whole);
  const columns = options.readsAnything && !whole ? found.map((column): Column => ({ ...column, type: { kind: "string" } })) : found;
  const schema: Schema = { columns };
  const typed = readCsv(located, delimiter, options.nullWords, columns.map(({ name, type }) => [name, sqlType(type)]));
  return { schema, gaps, unnumbered: { bytes: bytesOf(located) }, sql: `SELECT ${columns.map(({ name, type }) => `${withoutNaN(identifier(name), type)} AS ${identifier(name)}`).join(", ")} FROM ${typed}` };
}

async function headerLine(located: Located, engine: DataEngine): Promise<string> {
  const [first] = await engine.rows(
    `SELECT line FROM read_csv(${fileList(located.files)}, auto_detect = false, header = false, delim = chr(1), quote = '', escape = '', columns = {'line': 'VARCHAR'}) LIMIT 1`,
  );
  const line = String(first?.["line"] ?? "").replace(/^\uFEFF/, "");
  return line.trim() === "" ? fail(fileEmpty, { path: located.path }) : line;
}

/** The delimiter that the header has most often outside of quotes. */
function likelyDelimiter(header: string): string {
  const bare = header.replace(/"(?:[^"]|"")*"/g, "");
  const counts = delimiters.map((delimiter) => bare.split(delimiter).length - 1);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ",";
}

/** The fields of a header: quotes are taken off, and blanks around a name. */
function splitHeader(header: string, delimiter: string): readonly string[] {
  const names: string[] = [];
  let name = "";
  let quoted = false;
  for (let i = 0; i < header.length; i++) {
    const letter = header.charAt(i);
    if (letter === '"' && quoted && header.charAt(i + 1) === '"') name += header.charAt(i++);
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && header.startsWith(delimiter, i)) {
      names.push(name.trim());
      name = "";
      i += delimiter.length - 1;
    } else name += letter;
  }
  return [...names, name.trim()];
}

function readCsv(located: Located, delimiter: string, nullWords: readonly string[], columns: readonly (readonly [string, string])[]): string {
  const types = columns.map(([name, type]) => `${literal(name)}: '${type}'`).join(", ");
  const nulls = [...new Set(["", ...nullWords])].map(literal).join(", ");
  return `read_csv(${fileList(located.files)}, auto_detect = false, header = true, delim = ${literal(delimiter)}, quote = '"', escape = '"', nullstr = [${nulls}], strict_mode = true, columns = {${types}})`;
}
