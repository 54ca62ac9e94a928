import { duplicatesDivided, groupsDivided } from "../../language/diagnostics/registry/soundness.ts";
import type { Context } from "../../runtime/node.ts";
import { identifier } from "../../runtime/relational/sql.ts";
import { rowNumber, type DatasetValue } from "../../runtime/values.ts";
import { warn } from "../../runtime/warn.ts";
import { isIdLike } from "./id-like.ts";

/** Of more rows than this, a part chosen by their content is looked at. */
export const mostRowsLookedAt = 500_000;
/** A smaller share of equal rows moves no score. */
const leastDuplicates = 0.001;
/** Values of a row hang together, so that a table has somewhat more equal rows than its columns' chances say. */
const moreThanChance = 5;
/** Rows in which the values of each column are counted. */
const mostRowsCounted = 100_000;
/** Fewer values, or more rows a value, make a column a category. */
const fewestIds = 10;
const mostRowsOfId = 1000;

export interface Divided {
  /** The index of a row's part, as an SQL expression over the row. */
  readonly part: string;
  readonly rows: number;
  /** The columns with the classes of a stratified split: whatever their names, their values are meant to be in every part. */
  readonly classes: readonly string[];
  readonly ignore: { readonly duplicates: boolean; readonly ids: boolean };
}

/**
 * Warns of equal rows, and of rows with one identifier, that a random split has put into several parts. Above `mostRowsLookedAt` rows,
 * those are looked at whose content falls into a share of all hashes: equal rows are then all in or all out, and the counts are estimates.
 */
export async function warnOfDivided(dataset: DatasetValue, { part, rows, classes, ignore }: Divided, context: Pick<Context, "engine" | "signal" | "log">): Promise<void> {
  const engine = await context.engine();
  const table = await engine.tableOf(dataset);
  const every = Math.max(1, Math.ceil(rows / mostRowsLookedAt));
  const about = every > 1;
  const groupsOf = (hash: string, known = "TRUE") =>
    `(SELECT count(*) AS n, min(p) <> max(p) AS divided FROM (SELECT ${hash} AS h, ${part} AS p FROM ${table} WHERE ${known}${every === 1 ? "" : ` AND ${hash} % ${every} = 0`}) GROUP BY h)`;
  if (!ignore.duplicates && dataset.schema.columns.length > 0) {
    const hash = `hash(${dataset.schema.columns.map(({ name }) => identifier(name)).join(", ")})`;
    const [found] = await engine.rows(`SELECT coalesce(sum(n), 0)::BIGINT AS n FROM ${groupsOf(hash)} WHERE divided`, context.signal);
    const equal = Number(found?.["n"]) * every;
    if (equal >= leastDuplicates * rows && equal > moreThanChance * (await equalByChance(dataset, rows, context))) warn(context, duplicatesDivided, { rows: equal, share: `${Number(((100 * equal) / rows).toPrecision(2))} %`, about });
  }
  if (ignore.ids) return;
  for (const { name } of dataset.schema.columns.filter((column) => isIdLike(column) && !classes.includes(column.name))) {
    const column = identifier(name);
    const [found] = await engine.rows(
      `SELECT count(*) AS ids, count(*) FILTER (WHERE divided) AS divided FROM ${groupsOf(`hash(${column})`, `${column} IS NOT NULL`)}`,
      context.signal,
    );
    const [values, shared] = [Number(found?.["ids"]) * every, Number(found?.["divided"]) * every];
    if (shared > 0 && values >= fewestIds && values * mostRowsOfId >= rows) warn(context, groupsDivided, { column: name, values, shared, about });
  }
}

/**
 * How many of so many rows would equal another one if columns had nothing to do with each other: for each column, the chance that two rows
 * have the same value. Few columns with few values each make equal rows that stand for different things. Asked only where equal rows were found.
 */
async function equalByChance(dataset: DatasetValue, rows: number, context: Pick<Context, "engine" | "signal">): Promise<number> {
  const engine = await context.engine();
  const table = await engine.tableOf(dataset);
  const every = Math.ceil(rows / mostRowsCounted);
  let chance = 1;
  for (const { name } of dataset.schema.columns) {
    const counts = `SELECT count(*)::DOUBLE AS n FROM ${table} WHERE ${identifier(rowNumber)} % ${every} = 0 GROUP BY ${identifier(name)}`;
    const [found] = await engine.rows(`SELECT sum(n * (n - 1)) AS same, sum(n) * (sum(n) - 1) AS pairs FROM (${counts})`, context.signal);
    chance *= Number(found?.["pairs"]) > 0 ? Number(found?.["same"]) / Number(found?.["pairs"]) : 0;
    if (chance === 0) break;
  }
  return rows * (rows - 1) * chance;
}
