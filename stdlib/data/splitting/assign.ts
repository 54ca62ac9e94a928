import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { keyNotWhole } from "../../../language/diagnostics/registry/data-split.ts";
import type { Column } from "../../../language/types/schema.ts";
import type { Context } from "../../../runtime/node.ts";
import { identifier, literal } from "../../../runtime/relational/sql.ts";
import type { DatasetValue } from "../../../runtime/values.ts";
import { byClass, classesSql } from "./classes.ts";
import { placesOf } from "./cuts.ts";
import { keyColumns, keyTextSql } from "./key.ts";
import { mixOfRowSql, mixOfTextSql, saltOf } from "./mix.ts";
import { cutsOf, firstOf, inGap, number, refuseNulls, sizesOf, upTo, type Method, type Sizing, type Work } from "./work.ts";

export interface Drawing {
  /** What the drawing is for: a sample and a split with one seed draw differently. */
  readonly purpose: string;
  /** Rows go into the parts in their own order. */
  readonly inOrder?: boolean;
}

/**
 * The index of a row's part, as an SQL expression over the row alone. Boundaries are looked up in the data first, so that each part is
 * a plain filter: no row can be in two parts, and the order of the rows stays.
 */
export async function assign(dataset: DatasetValue, sizing: Sizing, method: Method, { purpose, inOrder = false }: Drawing, context: Pick<Context, "engine" | "seed" | "signal">): Promise<string> {
  const engine = await context.engine();
  const table = await engine.tableOf(dataset);
  const query = (sql: string) => engine.rows(sql, context.signal);
  const rows = dataset.rows ?? Number((await query(`SELECT count(*) AS n FROM ${table}`))[0]?.["n"]);
  const salt = saltOf(context.seed, purpose);
  const work: Work = { table, rows, sizing, salt, order: inOrder ? number : mixOfRowSql(number, salt), query };
  switch (method.by) {
    case "row":
      return byRow(work);
    case "stratify":
      for (const column of method.columns) await refuseNulls(work, column, method.by);
      return byClass(work, await classesSql(work, method.columns, method.bins));
    case "group":
      await refuseNulls(work, method.column, method.by);
      return byGroup(work, method.column);
    case "by_time":
      await refuseNulls(work, method.column, method.by);
      return byTime(work, method.column, method.gap);
    case "key":
      return byKey(work, keyColumns(dataset.schema, method.columns));
  }
}

async function byRow(work: Work): Promise<string> {
  const { order, table, query } = work;
  const ends = await placesOf(table, { mix: order, row: number, classOf: "''" }, new Map([["", cutsOf(sizesOf(work, work.rows))]]), query);
  return firstOf((ends.get("") ?? []).map((end) => upTo(order, number, { m: end.mix, r: end.row })));
}

/** Whole groups, in a random order of their keys; the shares are shares of the groups. */
async function byGroup(work: Work, column: string): Promise<string> {
  const text = `CAST(${identifier(column)} AS VARCHAR)`;
  const order = mixOfTextSql(text, work.salt);
  const groups = await work.query(`SELECT ${order} AS m, ${text} AS r FROM ${work.table} GROUP BY r, m ORDER BY m, r`);
  const ends = cutsOf(sizesOf(work, groups.length)).map((cut) => groups[cut - 1]);
  return firstOf(ends.map((end) => upTo(order, text, { m: end?.["m"], r: literal(String(end?.["r"])) })));
}

/** The oldest first. Rows of one moment stay together, on the earlier side of a boundary. */
async function byTime(work: Work, column: string, gap: number | undefined): Promise<string> {
  const { table, query } = work;
  const time = identifier(column);
  const ends = await Promise.all(
    cutsOf(sizesOf(work, work.rows)).map(async (cut) => (await query(`SELECT CAST(t AS VARCHAR) AS t, typeof(t) AS type FROM (SELECT ${time} AS t FROM ${table} ORDER BY t LIMIT 1 OFFSET ${cut - 1})`))[0]),
  );
  const conditions = ends.map((end) => `${time} <= CAST(${literal(String(end?.["t"]))} AS ${String(end?.["type"])})`);
  if (gap === undefined) return firstOf(conditions);
  const tails = await Promise.all(
    conditions.map(async (before) => {
      const next = (await query(`SELECT CAST(CAST(min(${time}) AS TIMESTAMP) AS VARCHAR) AS t FROM ${table} WHERE NOT (${before})`))[0]?.["t"];
      return `(${before} AND CAST(${time} AS TIMESTAMP) > CAST(${literal(String(next))} AS TIMESTAMP) - to_microseconds(${Math.round(gap * 1000)}))`;
    }),
  );
  const known = ends.every((end) => end?.["t"] !== undefined && end["t"] !== null) && tails.every((tail) => !tail.includes("'null'"));
  return known ? `(CASE WHEN ${tails.join(" OR ")} THEN ${inGap} ELSE ${firstOf(conditions)} END)` : firstOf(conditions);
}

/** By a hash of the key against the shares: a row keeps its part while others come and go. */
async function byKey(work: Work, columns: readonly Column[]): Promise<string> {
  const { sizing, salt, table, query } = work;
  for (const { name, type } of columns) {
    await refuseNulls(work, name, "key");
    if (type.kind !== "float") continue;
    // Whole numbers beyond 2^53 are not exact in a float: two keys may have become one.
    const broken = `${identifier(name)} <> trunc(${identifier(name)}) OR abs(${identifier(name)}) > 9007199254740992 OR isnan(${identifier(name)})`;
    const count = Number((await query(`SELECT count(*) AS n FROM ${table} WHERE ${broken}`))[0]?.["n"]);
    if (count > 0) fail(keyNotWhole, { column: name, count });
  }
  const order = mixOfTextSql(keyTextSql(columns), salt);
  const total = sizing.shares.reduce((sum, share) => sum + share, 0);
  let sum = 0;
  const limits = sizing.shares.slice(0, -1).map((share) => Math.round(((sum += share) / total) * 2 ** 32));
  return firstOf(limits.map((limit) => `${order} < ${limit}`));
}
