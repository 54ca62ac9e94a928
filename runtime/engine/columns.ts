import type { DuckDBConnection, DuckDBVector } from "@duckdb/node-api";
import { columnNamed, isNumeric, isTemporal, type ColumnType } from "../../language/types/schema.ts";
import { identifier } from "../relational/sql.ts";
import type { DatasetValue } from "../values.ts";
import type { ColumnValues } from "./engine.ts";

/** Reads columns in row order. Numbers leave the engine as doubles with NaN for null, so that whole vectors are copied. */
export async function readColumns(connection: DuckDBConnection, dataset: DatasetValue, table: string, names: readonly string[]): Promise<ReadonlyMap<string, ColumnValues>> {
  if (names.length === 0) return new Map();
  const types = names.map((name) => columnNamed(dataset.schema, name)?.type ?? { kind: "unknown" as const });
  const select = names.map((name, index) => asVector(identifier(name), types[index])).join(", ");
  const collectors = types.map((type) => (isWritten(type) ? new Words(dataset.rows) : new Numbers(dataset.rows)));
  const result = await connection.stream(`SELECT ${select} FROM ${table}`);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    collectors.forEach((collector, index) => collector.add(chunk.getColumnVector(index), chunk.rowCount));
  }
  return new Map(names.map((name, index) => [name, collectors[index]?.values() ?? { kind: "numbers", values: new Float64Array() }]));
}

const isWritten = (type: ColumnType): boolean => !isNumeric(type) && !isTemporal(type) && type.kind !== "bool";

/** A column as it leaves the engine: a double, NaN for null, or text. */
export function asVector(column: string, type: ColumnType | undefined): string {
  if (!type || isWritten(type)) return readable(`CAST(${column} AS VARCHAR)`);
  return `coalesce(${asDouble(column, type)}, 'nan'::DOUBLE)`;
}

/** Text such that it is the same when it has left the engine: there, a first U+FEFF is taken for the mark of an encoding, and lost. */
export const readable = (text: string): string => `(CASE WHEN starts_with(${text}, chr(65279)) THEN chr(65279) || ${text} ELSE ${text} END)`;

/** A column's values as doubles: dates as days, timestamps as microseconds, true and false as 1 and 0. */
function asDouble(column: string, type: ColumnType): string {
  switch (type.kind) {
    case "bool":
      return `CAST(CAST(${column} AS INTEGER) AS DOUBLE)`;
    case "date":
      return `CAST(date_diff('day', DATE '1970-01-01', ${column}) AS DOUBLE)`;
    case "timestamp":
      return `CAST(epoch_us(${column}) AS DOUBLE)`;
    default:
      return `CAST(${column} AS DOUBLE)`;
  }
}

class Numbers {
  #all: Float64Array;
  #length = 0;

  constructor(rows = 2048) {
    this.#all = new Float64Array(rows);
  }

  add(vector: DuckDBVector, count: number): void {
    const { items } = vector as unknown as { readonly items: Float64Array };
    if (this.#length + count > this.#all.length) {
      const larger = new Float64Array(Math.max(this.#length + count, this.#all.length * 2));
      larger.set(this.#all.subarray(0, this.#length));
      this.#all = larger;
    }
    this.#all.set(items.length === count ? items : items.subarray(0, count), this.#length);
    this.#length += count;
  }

  values(): ColumnValues {
    return { kind: "numbers", values: this.#length === this.#all.length ? this.#all : this.#all.slice(0, this.#length) };
  }
}

class Words {
  #codes: Int32Array;
  #length = 0;
  readonly #codeOf = new Map<string, number>();

  constructor(rows = 2048) {
    this.#codes = new Int32Array(rows);
  }

  add(vector: DuckDBVector, count: number): void {
    if (this.#length + count > this.#codes.length) {
      const larger = new Int32Array(Math.max(this.#length + count, this.#codes.length * 2));
      larger.set(this.#codes.subarray(0, this.#length));
      this.#codes = larger;
    }
    for (let i = 0; i < count; i++) this.#codes[this.#length++] = this.#code(vector.getItem(i));
  }

  #code(value: unknown): number {
    if (typeof value !== "string") return -1;
    const known = this.#codeOf.get(value);
    if (known !== undefined) return known;
    const code = this.#codeOf.size;
    this.#codeOf.set(value, code);
    return code;
  }

  values(): ColumnValues {
    const codes = this.#length === this.#codes.length ? this.#codes : this.#codes.slice(0, this.#length);
    return { kind: "codes", codes, words: [...this.#codeOf.keys()] };
  }
}
