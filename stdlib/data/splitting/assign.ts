import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { classTooSmall, keyMissing, keyNotWhole, partEmpty, partTooSmall, timeMissing } from "../../../language/diagnostics/registry/data-split.ts";
import type { Column } from "../../../language/types/schema.ts";
import type { Context } from "../../../runtime/node.ts";
import { identifier, literal } from "../../../runtime/relational/sql.ts";
import { rowNumber, type DatasetValue } from "../../../runtime/values.ts";
import { placesOf } from "./cuts.ts";
import { keyColumns, keyTextSql } from "./key.ts";
import { mixOfRowSql, mixOfTextSql, saltOf } from "./mix.ts";
import { partSizes, stratifiedSizes } from "./sizes.ts";

export interface Part {
  readonly name: string;
  readonly share: number;
}

export type Method =
  | { readonly by: "row" }
  | { readonly by: "stratify" | "group" | "by_time"; readonly column: string }
  | { readonly by: "key"; readonly columns: readonly string[] };

/** What the ways to split have in common: the rows, and how they are asked about. */
interface Work {
  readonly table: string;
  readonly rows: number;
  readonly parts: readonly Part[];
  readonly salt: number;
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

const number = identifier(rowNumber);

/**
 * The index of a row's part, as an SQL expression over the row alone. Boundaries are looked up in the data first, so that each part is
 * a plain filter: no row can be in two parts, and the order of the rows stays.
 */
export async function assign(dataset: DatasetValue, parts: readonly Part[], method: Method, context: Pick<Context, "engine" | "seed" | "signal">): Promise<string> {
  const engine = await context.engine();
  const table = await engine.tableOf(dataset);
  const query = (sql: string) => engine.rows(sql, context.signal);
  const rows = dataset.rows ?? Number((await query(`SELECT count(*) AS n FROM ${table}`))[0]?.["n"]);
  const work: Work = { table, rows, parts, salt: saltOf(context.seed, "split"), query };
  if (method.by === "row") return byRow(work);
  if (method.by === "key") return byKey(work, keyColumns(dataset.schema, method.columns));
  await refuseNulls(work, method.column, method.by);
  switch (method.by) {
    case "stratify":
      return byClass(work, method.column);
    case "group":
      return byGroup(work, method.column);
    case "by_time":
      return byTime(work, method.column);
  }
}

async function refuseNulls({ query, table }: Work, column: string, parameter: string): Promise<void> {
  const count = Number((await query(`SELECT count(*) AS n FROM ${table} WHERE ${identifier(column)} IS NULL`))[0]?.["n"]);
  if (count > 0) parameter === "by_time" ? fail(timeMissing, { column, count }) : fail(keyMissing, { column, count, parameter });
}

/** The sizes of the parts; none is empty. */
function sizesOf({ parts }: Work, rows: number): readonly number[] {
  const sizes = partSizes(rows, parts.map(({ share }) => share));
  const empty = parts[sizes.findIndex((size) => size <= 0)];
  return empty ? fail(partEmpty, { part: empty.name, rows }) : sizes;
}

/** How many rows lie before the end of each part but the last. */
function cutsOf(sizes: readonly number[]): readonly number[] {
  let sum = 0;
  return sizes.slice(0, -1).map((size) => (sum += size));
}

/** `CASE` over conditions in turn: the index of the first that holds. */
function firstOf(conditions: readonly string[]): string {
  return `(CASE ${conditions.map((condition, index) => `WHEN ${condition} THEN ${index}`).join(" ")} ELSE ${conditions.length} END)`;
}

const upTo = (order: string, last: string, at: { readonly m: unknown; readonly r: string }): string => `(${order} < ${String(at.m)} OR (${order} = ${String(at.m)} AND ${last} <= ${at.r}))`;

async function byRow(work: Work): Promise<string> {
  const mix = mixOfRowSql(number, work.salt);
  const ends = await placesOf(work.table, { mix, row: number, classOf: "''" }, new Map([["", cutsOf(sizesOf(work, work.rows))]]), work.query);
  return firstOf((ends.get("") ?? []).map((end) => upTo(mix, number, { m: end.mix, r: end.row })));
}

async function byClass(work: Work, column: string): Promise<string> {
  const { table, salt, query, parts } = work;
  const text = `CAST(${identifier(column)} AS VARCHAR)`;
  const classes = await query(`SELECT ${text} AS value, count(*) AS n FROM ${table} GROUP BY value ORDER BY value`);
  const counts = classes.map(({ n }) => Number(n));
  const small = classes.find(({ n }) => Number(n) < 2);
  if (small) fail(classTooSmall, { column, value: JSON.stringify(small["value"]), count: Number(small["n"]), parts: parts.length });
  const sizes = sizesOf(work, work.rows);
  const narrow = sizes.findIndex((size) => size < classes.length);
  const tooSmall = parts[narrow];
  if (tooSmall) fail(partTooSmall, { part: tooSmall.name, rows: sizes[narrow] ?? 0, classes: classes.length, column });
  const cuts = stratifiedSizes(counts, sizes, salt).map(cutsOf);
  const mix = mixOfRowSql(number, salt);
  const ends = await placesOf(table, { mix, row: number, classOf: text }, new Map(classes.map(({ value }, index) => [String(value), (cuts[index] ?? []).filter((cut) => cut > 0)])), query);
  const branches = classes.map(({ value }, index) => {
    const own = [...(ends.get(String(value)) ?? [])];
    const conditions = (cuts[index] ?? []).map((cut) => {
      const end = cut > 0 ? own.shift() : undefined;
      return end ? upTo(mix, number, { m: end.mix, r: end.row }) : "FALSE";
    });
    return `WHEN ${literal(String(value))} THEN ${firstOf(conditions)}`;
  });
  return `(CASE ${text} ${branches.join(" ")} END)`;
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
async function byTime(work: Work, column: string): Promise<string> {
  const time = identifier(column);
  const ends = await Promise.all(
    cutsOf(sizesOf(work, work.rows)).map(async (cut) => (await work.query(`SELECT CAST(t AS VARCHAR) AS t, typeof(t) AS type FROM (SELECT ${time} AS t FROM ${work.table} ORDER BY t LIMIT 1 OFFSET ${cut - 1})`))[0]),
  );
  return firstOf(ends.map((end) => `${time} <= CAST(${literal(String(end?.["t"]))} AS ${String(end?.["type"])})`));
}

/** By a hash of the key against the shares: a row keeps its part while others come and go. */
async function byKey(work: Work, columns: readonly Column[]): Promise<string> {
  const { parts, salt, table, query } = work;
  for (const { name, type } of columns) {
    await refuseNulls(work, name, "key");
    if (type.kind !== "float") continue;
    // Whole numbers beyond 2^53 are not exact in a float: two keys may have become one.
    const broken = `${identifier(name)} <> trunc(${identifier(name)}) OR abs(${identifier(name)}) > 9007199254740992 OR isnan(${identifier(name)})`;
    const count = Number((await query(`SELECT count(*) AS n FROM ${table} WHERE ${broken}`))[0]?.["n"]);
    if (count > 0) fail(keyNotWhole, { column: name, count });
  }
  const order = mixOfTextSql(keyTextSql(columns), salt);
  const total = parts.reduce((sum, { share }) => sum + share, 0);
  let sum = 0;
  const limits = parts.slice(0, -1).map(({ share }) => Math.round(((sum += share) / total) * 2 ** 32));
  return firstOf(limits.map((limit) => `${order} < ${limit}`));
}
