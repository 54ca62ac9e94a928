import type { Column, Schema } from "../../language/types/schema.ts";
import type { Context } from "../../runtime/node.ts";
import { query, tableOf } from "../../runtime/relational/dataset.ts";
import { identifier, literal } from "../../runtime/relational/sql.ts";
import { rowNumber, type DatasetValue } from "../../runtime/values.ts";

/** One thing that a schema promises of a column. */
export interface ColumnPromise {
  readonly column: Column;
  /** SQL that is true for a row that breaks it. */
  readonly broken: string;
  /** "another value than …". */
  readonly words: string;
}

type Scan = Pick<Context, "engine" | "signal">;

const number = identifier(rowNumber);
/** How many of the rows that break a promise are shown. */
const shown = 3;

function promisesOf(column: Column): readonly ColumnPromise[] {
  const name = identifier(column.name);
  const { type, promises = {} } = column;
  const quoted = `\`${column.name}\``;
  const { range, pattern, unique } = promises;
  const end = (value: number | string) => (typeof value === "number" ? String(value) : `CAST(${literal(value)} AS ${type.kind === "date" ? "DATE" : "TIMESTAMP"})`);
  return [
    ...(column.nullable ? [] : [{ column, broken: `${name} IS NULL`, words: `null in ${quoted}` }]),
    ...(type.kind === "category" ? [{ column, broken: `${name} NOT IN (${type.values.map(literal).join(", ")})`, words: `another value than ${type.values.map((value) => JSON.stringify(value)).join(", ")} in ${quoted}` }] : []),
    ...(range ? [{ column, broken: `NOT (${name} BETWEEN ${end(range[0])} AND ${end(range[1])})`, words: `a value outside of ${range[0]}..${range[1]} in ${quoted}` }] : []),
    // RE2: its time is linear in the text's length, whatever the pattern.
    ...(pattern !== undefined ? [{ column, broken: `NOT regexp_full_match(CAST(${name} AS VARCHAR), ${literal(pattern)})`, words: `text in ${quoted} that does not match ${pattern}` }] : []),
    ...(unique ? [{ column, broken: `${name} IS NOT NULL AND row_number() OVER (PARTITION BY ${name} ORDER BY ${number}) > 1`, words: `a value in ${quoted} that an earlier row has` }] : []),
  ];
}

/** The promises that some row breaks, found in one scan. */
export async function brokenPromises(rows: DatasetValue, declared: Schema, { engine, signal }: Scan): Promise<readonly (ColumnPromise & { readonly rows: number })[]> {
  const promises = declared.columns.flatMap(promisesOf);
  if (promises.length === 0) return [];
  const counts = promises.map((_, index) => `count(*) FILTER (WHERE p${index}) AS v${index}`);
  const [counted] = await (await engine()).rows(`SELECT ${counts.join(", ")} FROM (SELECT ${testsOf(promises)} FROM ${tableOf(rows)})`, signal);
  return promises.map((promise, index) => ({ ...promise, rows: Number(counted?.[`v${index}`]) })).filter((promise) => promise.rows > 0);
}

const testsOf = (promises: readonly ColumnPromise[]): string => promises.map(({ broken }, index) => `(${broken}) AS p${index}`).join(", ");

/** Each broken promise with the number of rows and the first of them. Values of columns that tell who somebody is are not shown. */
export async function describeViolations(rows: DatasetValue, broken: readonly (ColumnPromise & { readonly rows: number })[], { engine, signal }: Scan): Promise<readonly string[]> {
  const open = await engine();
  return Promise.all(
    broken.map(async ({ column, broken: test, words, rows: count }) => {
      const value = column.pii ? "NULL" : `CAST(${identifier(column.name)} AS VARCHAR)`;
      const examples = await open.rows(`SELECT r, v FROM (SELECT ${number} AS r, ${value} AS v, (${test}) AS p FROM ${tableOf(rows)}) WHERE p ORDER BY r LIMIT ${shown}`, signal);
      const places = examples.map(({ r, v }) => `row ${Number(r) + 1}${v === null || v === undefined ? "" : `: ${JSON.stringify(v)}`}`);
      return `${count} row${count === 1 ? " has" : "s have"} ${words} (${places.join(", ")}${count > places.length ? ", …" : ""})`;
    }),
  );
}

/** The rows that keep all promises; says how many were dropped, and why. */
export async function dropViolations(rows: DatasetValue, broken: readonly (ColumnPromise & { readonly rows: number })[], path: string, context: Scan & Pick<Context, "log">): Promise<DatasetValue> {
  const reasons = broken.map(({ rows: count, words }) => `${count} with ${words}`);
  context.log("warning", `rows of \`${path}\` that break its schema are dropped: ${reasons.join("; ")}`);
  const keep = broken.map((_, index) => `NOT coalesce(p${index}, FALSE)`).join(" AND ");
  const { rows: _, ...all } = rows;
  return query(all, (table) => `SELECT * EXCLUDE (${broken.map((_, index) => `p${index}`).join(", ")}) FROM (SELECT *, ${testsOf(broken)} FROM ${table}) WHERE ${keep} ORDER BY ${number}`, rows.schema, { path: "keep" });
}
