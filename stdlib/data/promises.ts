import { showRow } from "../../language/expressions/show.ts";
import { columnsIn, type Expr } from "../../language/graph/graph.ts";
import { columnNamed, showColumnType, type Column } from "../../language/types/schema.ts";
import type { Context } from "../../runtime/node.ts";
import { identifier, literal, sqlOf } from "../../runtime/relational/sql.ts";
import { rowNumber } from "../../runtime/values.ts";
import { rowFunctionNamed } from "./functions/index.ts";
import type { Contract } from "./schema.ts";

/** One thing that a schema promises of rows. */
export interface RowPromise {
  /** SQL that is true for a row that breaks it, over the declared columns with their declared types. */
  readonly broken: string;
  /** What a row that breaks it has: "another value than …". */
  readonly words: string;
  /** The columns whose values tell how it is broken. */
  readonly about: readonly Column[];
}

export type BrokenPromise = RowPromise & { readonly rows: number };

type Scan = Pick<Context, "engine" | "signal">;

const number = identifier(rowNumber);
/** How many of the rows that break a promise are shown. */
const shown = 3;

/** All that a schema promises. `texts` names, for columns that were read from text, the column with that text. */
export function promisesOf(contract: Contract, texts: ReadonlyMap<string, string>): readonly RowPromise[] {
  return [...contract.columns.flatMap((column) => columnPromises(column, texts.get(column.name))), ...contract.keys.map((key) => keyPromise(key, contract)), ...contract.rules.map((rule) => rulePromise(rule, contract))];
}

const named = (name: string): string => `\`${name}\``;

function columnPromises(column: Column, text: string | undefined): readonly RowPromise[] {
  const name = identifier(column.name);
  const { type, promises = {} } = column;
  const quoted = named(column.name);
  const about = [column];
  const { range, pattern, unique } = promises;
  const end = (value: number | string) => (typeof value === "number" ? String(value) : `CAST(${literal(value)} AS ${type.kind === "date" ? "DATE" : "TIMESTAMP"})`);
  return [
    ...(text === undefined ? [] : [unreadable(column, text)]),
    ...(column.nullable ? [] : [{ about, broken: `${text === undefined ? name : identifier(text)} IS NULL`, words: `null in ${quoted}` }]),
    ...(type.kind === "category" ? [{ about, broken: `${name} NOT IN (${type.values.map(literal).join(", ")})`, words: `another value than ${type.values.map((value) => JSON.stringify(value)).join(", ")} in ${quoted}` }] : []),
    ...(range ? [{ about, broken: `NOT (${name} BETWEEN ${end(range[0])} AND ${end(range[1])})`, words: `a value outside of ${range[0]}..${range[1]} in ${quoted}` }] : []),
    // RE2: its time is linear in the text's length, whatever the pattern.
    ...(pattern !== undefined ? [{ about, broken: `NOT regexp_full_match(CAST(${name} AS VARCHAR), ${literal(pattern)})`, words: `text in ${quoted} that does not match ${pattern}` }] : []),
    ...(unique ? [{ about, broken: repeats([column.name]), words: `a value in ${quoted} that an earlier row has` }] : []),
  ];
}

function keyPromise(key: readonly string[], contract: Contract): RowPromise {
  return { about: columnsNamed(contract, key), broken: repeats(key), words: `values in ${key.map(named).join(", ")} that an earlier row has together` };
}

function rulePromise(rule: Expr, contract: Contract): RowPromise {
  return { about: columnsNamed(contract, columnsIn(rule)), broken: `NOT ${sqlOf(rule, contract, rowFunctionNamed)}`, words: `values for which ${named(showRow(rule))} does not hold` };
}

const columnsNamed = (contract: Contract, names: Iterable<string>): readonly Column[] => [...names].flatMap((name) => columnNamed(contract, name) ?? []);

/** SQL that is true for a row that has the values of an earlier one in all of these columns; a missing value is equal to none. */
export function repeats(columns: readonly string[]): string {
  const names = columns.map(identifier);
  return `${names.map((name) => `${name} IS NOT NULL`).join(" AND ")} AND row_number() OVER (PARTITION BY ${names.join(", ")} ORDER BY ${number}) > 1`;
}

