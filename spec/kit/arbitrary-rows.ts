import fc from "fast-check";
import type { Cell } from "../../language/nodes/functions.ts";
import type { Column, ColumnType, Schema } from "../../language/types/schema.ts";
import { readable } from "../../runtime/engine/columns.ts";
import { identifier, literal, sqlType } from "../../runtime/relational/sql.ts";
import { rowNumber, type DatasetValue } from "../../runtime/values.ts";

/** Tables of any columns with values at the ends of what their types hold, and the values of two forms side by side. */
export const kinds = ["int", "float", "string", "bool", "date", "timestamp", "category"] as const;
export type Kind = (typeof kinds)[number];

export type Row = Readonly<Record<string, Cell>>;
export interface Table {
  readonly schema: Schema;
  readonly rows: readonly Row[];
}

const day = 86_400_000_000;

/** Values at the ends of each type. Points in time that are too far away for a double to count their microseconds are whole seconds. */
export const edges: Readonly<Record<Kind, readonly Exclude<Cell, null>[]>> = {
  int: [0, 1, -1, 2, 7, 100, 255, 2 ** 31, -(2 ** 31) - 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
  float: [0, -0, 0.1, 0.5, -0.5, 1.5, -2.5, 0.49999999999999994, 4503599627370495.5, 5e-324, -1e-310, 2.2250738585072014e-308, 1e15, 1e16, 123456789012345680000, 1e21, 1e22, 2 ** 53, 2 ** 63, -(2 ** 63), 9223372036854774784, -1e300, 1.7976931348623157e308, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  string: [
    ..."a,Z,ß,é,e\u0301,É,ñ,я,Ж,中,🤦,👩‍🚀,🇸🇪,\u{1D400},\u{10FFFF},\uFFFF,\u{1F80},İ,ı,ﬁ,ς,Σ,ǅ,\u00a0,\u2028,\u200b,\ufeff,',\",\\,%,_,%s,${x},null,NULL,nan,inf,-inf".split(","),
    ..."42,+5,007,-0,1e3,4.5,.5,5.,1e999,-1e-999,1e,9223372036854775807,9223372036854775808,9007199254740991,9007199254740993,true,YES,f,n,1,0,1_000,0x10,٣,1 2,--1".split(","),
    ..."2024-02-29,2023-02-29,2024-2-9,0000-01-01,0001-01-01,1969-12-31,9999-12-31,1900-02-29,2000-02-29,2024-13-01,2024-00-10".split(","),
    ..."2024-12-31 23:59:59.123456,2024-12-31T10:30Z,2024-12-31 24:00,2024-03-10 02:30:00,2024-10-27T02:30:00.5Z,1969-12-31 23:59:59.999999,2024-12-31 23:59:60,2024-12-31 10:30:00+02:00,9999-12-31 23:59:59,0001-01-01 00:00:00".split(","),
    "", " ", "\t", " a b ", " -7\n", "\r\n", "\v\f", "a,b", "a,b,,c",
  ],
  bool: [false, true],
  date: [0, -1, 1, 11_016, 19_782, -719_162, -719_163, -719_528, -719_529, 2_932_896, 2_932_897, -25_509, -1_000_000, 10_000_000, -90_000_000, 100_000_000],
  timestamp: [0, -1, 1, -1_000_000, day - 1, -day, 19_782 * day + 1, 19_792 * day + 9_000_000_000, 20_023 * day + 5_400_000_001, 2 ** 53 - 1, 1 - 2 ** 53, 253_402_300_799_000_000, 253_402_300_800_000_000, -62_135_596_800_000_000, -62_135_596_801_000_000, -70_000_000_000_000_000],
  category: [],
};

const texts = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...(edges.string as readonly string[])) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...(edges.string as readonly string[])), { maxLength: 3 }).map((parts) => parts.join("")) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 6 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 4 }).map(wellFormed) },
);

/** Text as a file has it: Unicode without the character 0. */
function wellFormed(text: string): string {
  return [...text].filter((letter) => letter !== "\0" && !/^[\ud800-\udfff]$/.test(letter)).join("");
}

const arbitraries: Readonly<Record<Exclude<Kind, "category">, fc.Arbitrary<Cell>>> = {
  int: fc.oneof(fc.integer({ min: -20, max: 20 }), fc.maxSafeInteger(), fc.constantFrom(...edges.int)),
  float: fc.oneof(fc.double(), fc.constantFrom(...edges.float), fc.integer({ min: -40, max: 40 }).map((value) => value / 4)),
  string: texts,
  bool: fc.boolean(),
  date: fc.oneof(fc.integer({ min: -3_000_000, max: 3_000_000 }), fc.integer({ min: -20_000, max: 30_000 }), fc.constantFrom(...edges.date)),
  timestamp: fc.oneof(fc.maxSafeInteger(), fc.integer({ min: 0, max: 60_000 }).map((hours) => hours * 3_600_000_000 + 500), fc.integer({ min: -62_000_000_000, max: 250_000_000_000 }).map((seconds) => seconds * 1_000_000), fc.constantFrom(...edges.timestamp)),
};

