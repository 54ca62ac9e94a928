import type { Gaps } from "../../../language/types/gaps.ts";
import type { Column, ColumnType } from "../../../language/types/schema.ts";
import { datePattern, timestampPattern } from "../../../language/expressions/calendar.ts";
import type { DataEngine } from "../../../runtime/engine/engine.ts";
import { identifier } from "../../../runtime/relational/sql.ts";

/** What the values of a column were found to be: one bit for each kind. */
const bits = { int: 1, float: 2, bool: 4, date: 8, timestamp: 16, string: 32, nan: 64 } as const;

/** A column's value with null for what is not a number: a missing value has one form only. */
export const withoutNaN = (value: string, type: ColumnType): string => (type.kind === "float" ? `nullif(${value}, 'nan'::DOUBLE)` : value);

/** The bit of a value that is text in a file; `number` is the text with a point before decimals. Zeros in front make text of a number: postcodes and article numbers keep them. */
export function kindOfText(text: string, number = text): string {
  return `(CASE WHEN ${text} IS NULL THEN NULL
    WHEN regexp_full_match(${text}, ' *[+-]?(0|[1-9][0-9]*) *') THEN CASE WHEN TRY_CAST(${text} AS BIGINT) IS NULL THEN ${bits.float} ELSE ${bits.int} END
    WHEN regexp_full_match(${number}, ' *[+-]?((0|[1-9][0-9]*)(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)? *|[+-]?(inf|Inf|INF|infinity|Infinity)') THEN ${bits.float}
    WHEN regexp_full_match(${text}, '[+-]?(nan|NaN|NAN)') THEN ${bits.nan}
    WHEN ${text} IN ('true', 'false', 'True', 'False', 'TRUE', 'FALSE') THEN ${bits.bool}
    WHEN regexp_full_match(${text}, '${datePattern}') AND TRY_CAST(${text} AS DATE) IS NOT NULL THEN ${bits.date}
    WHEN regexp_full_match(${text}, '${timestampPattern}') AND TRY_CAST(${text} AS TIMESTAMP) IS NOT NULL THEN ${bits.timestamp}
    ELSE ${bits.string} END)`;
}

/** The bit of a JSON value: only its strings are looked into, for dates. */
export function kindOfJson(json: string): string {
  const text = `(${json} ->> '$')`;
  return `(CASE coalesce(json_type(${json}), 'NULL') WHEN 'NULL' THEN NULL WHEN 'BIGINT' THEN ${bits.int} WHEN 'UBIGINT' THEN CASE WHEN TRY_CAST(${text} AS BIGINT) IS NULL THEN ${bits.float} ELSE ${bits.int} END
    WHEN 'DOUBLE' THEN ${bits.float} WHEN 'HUGEINT' THEN ${bits.float} WHEN 'UHUGEINT' THEN ${bits.float} WHEN 'BOOLEAN' THEN ${bits.bool}
    WHEN 'VARCHAR' THEN CASE WHEN regexp_full_match(${text}, '${datePattern}') AND TRY_CAST(${text} AS DATE) IS NOT NULL THEN ${bits.date}
      WHEN regexp_full_match(${text}, '${timestampPattern}') AND TRY_CAST(${text} AS TIMESTAMP) IS NOT NULL THEN ${bits.timestamp} ELSE ${bits.string} END
    ELSE ${bits.string} END)`;
}

/** The type that fits all the kinds found: text where nothing narrower does, or where there is no value at all. */
export function typeOfKinds(found: number): ColumnType {
  const only = (allowed: number) => found !== 0 && (found & ~allowed) === 0;
  if (only(bits.int)) return { kind: "int" };
  if (only(bits.int | bits.float | bits.nan)) return { kind: "float" };
  if (only(bits.bool)) return { kind: "bool" };
  if (only(bits.date)) return { kind: "date" };
  if (only(bits.date | bits.timestamp)) return { kind: "timestamp" };
  return { kind: "string" };
}

/** To plan a query takes the engine more than twice as long for twice as many columns: wide tables are looked at in several passes. */
const together = 250;

/** What a column is said to be, and SQL that is true for a text that is nothing of the kind. */
export interface Declared {
  readonly type: ColumnType;
  readonly unreadable: string;
}

/**
 * The types of columns from the values themselves, by one pass over a table that is not wide. `whole` says that it is the whole table:
 * only then is a column known to hold no nulls. `declared` tells, by a column's place, the type that it is said to be of and what text is none of it:
 * `unreadable` says whether there is such a text.
 */
export async function classify(engine: DataEngine, table: string, names: readonly string[], kindOf: (column: string) => string, whole: boolean, declared: (index: number) => Declared | undefined = () => undefined): Promise<{ readonly gaps: Gaps; readonly columns: readonly Column[]; readonly unreadable: boolean }> {
  const kinds = (name: string, index: number) => {
    const own = declared(index);
    return own ? `max(CAST(${own.unreadable} AS TINYINT))` : `bit_or(${kindOf(identifier(name))})`;
  };
  const aggregates = names.map((name, index) => `${kinds(name, index)} AS k${index}, count(${kindOf === kindOfJson ? `nullif(json_type(${identifier(name)}), 'NULL')` : identifier(name)}) AS c${index}`);
  const found: Record<string, unknown> = {};
  for (let at = 0; at < aggregates.length; at += together) Object.assign(found, (await engine.rows(`SELECT count(*) AS n, ${aggregates.slice(at, at + together).join(", ")} FROM ${table}`))[0]);
  const rows = Number(found["n"]);
  const absent = names.map((_, index) => rows - Number(found[`c${index}`] ?? rows));
  const columns = names.map((name, index) => {
    const bit = Number(found[`k${index}`] ?? 0);
    const own = declared(index);
    const type = own?.type ?? typeOfKinds(bit);
    // Of a declared column it is not known which texts are no numbers.
    const missing = type.kind === "float" && (own !== undefined || (bit & bits.nan) !== 0);
    return { name, type, nullable: missing || !whole || rows === 0 || Number(found[`c${index}`]) < rows };
  });
  return { columns, gaps: whole ? gapsOf(names, absent) : {}, unreadable: names.some((_, index) => declared(index) !== undefined && Number(found[`k${index}`] ?? 0) > 0) };
}

/** The columns in which values are absent, with the number of rows. */
export function gapsOf(names: readonly string[], absent: readonly number[]): Gaps {
  return Object.fromEntries(names.flatMap((name, index) => ((absent[index] ?? 0) > 0 ? [[name, absent[index] ?? 0] as const] : [])));
}
