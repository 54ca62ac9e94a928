import { createHash, randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileName, identifier, literal } from "../relational/sql.ts";
import { rowNumber, type DatasetValue, type StoredFile } from "../values.ts";
import type { HeldTable } from "./engine.ts";
import { stagedTable, storedTable } from "./stored.ts";

/** Runs a statement and gives its rows. */
export type Query = (sql: string, signal?: AbortSignal) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** What a cell takes in memory, about: a number, and text with its reference. */
const bytesOfNumber = 8;
const bytesOfText = 32;

/**
 * Tables that the engine has computed and holds in its memory, until they are in the store and the memory is wanted.
 * Each is seen under the name of its content (`stored_…`): a view, over a table here or over a file.
 */
export class HeldTables {
  readonly #query: Query;
  /** What may be held in memory, in bytes; a larger table goes to the disk at once. */
  readonly #budget: number;
  readonly #temp: string;
  readonly #files: string[] = [];
  readonly #held = new Map<string, { readonly table: string; readonly bytes: number; file?: string }>();
  #made = 0;

  constructor(query: Query, budget: number, temp: string) {
    this.#query = query;
    this.#budget = budget;
    this.#temp = temp;
  }

  /** Reads a query's rows into a table, or into a file where they are many; both know the order in which they came, and so their numbers. */
  async stage(select: string, bytes: number, signal?: AbortSignal): Promise<string> {
    const number = identifier(rowNumber);
    if (bytes <= this.#budget) {
      const table = stagedTable(String(++this.#made));
      await this.#query(`CREATE TABLE ${table} AS ${select}`, signal);
      return `SELECT rowid AS ${number}, * FROM ${table}`;
    }
    const path = join(this.#temp, `${process.pid}-${randomBytes(6).toString("hex")}-staged.parquet`);
    this.#files.push(path);
    await this.#query(copyToParquet(select, path), signal);
    return `SELECT file_row_number AS ${number}, * EXCLUDE (file_row_number) FROM read_parquet(${fileName(path)}, file_row_number = true)`;
  }

  async close(): Promise<void> {
    for (const path of this.#files.splice(0)) await rm(path, { force: true });
  }

  /** Whether rows that a query gives would take more memory than tables may. */
  async isLarge(select: string, dataset: DatasetValue): Promise<boolean> {
    const [row] = await this.#query(`EXPLAIN (FORMAT json) ${select}`);
    const rows = Number(/"Estimated Cardinality":\s*"(\d+)"/.exec(String(row?.["explain_value"]))?.[1] ?? 0);
    return rows * bytesOfRow(dataset) > this.#budget;
  }

  /** Computes a query into a table, or only names it where its rows cost no more than to read them. */
  async hold(select: string, dataset: DatasetValue, signal?: AbortSignal): Promise<HeldTable> {
    const own = `held_${++this.#made}`;
    const isView = "sql" in dataset.table && dataset.table.cheap === true;
    await this.#query(`CREATE ${isView ? "VIEW" : "TABLE"} ${own} AS ${select}`, signal);
    const { file, rows } = await this.name(own, dataset, signal);
    const view = storedTable(file);
    if (this.#held.has(view)) await this.#query(`DROP ${isView ? "VIEW" : "TABLE"} ${own}`);
    else {
      await this.#query(`CREATE OR REPLACE VIEW ${view} AS SELECT * FROM ${own}`);
      this.#held.set(view, { table: isView ? "" : own, bytes: isView ? 0 : rows * bytesOfRow(dataset) });
    }
    return { file, rows };
  }

  /** The name of a table's content: the same columns, types, numbered rows and values have the same name, whatever computed them. */
  async name(table: string, { schema }: DatasetValue, signal?: AbortSignal): Promise<HeldTable> {
    const columns = [rowNumber, ...schema.columns.map(({ name }) => name)].map(identifier).join(", ");
    const [found = {}] = await this.#query(`SELECT version() AS engine, count(*) AS n, bit_xor(h)::VARCHAR AS x, sum(h::HUGEINT)::VARCHAR AS s FROM (SELECT hash(${columns}) AS h FROM ${table})`, signal);
    const types = await this.#query(`DESCRIBE SELECT ${columns} FROM ${table}`);
    const content = [found["engine"], types.map((row) => [row["column_name"], row["column_type"]]), Number(found["n"]), found["x"], found["s"]];
    return { file: { $file: createHash("sha256").update(`table ${JSON.stringify(content)}`).digest("hex") }, rows: Number(found["n"]) };
  }

  /** Says that a held table is in a file of the store, too: from then on its memory may be given back. */
  async written(file: StoredFile, path: string): Promise<void> {
    const held = this.#held.get(storedTable(file));
    if (held) held.file = path;
    let bytes = [...this.#held.values()].reduce((sum, one) => sum + one.bytes, 0);
    for (const [view, one] of this.#held) {
      if (bytes <= this.#budget) break;
      if (one.file === undefined || one.table === "") continue;
      await this.#query(`CREATE OR REPLACE VIEW ${view} AS SELECT * FROM read_parquet(${fileName(one.file)})`);
      await this.#query(`DROP TABLE ${one.table}`);
      bytes -= one.bytes;
      this.#held.delete(view);
    }
  }
}

const bytesOfRow = ({ schema }: DatasetValue): number => schema.columns.reduce((sum, { type }) => sum + (type.kind === "string" || type.kind === "category" || type.kind === "unknown" ? bytesOfText : bytesOfNumber), bytesOfNumber);

/** The statement that writes a query's rows as Parquet: a fast compression, and no dictionaries of columns that are mostly different. */
export const copyToParquet = (select: string, path: string): string => `COPY (${select}) TO ${literal(path)} (FORMAT parquet, COMPRESSION lz4_raw, DICTIONARY_SIZE_LIMIT 1000)`;