/** A value of a type, never null. */
export const cellOf = (type: ColumnType): fc.Arbitrary<Cell> => (type.kind === "category" ? fc.constantFrom(...type.values) : arbitraries[type.kind as Exclude<Kind, "category">]);

const names = ["x", "y y", "ключ", 'q"uote', "it's", "Select", "__proto__", "constructor", "名前", "🤦", "e\u0301", "é", "a.b", "$1", "`tick`", "back\\slash", "line\nbreak", "100%", "[1]", "-- no", "*", "rowid", "İ", "column=a", "null", "1", " ", "{}"];

const typeOf = (kind: Kind): fc.Arbitrary<ColumnType> =>
  kind === "category" ? fc.uniqueArray(texts, { minLength: 1, maxLength: 4 }).map((values): ColumnType => ({ kind, values })) : fc.constant<ColumnType>({ kind });

/** Columns of at least these kinds, in any order, under names that need care. */
export function schemas(needed: readonly Kind[] = kinds, more = 3): fc.Arbitrary<Schema> {
  const drawn = fc.tuple(fc.array(fc.constantFrom(...kinds), { maxLength: more }), fc.shuffledSubarray(names, { minLength: needed.length + more, maxLength: needed.length + more }));
  return drawn.chain(([further, called]) => {
    const columns = [...needed, ...further].map((kind, index): fc.Arbitrary<Column> => fc.record({ name: fc.constant(called[index] ?? `c${index}`), type: typeOf(kind), nullable: fc.boolean() }));
    return fc.tuple(...columns).chain((all) => fc.shuffledSubarray(all, { minLength: all.length })).map((all) => ({ columns: all }));
  });
}

/** A row of a schema. A value that is missing is null, or not there at all. */
function rowOf({ columns }: Schema): fc.Arbitrary<Row> {
  const cells = columns.map(({ type, nullable }) => (nullable ? fc.option(cellOf(type), { freq: 5 }) : cellOf(type)));
  return fc.tuple(fc.boolean(), ...cells).map(([leaveOut, ...values]) => {
    const entries = columns.map(({ name }, index) => [name, values[index] ?? null] as const);
    return Object.fromEntries(leaveOut ? entries.filter(([, value]) => value !== null) : entries);
  });
}

/** Tables of a few rows, to be computed in one query. */
export const tables = (schema: fc.Arbitrary<Schema>, minLength: number, maxLength: number): fc.Arbitrary<Table> =>
  schema.chain((own) => fc.record({ schema: fc.constant(own), rows: fc.array(rowOf(own), { minLength, maxLength }) }));

/** A table as the engine takes it. */
export function datasetOf({ schema, rows }: Table): DatasetValue {
  const values = rows.map((row, n) => `(${[`CAST(${n} AS BIGINT)`, ...schema.columns.map(({ name, type }) => valueSql(Object.hasOwn(row, name) ? (row[name] ?? null) : null, type))].join(", ")})`);
  const heads = [rowNumber, ...schema.columns.map(({ name }) => name)].map(identifier).join(", ");
  return { kind: "dataset", schema, table: { sql: `SELECT * FROM (VALUES ${values.join(", ")}) AS given(${heads})` }, path: { input: schema, steps: [] } };
}

function valueSql(value: Cell, type: ColumnType): string {
  if (value === null) return `CAST(NULL AS ${sqlType(type)})`;
  if (type.kind === "date") return `(DATE '1970-01-01' + CAST(${String(value)} AS INTEGER))`;
  if (type.kind === "timestamp") return `make_timestamp(CAST(${String(value)} AS BIGINT))`;
  if (type.kind === "float") return `CAST('${Object.is(value, -0) ? "-0.0" : String(value)}' AS DOUBLE)`;
  return `CAST(${literal(value)} AS ${sqlType(type)})`;
}

/** SQL for a value such that the engine gives it as a cell of the row form. */
export function asCell(sql: string, { kind }: ColumnType): string {
  if (kind === "date") return `date_diff('day', DATE '1970-01-01', ${sql})`;
  if (kind === "string" || kind === "category") return readable(sql);
  return kind === "timestamp" ? `epoch_us(${sql})` : sql;
}

/** Whether both forms gave the same: floats up to the last digits of a library's logarithm, everything else bit for bit. */
export function sameCell(inEngine: unknown, inRow: Cell | undefined, { kind }: ColumnType): boolean {
  if (typeof inEngine !== "number" || typeof inRow !== "number") return inEngine === (inRow ?? null);
  if (Object.is(inEngine, inRow) || inEngine === inRow) return true;
  if (kind !== "float") return false;
  const size = Math.max(Math.abs(inEngine), Math.abs(inRow));
  return Math.abs(inEngine - inRow) <= 1e-12 * size || size < 1e-300;
}

/** A value in a message, with what JSON does not tell: NaN, infinity, the sign of zero. */
export const told = (value: unknown): string => JSON.stringify(value, (_, each: unknown) => (typeof each === "number" && !(Number.isFinite(each) && !Object.is(each, -0)) ? `‹${Object.is(each, -0) ? "-0" : String(each)}›` : each));
