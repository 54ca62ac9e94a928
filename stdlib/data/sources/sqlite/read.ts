import { createWriteStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { once } from "node:events";
import { basename, join } from "node:path";
import type Libsql from "libsql";
import { fail } from "../../../../language/diagnostics/diagnostic.ts";
import { fileEmpty, fileUnreadable } from "../../../../language/diagnostics/registry/data-files.ts";
import { binaryColumn, queryFailed, sourceChanging, tableMissing } from "../../../../language/diagnostics/registry/data-sources.ts";
import { suggestion } from "../../../../language/diagnostics/suggest.ts";
import type { DataEngine } from "../../../../runtime/engine/engine.ts";
import type { Host } from "../../../../runtime/node.ts";
import { digestOfText } from "../../../../runtime/store/objects.ts";
import { identifier } from "../../../../runtime/relational/sql.ts";
import { classify, kindOfText } from "../../files/classify.ts";
import { locate } from "../../files/locate.ts";
import { checkNames } from "../../files/names.ts";
import { askedOf, type TableChoice } from "../choice.ts";
import type { LocatedSource } from "../locate-source.ts";
import { digestOfTable, parquetAt, quotedCell, tableFile, textTable, unfinished, type TextColumn } from "../table-file.ts";

const version = 1;

interface Read {
  readonly identity: string;
  /** The file's name in its folder. */
  readonly name: string;
}

/**
 * A table or query of a SQLite file, as a Parquet file. It is read once for each content of the file. The file is opened for reading only.
 * Throws a diagnostic in the user's words.
 */
export async function readSqlite(path: string, choice: TableChoice, host: Host): Promise<LocatedSource> {
  const { files: [{ file }] } = await locate(path, "parquet", host);
  const content = await contentOf(file, host);
  const folder = await host.cacheFolder("tables");
  const key = digestOfText(JSON.stringify([version, content, choice]));
  const read = () => whileUnchanged(path, file, content, host, () => readTable(path, file, choice, host));
  const found = await host.once(`sqlite ${key}`, async () => {
    const known = await host.remember(`sqlite ${key}`, read);
    // Its facts are kept longer than the table, which may be collected.
    return (await stat(join(folder, known.name)).then(() => true, () => false)) ? known : read();
  });
  return { located: await parquetAt(join(folder, found.name), path), identity: found.identity };
}

/** What is written and not yet moved into the file stands in a second one. */
async function contentOf(file: string, host: Host): Promise<string> {
  const log = `${file}-wal`;
  const logged = await stat(log).then(({ size }) => size > 0, () => false);
  return logged ? digestOfText(`${await host.digest(file)} ${await host.digest(log)}`) : host.digest(file);
}

async function whileUnchanged<Result>(path: string, file: string, before: string, host: Host, work: () => Promise<Result>): Promise<Result> {
  const result = await work();
  if ((await contentOf(file, host)) !== before) fail(sourceChanging, { source: path });
  return result;
}

async function readTable(path: string, file: string, choice: TableChoice, host: Host): Promise<Read> {
  const { default: Database } = await import("libsql");
  // As a URI, for that alone opens a file for reading only; such a name may hold anything.
  const database = openAs(path, () => new Database(`file:${encodeURI(file).replace(/[?#]/g, encodeURIComponent)}?mode=ro`));
  const text = unfinished(await host.cacheFolder("tables"), "txt");
  try {
    const statement = prepared(database, path, choice);
    const names = statement.columns().map(({ name }) => name);
    checkNames(names, `\`${path}\``);
    const kinds = await writeText(statement, names, text, path);
    const columns = await typesOf(names, kinds, text, await host.engine());
    const identity = await digestOfTable(text, columns);
    return { identity, name: basename(await tableFile(text, columns, false, host, path)) };
  } finally {
    database.close();
    await rm(text, { force: true });
  }
}

function openAs<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    return fail(fileUnreadable, { path, format: "a SQLite database", detail: wordsOf(error) }, undefined, error);
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The one SELECT that reads a table or is the query; what is none, or more than one, is refused by the database itself. */
function prepared(database: Libsql.Database, path: string, choice: TableChoice): Libsql.Statement<unknown[]> {
  const tables = openAs(path, () => database.prepare("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name").pluck().all().map(String));
  const { table, query } = askedOf(choice) ?? fail(tableMissing, { source: path, hint: tables.length > 0 ? `it holds ${tables.slice(0, 10).map((name) => `\`${name}\``).join(", ")}: \`table: "${tables[0] ?? ""}"\`` : undefined });
  if (table !== undefined && !tables.some((name) => name.toLowerCase() === table.toLowerCase())) {
    return fail(queryFailed, { source: path, why: `there is no table \`${table}\``, hint: suggestion(table, tables, "it holds") });
  }
  const sql = table === undefined ? query : `SELECT * FROM ${identifier(table)}`;
  try {
    // Inside another SELECT there is room for one SELECT only.
    database.prepare(`SELECT * FROM (\n${sql}\n)`);
    return database.prepare(sql).raw(true).safeIntegers(true);
  } catch (error) {
    return fail(queryFailed, { source: path, why: wordsOf(error), hint: "a query is one `SELECT`" }, undefined, error);
  }
}