/** What a row breaks whose text in a column is not of the column's type. */
function unreadable(column: Column, text: string): RowPromise {
  const words = `text in ${named(column.name)} that is not ${showColumnType({ type: column.type, nullable: false })}`;
  return { about: [{ ...column, name: text }], broken: `${identifier(text)} IS NOT NULL AND ${identifier(column.name)} IS NULL`, words };
}

/** The promises that some row of a table breaks, found in one scan. `table` is SQL that may stand behind FROM. */
export async function brokenPromises(table: string, promises: readonly RowPromise[], { engine, signal }: Scan): Promise<readonly BrokenPromise[]> {
  if (promises.length === 0) return [];
  const counts = promises.map((_, index) => `count(*) FILTER (WHERE p${index}) AS v${index}`);
  const [counted] = await (await engine()).rows(`SELECT ${counts.join(", ")} FROM (SELECT ${testsOf(promises)} FROM ${table})`, signal);
  return promises.map((promise, index) => ({ ...promise, rows: Number(counted?.[`v${index}`]) })).filter((promise) => promise.rows > 0);
}

const testsOf = (promises: readonly RowPromise[]): string => promises.map(({ broken }, index) => `(${broken}) AS p${index}`).join(", ");

/** Each broken promise with the number of rows and the first of them. Values of columns that tell who somebody is are not shown. */
export async function describeViolations(table: string, broken: readonly BrokenPromise[], { engine, signal }: Scan): Promise<readonly string[]> {
  const open = await engine();
  return Promise.all(
    broken.map(async ({ about, broken: test, words, rows: count }) => {
      const values = about.filter(({ pii }) => !pii);
      const select = values.map(({ name }, index) => `, CAST(${identifier(name)} AS VARCHAR) AS v${index}`).join("");
      const examples = await open.rows(`SELECT * FROM (SELECT ${number} AS r${select}, (${test}) AS p FROM ${table}) WHERE p ORDER BY r LIMIT ${shown}`, signal);
      const places = examples.map((row) => `row ${Number(row["r"]) + 1}${valuesIn(row, values, about.length > 1)}`);
      return `${count} row${count === 1 ? " has" : "s have"} ${words} (${places.join(", ")}${count > places.length ? ", …" : ""})`;
    }),
  );
}

/** `: "130"`, or with several columns `: started "5", ended "3"`; nothing where nothing is to be seen. */
function valuesIn(row: Readonly<Record<string, unknown>>, columns: readonly Column[], several: boolean): string {
  const values = columns.flatMap(({ name }, index) => {
    const value = row[`v${index}`];
    return value === null || value === undefined ? [] : [`${several ? `${name} ` : ""}${JSON.stringify(value)}`];
  });
  return values.length > 0 ? `: ${values.join(", ")}` : "";
}

/** "1 with null in …; 2 with …". */
export const reasonsOf = (broken: readonly BrokenPromise[]): string => broken.map(({ rows, words }) => `${rows} with ${words}`).join("; ");

/** SQL for the rows of a table that keep all of these promises, in their order, with `select` as their columns. */
export function keeping(table: string, broken: readonly RowPromise[], select: string): string {
  const keep = broken.map((_, index) => `NOT coalesce(p${index}, FALSE)`).join(" AND ");
  return broken.length === 0 ? `SELECT ${select} FROM ${table}` : `SELECT ${select} FROM (SELECT *, ${testsOf(broken)} FROM ${table}) WHERE ${keep} ORDER BY ${number}`;
}

/** SQL for the numbers of the rows that break some of these promises, with the words of these as text in `column`. */
export function breaking(table: string, broken: readonly RowPromise[], column: string): string {
  if (broken.length === 0) return `SELECT ${number}, '' AS ${identifier(column)} FROM ${table} WHERE FALSE`;
  const words = broken.map(({ words: one }, index) => `CASE WHEN p${index} THEN ${literal(one)} END`).join(", ");
  return `SELECT ${number}, concat_ws('; ', ${words}) AS ${identifier(column)} FROM (SELECT ${number}, ${testsOf(broken)} FROM ${table}) WHERE ${broken.map((_, index) => `coalesce(p${index}, FALSE)`).join(" OR ")}`;
}
