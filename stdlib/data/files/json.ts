import { join } from "node:path";
import { fail, MlpError } from "../../../language/diagnostics/diagnostic.ts";
import { fileEmpty, fileUnreadable, rowsUnreadable } from "../../../language/diagnostics/registry/data-files.ts";
import { sha256 } from "../../../runtime/canonical.ts";
import type { DataEngine } from "../../../runtime/engine/engine.ts";
import type { Host } from "../../../runtime/node.ts";
import { identifier, literal, sqlType } from "../../../runtime/relational/sql.ts";
import { classify, kindOfJson } from "./classify.ts";
import { contentOf } from "./content.ts";
import { bytesOf, fileList, type Located } from "./located.ts";
import { checkNames } from "./names.ts";
import type { ReadOptions } from "./options.ts";
import { placedColumns } from "./placed.ts";
import { recordsIn, textOf } from "./records.ts";
import { separate, type FoundRow } from "./separate.ts";
import { goodRows, unreadableRows } from "./separated.ts";
import type { Source } from "./source.ts";

/** Rows as JSON: the SQL of a table with a column `json` and the place of their file in the list. */
interface Objects {
  readonly table: string;
  readonly file: string;
  readonly extra: Pick<Source, "unreadable" | "copies">;
}

/** JSON arrays of objects, or one object a line. Columns are all keys, in the order in which they appear; lists and objects inside are JSON text. */
export async function openJson(located: Located, options: ReadOptions, host: Pick<Host, "engine" | "home">): Promise<Source> {
  const engine = await host.engine();
  const { table: objects, file, extra } = await objectsOf(located, options, host);
  const names = await keysOf(located, objects, engine).catch((error: unknown) => nameLines(error, located, options, host));
  const placed = await placedColumns(located, options, engine);
  checkNames([...names, ...placed.columns.map(({ name }) => name)], `\`${located.path}\``);
  const isPlain = options.at === undefined && !extra.copies;
  const types = names.map((name) => `${literal(name)}: 'JSON'`).join(", ");
  const members = names.map((name) => `json_extract(json, ${literal(pointer([name]))}) AS ${identifier(name)}`);
  const table = isPlain ? `read_json(${fileList(located.files)}, format = '${formatOf(located)}', records = true, columns = {${types}})` : `(SELECT ${[file, ...members].join(", ")} FROM ${objects})`;
  const { columns, gaps } = await classify(engine, table, names, kindOfJson, true);
  const select = columns.map(({ name, type }) => `CAST((${identifier(name)} ->> '$') AS ${sqlType(type)}) AS ${identifier(name)}`);
  const sql = `SELECT ${[...select, ...placed.select(file)].join(", ")} FROM ${table}`;
  return { schema: { columns: [...columns, ...placed.columns] }, ...(!extra.unreadable && { gaps }), unnumbered: { bytes: bytesOf(located) }, sql, ...extra };
}

const formatOf = ({ format }: Located): string => (format === "ndjson" ? "newline_delimited" : "auto");
const pointer = (path: readonly string[]): string => path.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

async function objectsOf(located: Located, options: ReadOptions, host: Pick<Host, "engine" | "home">): Promise<Objects> {
  if (options.badRows !== undefined && options.badRows !== "fail") return goodLines(located, options, host);
  const all = `read_json_objects(${fileList(located.files)}, format = '${options.at === undefined ? formatOf(located) : "unstructured"}')`;
  if (options.at === undefined) return { table: all, file: "file_index", extra: {} };
  const at = literal(pointer(options.at.split(".")));
  const wrong = await (await host.engine()).rows(`SELECT coalesce(json_type(json, ${at}), 'nothing') AS kind FROM ${all} WHERE json_type(json, ${at}) IS DISTINCT FROM 'ARRAY' LIMIT 1`);
  if (wrong[0]) fail(fileUnreadable, { path: located.path, format: "a table of JSON", detail: `an array must stand at \`${options.at}\`, and ${String(wrong[0]["kind"]).toLowerCase()} is there` });
  return { table: `(SELECT unnest(CAST(json_extract(json, ${at}) AS JSON[])) AS json, file_index FROM ${all})`, file: "file_index", extra: {} };
}

/** The lines that hold an object, from a copy. */
async function goodLines(located: Located, options: ReadOptions, host: Pick<Host, "engine" | "home">): Promise<Objects> {
  const separated = await separate(linesOf(located), join(host.home, "cache", "copies", sha256(JSON.stringify([located, options]))));
  const unreadable = await unreadableRows(separated, undefined, located, await host.engine());
  if (unreadable && options.badRows === "fail") fail(rowsUnreadable, unreadable.told);
  return {
    table: `(SELECT f, CAST(json AS JSON) AS json FROM ${goodRows(separated, ["json"])})`,
    file: "f",
    extra: { copies: [separated.good, separated.bad], ...(unreadable && { unreadable: unreadable.rows }) },
  };
}

/** Names the lines that are to blame, where the engine could not read one of them. */
async function nameLines(error: unknown, located: Located, options: ReadOptions, host: Pick<Host, "engine" | "home">): Promise<never> {
  if (located.format === "ndjson" && (options.badRows ?? "fail") === "fail" && error instanceof MlpError && error.diagnostic.code === fileUnreadable.code) await goodLines(located, { ...options, badRows: "fail" }, host);
  throw error;
}

/** The lines of NDJSON, blank ones left out. */
async function* linesOf({ files }: Located): AsyncGenerator<FoundRow> {
  for (const [index, file] of files.entries()) {
    for await (const { raw, line, problem } of recordsIn(contentOf(file, "utf_8"), { delimiter: "\0", quote: "", escape: "" }, false)) {
      if (raw.trim() === "") continue;
      const wrong = problem ?? problemOf(textOf(raw));
      yield wrong === undefined ? { file: index, line, raw, values: [raw] } : { file: index, line, raw, problem: wrong };
    }
  }
}

function problemOf(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? undefined : "is not an object";
  } catch {
    return "is not JSON";
  }
}

async function keysOf(located: Located, objects: string, engine: DataEngine): Promise<readonly string[]> {
  const found = await engine.rows(
    `SELECT key, min(place) AS place FROM (
       SELECT unnest(keys) AS key, n * 1000000 + generate_subscripts(keys, 1) AS place
       FROM (SELECT row_number() OVER () AS n, CASE json_type(json) WHEN 'OBJECT' THEN json_keys(json) ELSE [NULL] END AS keys FROM ${objects})
     ) GROUP BY key ORDER BY place`,
  );
  if (found.some(({ key }) => key === null)) fail(fileUnreadable, { path: located.path, format: "a table of JSON", detail: "a row must be an object, and some values are not" });
  if (found.length === 0) fail(fileEmpty, { path: located.path });
  return found.map(({ key }) => String(key));
}