/** What the values of a column are, one bit each. */
const kinds = { int: 1, float: 2, text: 4 } as const;

/** Writes all rows as text, and tells what kinds of values each column has. */
async function writeText(statement: Libsql.Statement<unknown[]>, names: readonly string[], file: string, path: string): Promise<number[]> {
  const found = names.map(() => 0);
  const out = createWriteStream(file, { flags: "wx" });
  const failed = once(out, "error").then(([error]: unknown[]) => Promise.reject(error as Error));
  failed.catch(() => {});
  let lines: string[] = [];
  const flush = async (): Promise<void> => {
    const more = out.write(lines.join(""));
    lines = [];
    if (!more) await Promise.race([once(out, "drain"), failed]);
  };
  for (const row of rowsOf(statement, path)) {
    lines.push(`${row.map((value, index) => cellOf(value, index, found, names, path)).join(",")}\n`);
    if (lines.length === 1000) await flush();
  }
  await flush();
  out.end();
  await Promise.race([once(out, "finish"), failed]);
  return found;
}

function* rowsOf(statement: Libsql.Statement<unknown[]>, path: string): Iterable<readonly unknown[]> {
  try {
    yield* statement.iterate() as Iterable<readonly unknown[]>;
  } catch (error) {
    if (error instanceof Error && "code" in error) fail(queryFailed, { source: path, why: error.message, hint: undefined }, undefined, error);
    throw error;
  }
}

function cellOf(value: unknown, index: number, found: number[], names: readonly string[], path: string): string {
  const note = (kind: number) => void (found[index] = (found[index] ?? 0) | kind);
  if (value === null) return quotedCell(null);
  if (typeof value === "bigint") note(kinds.int);
  else if (typeof value === "number") note(kinds.float);
  else if (typeof value === "string") note(kinds.text);
  else fail(binaryColumn, { source: path, column: names[index] ?? "" });
  return quotedCell(String(value));
}

/** A column is what all its values are. Text is looked into for dates, as in JSON; where only some values are text, all of them are. */
async function typesOf(names: readonly string[], found: readonly number[], text: string, engine: DataEngine): Promise<readonly TextColumn[]> {
  if (names.length === 0) fail(fileEmpty, { path: text });
  const asText = names.map((name): TextColumn => ({ name, type: { kind: "string" } }));
  const words = names.filter((_, index) => found[index] === kinds.text);
  const dates = words.length > 0 ? (await classify(engine, textTable(text, asText), words, kindOfText, true)).columns : [];
  return names.map((name, index): TextColumn => {
    const kind = found[index] ?? 0;
    if (kind === kinds.int) return { name, type: { kind: "int" } };
    if (kind !== 0 && (kind & kinds.text) === 0) return { name, type: { kind: "float" } };
    const type = dates.find((column) => column.name === name)?.type;
    return { name, type: type?.kind === "date" || type?.kind === "timestamp" ? type : { kind: "string" } };
  });
}
