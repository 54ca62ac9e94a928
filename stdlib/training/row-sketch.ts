import { columnNamed, isNumeric, isTemporal, type Schema } from "../../language/types/schema.ts";
import type { Context } from "../../runtime/node.ts";
import { identifier } from "../../runtime/relational/sql.ts";
import type { DatasetValue } from "../../runtime/values.ts";

/**
 * A sample of the rows that a model was fitted on, as hashes of their values: enough to say what share of other rows is among them, and
 * too little to tell what is in any. A row is in the sample if its hash is below the limit, so the same row always is or never is.
 */
export interface RowSketch {
  /** The engine whose hashes these are: those of another version say nothing. */
  readonly engine: string;
  /** The columns whose values count, sorted. */
  readonly columns: readonly string[];
  /** Hashes below this count, of 2^32. */
  readonly limit: number;
  /** Sorted, each once. */
  readonly hashes: readonly number[];
  /** The share of the sampled rows that equal another one: rows so poor in detail say little when they come again. */
  readonly repeated: number;
}

export interface SeenShare {
  /** From 0 to 1, of the rows that could be looked up. */
  readonly share: number;
  readonly rows: number;
}

/** How many rows a sketch keeps, about. */
const kept = 4096;
const everything = 2 ** 32;

/** Sketches rows by the values of these columns. */
export async function sketchRows(rows: DatasetValue, names: readonly string[], context: Pick<Context, "engine" | "signal">): Promise<RowSketch> {
  const columns = [...new Set(names)].sort();
  const engine = await context.engine();
  const count = rows.rows ?? Number((await engine.rows(`SELECT count(*) AS n FROM ${await engine.tableOf(rows)}`, context.signal))[0]?.["n"]);
  const limit = Math.min(everything, Math.ceil((everything * kept) / Math.max(count, 1)));
  const found = await hashesBelow(rows, columns, limit, context);
  const sampled = found.reduce((sum, { n }) => sum + n, 0);
  const once = found.filter(({ n }) => n === 1).length;
  return { engine: await versionOf(context), columns, limit, hashes: found.map(({ hash }) => hash), repeated: sampled === 0 ? 0 : 1 - once / sampled };
}

/** What share of these rows the sketched ones hold; `undefined` where they lack one of the columns, or none of them falls into the sample. */
export async function shareSeen(sketch: RowSketch, rows: DatasetValue, context: Pick<Context, "engine" | "signal">): Promise<SeenShare | undefined> {
  if (!sketch.columns.every((name) => columnNamed(rows.schema, name)) || sketch.engine !== (await versionOf(context))) return undefined;
  const found = await hashesBelow(rows, sketch.columns, sketch.limit, context);
  const known = new Set(sketch.hashes);
  const total = found.reduce((sum, { n }) => sum + n, 0);
  const seen = found.reduce((sum, { hash, n }) => sum + (known.has(hash) ? n : 0), 0);
  return total === 0 ? undefined : { share: seen / total, rows: total };
}

/** Whether a share of rows that come again is more than such rows do by chance. */
export const isSuspicious = ({ share, rows }: SeenShare, { repeated }: RowSketch): boolean => share * rows >= 2 && share > Math.max(0.01, 2 * repeated);

async function hashesBelow(rows: DatasetValue, columns: readonly string[], limit: number, context: Pick<Context, "engine" | "signal">): Promise<readonly { readonly hash: number; readonly n: number }[]> {
  const engine = await context.engine();
  const sql = `SELECT hash, count(*) AS n FROM (SELECT hash(${columns.map((name) => valueSql(rows.schema, name)).join(", ")}) % ${everything} AS hash FROM ${await engine.tableOf(rows)}) WHERE hash < ${limit} GROUP BY hash ORDER BY hash`;
  return (await engine.rows(sql, context.signal)).map((row) => ({ hash: Number(row["hash"]), n: Number(row["n"]) }));
}

/** A value as its hash sees it: the same number and the same moment, whatever the type of the column was this time. */
function valueSql(schema: Schema, name: string): string {
  const type = columnNamed(schema, name)?.type;
  if (type && isNumeric(type)) return `CAST(${identifier(name)} AS DOUBLE)`;
  return type && isTemporal(type) ? `CAST(${identifier(name)} AS TIMESTAMP)` : `CAST(${identifier(name)} AS VARCHAR)`;
}

async function versionOf({ engine, signal }: Pick<Context, "engine" | "signal">): Promise<string> {
  return String((await (await engine()).rows("SELECT version() AS v", signal))[0]?.["v"]);
}
