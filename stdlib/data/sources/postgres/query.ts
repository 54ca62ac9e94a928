import type { Client, FieldDef } from "pg";
import { fail } from "../../../../language/diagnostics/diagnostic.ts";
import { fileEmpty } from "../../../../language/diagnostics/registry/data-files.ts";
import { binaryColumn, queryFailed, tableMissing } from "../../../../language/diagnostics/registry/data-sources.ts";
import { suggestion } from "../../../../language/diagnostics/suggest.ts";
import type { ColumnType } from "../../../../language/types/schema.ts";
import { identifier } from "../../../../runtime/relational/sql.ts";
import { checkNames } from "../../files/names.ts";
import { askedOf, type TableChoice } from "../choice.ts";
import type { TextColumn } from "../table-file.ts";
import { isOrdered } from "./ordered.ts";

/** A query as it is sent, with its columns. */
export interface DescribedQuery {
  readonly sql: string;
  readonly columns: readonly TextColumn[];
  /** Whether its rows come in an order that it says itself. */
  readonly ordered: boolean;
}

/** The columns of a table or query, without running it. Throws a diagnostic where the database refuses it. */
export async function describeQuery(client: Client, choice: TableChoice, source: string): Promise<DescribedQuery> {
  const asked = askedOf(choice) ?? fail(tableMissing, { source, hint: (await tablesHint(client)) });
  const { sql, ordered } = asked.table === undefined ? { sql: asked.query, ordered: isOrdered(asked.query) } : await tableQuery(client, asked.table, source);
  const around = "SELECT * FROM (\n";
  const text = `${around}${sql}\n) AS asked LIMIT 0`;
  try {
    // The extended protocol takes one statement only, and in brackets that is one SELECT.
    const { fields } = await client.query({ text, rowMode: "array", queryMode: "extended" } as { text: string; rowMode: "array" });
    const columns = fields.map((field) => columnOf(field, source));
    if (columns.length === 0) fail(fileEmpty, { path: source });
    checkNames(columns.map(({ name }) => name), `\`${source}\``);
    return { sql, columns, ordered };
  } catch (error) {
    throw refused(error, source, sql, around.length);
  }
}

/** All rows of a table, in the order of its primary key. */
async function tableQuery(client: Client, table: string, source: string): Promise<{ readonly sql: string; readonly ordered: boolean }> {
  const name = table.split(".").map(identifier).join(".");
  const { rows: [found] } = await client.query<{ oid: number | null }>("SELECT to_regclass($1)::oid AS oid", [name]);
  if (!found?.oid) {
    const { rows } = await client.query<{ name: string }>(tablesSql);
    return fail(queryFailed, { source, why: `there is no table \`${table}\``, hint: suggestion(table, rows.map((row) => row.name), "it holds") });
  }
  const { rows: keys } = await client.query<{ name: string }>(
    `SELECT a.attname AS name FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, at) JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
     WHERE i.indrelid = $1 AND i.indisprimary ORDER BY k.at`,
    [found.oid],
  );
  const order = keys.length > 0 ? ` ORDER BY ${keys.map((key) => identifier(key.name)).join(", ")}` : "";
  return { sql: `SELECT * FROM ${name}${order}`, ordered: keys.length > 0 };
}

const tablesSql = `SELECT CASE WHEN schemaname = ANY (current_schemas(false)) THEN name ELSE schemaname || '.' || name END AS name FROM (
    SELECT schemaname, tablename AS name FROM pg_tables UNION ALL SELECT schemaname, viewname FROM pg_views UNION ALL SELECT schemaname, matviewname FROM pg_matviews
  ) AS all_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1 LIMIT 200`;

async function tablesHint(client: Client): Promise<string | undefined> {
  const { rows } = await client.query<{ name: string }>(tablesSql);
  return rows.length > 0 ? `it holds ${rows.slice(0, 10).map(({ name }) => `\`${name}\``).join(", ")}: \`table: "${rows[0]?.name ?? ""}"\`` : undefined;
}

const types: Readonly<Record<number, ColumnType["kind"]>> = { 16: "bool", 20: "int", 21: "int", 23: "int", 26: "int", 700: "float", 701: "float", 1700: "float", 1082: "date", 1114: "timestamp", 1184: "timestamp" };
const bytea = 17;
const timestamptz = 1184;

/** Numbers, booleans, dates and timestamps are what they are; all else (JSON, arrays, UUIDs, enumerations) is the text of its value. */
function columnOf({ name, dataTypeID }: FieldDef, source: string): TextColumn {
  if (dataTypeID === bytea) fail(binaryColumn, { source, column: name });
  const kind = types[dataTypeID] ?? "string";
  return { name, type: { kind } as ColumnType, ...(dataTypeID === timestamptz && { zoned: true }) };
}

/** What the server says of a query, with the place in the user's text. */
export function refused(error: unknown, source: string, sql: string, before: number): unknown {
  const { severity, message, position, hint } = error as Error & { severity?: string; position?: string; hint?: string };
  if (severity === undefined) return error;
  const at = position === undefined ? undefined : Number(position) - 1 - before;
  const place = at === undefined || at < 0 || at >= sql.length ? undefined : `at line ${sql.slice(0, at).split("\n").length}, before \`${sql.slice(at).split("\n")[0]?.slice(0, 40) ?? ""}\``;
  try {
    return fail(queryFailed, { source, why: message, hint: [place, hint].filter((part) => part !== undefined).join("; ") || undefined }, undefined, error);
  } catch (diagnostic) {
    return diagnostic;
  }
}
