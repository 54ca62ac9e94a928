import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { raggedWords, rowsUnreadable } from "../../../language/diagnostics/registry/data-files.ts";
import type { Column } from "../../../language/types/schema.ts";
import type { DataEngine } from "../../../runtime/engine/engine.ts";
import { identifier, literal } from "../../../runtime/relational/sql.ts";
import { contentOf, refuseBytes } from "./content.ts";
import { classifyText, firstRows, type CsvReading } from "./csv-reading.ts";
import { problemOf, valueOf } from "./csv-values.ts";
import { inBytes } from "./dialect.ts";
import { bytesOf } from "./located.ts";
import { notUtf8, recordsIn, type TextRecord } from "./records.ts";
import { separate, type FoundRow } from "./separate.ts";
import { goodRows, unreadableRows } from "./separated.ts";
import type { Source } from "./source.ts";

/** Text files whose rows are read one by one into copies at `target`: those that can be read, and those that cannot. */
export async function readSeparated(reading: CsvReading, target: string, engine: DataEngine): Promise<Source> {
  const { names, dialect, isWhole, placed, options, located } = reading;
  const separated = await separate(rowsOf(reading), target);
  const own = names.map((_, index) => `c${index}`);
  const nulls = dialect.nullWords.map(literal).join(", ");
  const texts = own.map((name) => (nulls === "" ? name : `CASE WHEN ${name} IN (${nulls}) THEN NULL ELSE ${name} END AS ${name}`));
  const table = `(SELECT ${["f", "l", "raw", ...texts].join(", ")} FROM ${goodRows(separated, own)})`;
  const { columns: found, gaps } = await classifyText(reading, engine, isWhole ? table : `(SELECT * FROM ${table} LIMIT ${firstRows})`, own);
  const columns = found.map((column, index): Column => ({ ...column, name: names[index] ?? "", ...(options.readsAnything && !isWhole && { type: { kind: "string" } }) }));
  const isSure = ({ name, type }: Column) => type.kind === "string" || (isWhole && options.types?.[name] === undefined);
  const problems = columns.flatMap((column, index) => (isSure(column) ? [] : [problemOf(own[index] ?? "", column.name, column.type, dialect.decimal)]));
  const problem = problems.length === 0 ? "NULL" : `nullif(concat_ws('; ', ${problems.join(", ")}), '')`;
  const unreadable = await unreadableRows(separated, problems.length === 0 ? undefined : `(SELECT f, l, raw, ${problem} AS problem FROM ${table})`, located, engine);
  if (unreadable && (options.badRows ?? "fail") === "fail") fail(rowsUnreadable, unreadable.told);
  const values = columns.map(({ name, type }, index) => `${valueOf(own[index] ?? "", type, dialect.decimal)} AS ${identifier(name)}`);
  const kept = problems.length === 0 ? table : `(SELECT * FROM ${table} WHERE ${problem} IS NULL)`;
  return {
    schema: { columns: [...columns, ...placed.columns] },
    ...(unreadable ? { unreadable: unreadable.rows } : { gaps }),
    copies: [separated.good, separated.bad],
    unnumbered: { bytes: bytesOf(located) },
    sql: `SELECT ${[...values, ...placed.select("f")].join(", ")} FROM ${kept}`,
  };
}

async function* rowsOf({ located, options, dialect, names, before }: CsvReading): AsyncGenerator<FoundRow> {
  const encoding = options.encoding ?? "utf_8";
  for (const [index, file] of located.files.entries()) {
    const skipped = before[index] ?? 0;
    let isHeader = dialect.hasHeader;
    for await (const record of recordsIn(behindLines(contentOf(file, encoding), skipped), inBytes(dialect), names.length === 1)) {
      if (!isHeader) yield rowOf(record, record.line + skipped, index);
      isHeader = false;
    }
  }

  function rowOf(record: TextRecord, line: number, index: number): FoundRow {
    const place = { file: index, line, raw: record.raw };
    if (record.problem === notUtf8 && (options.badRows ?? "fail") === "fail") refuseBytes(located.files[index] ?? located.files[0], line, record.raw);
    if (record.problem !== undefined) return { ...place, problem: record.problem };
    // A delimiter at the end of a line is no value.
    const values = record.fields.length === names.length + 1 && record.fields.at(-1) === "" ? record.fields.slice(0, -1) : record.fields;
    return values.length === names.length ? { ...place, values } : { ...place, problem: raggedWords(names.length, values.length) };
  }
}

/** A text without its first lines. */
async function* behindLines(content: AsyncIterable<string>, lines: number): AsyncGenerator<string> {
  let left = lines;
  let start = "";
  for await (const chunk of content) {
    if (left === 0) {
      yield chunk;
      continue;
    }
    start += chunk;
    // An end of line of two letters may be cut.
    const line = /\r\n|\n|\r(?=[^])/g;
    let at = 0;
    while (left > 0 && line.exec(start)) {
      at = line.lastIndex;
      left--;
    }
    start = start.slice(at);
    if (left === 0) yield start;
  }
}
