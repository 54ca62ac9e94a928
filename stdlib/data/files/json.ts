import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { fileEmpty, fileUnreadable } from "../../../language/diagnostics/registry/data-files.ts";
import type { DataEngine } from "../../../runtime/engine/engine.ts";
import { identifier, literal, sqlType } from "../../../runtime/relational/sql.ts";
import { classify, kindOfJson } from "./classify.ts";
import { bytesOf, fileList, type Located } from "./located.ts";
import { checkNames } from "./names.ts";
import type { Source } from "./source.ts";

/** A JSON array of objects, or one object a line. Columns are all keys, in the order in which they appear; lists and objects inside are JSON text. */
export async function openJson(located: Located, engine: DataEngine): Promise<Source> {
  const format = located.format === "ndjson" ? "newline_delimited" : "auto";
  const names = await keysOf(located, format, engine);
  checkNames(names, `\`${located.path}\``);
  const types = names.map((name) => `${literal(name)}: 'JSON'`).join(", ");
  const table = `read_json(${fileList(located.files)}, format = '${format}', records = true, columns = {${types}})`;
  const { columns, gaps } = await classify(engine, table, names, kindOfJson, true);
  const select = columns.map(({ name, type }) => `CAST((${identifier(name)} ->> '$') AS ${sqlType(type)}) AS ${identifier(name)}`);
  return { schema: { columns }, gaps, unnumbered: { bytes: bytesOf(located) }, sql: `SELECT ${select.join(", ")} FROM ${table}` };
}

async function keysOf(located: Located, format: string, engine: DataEngine): Promise<readonly string[]> {
  const objects = `read_json_objects(${fileList(located.files)}, format = '${format}')`;
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
