import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { availableParallelism } from "node:os";
import type { Schema } from "../../language/types/schema.ts";
import { fileName, identifier } from "../relational/sql.ts";
import { rowNumber, type DatasetValue, type StoredFile } from "../values.ts";
import { readColumns } from "./columns.ts";
import { computationsIn, computedBy, defineComputed, Thrown, type ReadyComputation } from "./computed.ts";
import type { ColumnValues, HeldTable, StoreEngine } from "./engine.ts";
import { asDiagnostic } from "./failures.ts";
import { copyToParquet, HeldTables } from "./held-tables.ts";
import { Leisure } from "./leisure.ts";
import { plainRows } from "./plain-rows.ts";
import { storedFilesIn, storedTable } from "./stored.ts";
import { schemaOf } from "./types.ts";

export interface EngineOptions {
  /** Default: as many as there are cores. */
  readonly threads?: number;
  /** What the engine may hold before it goes to the disk, in bytes. */
  readonly memory: number;
  /** An existing folder for what does not fit into memory. */
  readonly temp: string;
  /** Where a file of the store can be read. */
  readonly pathOf: (file: StoredFile) => Promise<string>;
  /** The computation of the store with this digest, with its code. */
  readonly computation: (digest: string) => Promise<ReadyComputation>;
}

/** The part of its memory in which the engine holds tables that are computed. */
const heldShare = 0.25;

/** Opens an engine with no tables of its own. It reaches no network and loads no extension. */
export async function openEngine(options: EngineOptions): Promise<StoreEngine> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", {
    threads: String(options.threads ?? availableParallelism()),
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
    preserve_insertion_order: "true",
    temp_directory: options.temp,
    memory_limit: `${Math.floor(options.memory / 1e6)}MB`,
  });
  const engine = new DuckDbEngine(instance, options, options.memory * heldShare);
  await engine.execute("SET GLOBAL TimeZone = 'UTC'; SET GLOBAL lock_configuration = true");
  return engine;
}

class DuckDbEngine implements StoreEngine {
  readonly #instance: DuckDBInstance;
  readonly #options: Pick<EngineOptions, "pathOf" | "computation">;
  readonly #idle: DuckDBConnection[] = [];
  readonly #known = new Map<string, Promise<void>>();
  readonly #thrown: Thrown = new Thrown();
  readonly #staged = new Map<string, Promise<string>>();

  readonly #held: HeldTables;
  readonly #leisure = new Leisure();

  constructor(instance: DuckDBInstance, options: Pick<EngineOptions, "pathOf" | "computation" | "temp">, budget: number) {
    this.#instance = instance;
    this.#options = options;
    this.#held = new HeldTables((sql, signal) => this.#run(signal, async (connection) => plainRows(await connection.run(sql))), budget, options.temp);
  }

  describe(sql: string): Promise<Schema> {
    return this.#use(sql, undefined, async (connection) => schemaOf(await (await connection.run(`DESCRIBE ${sql}`)).getRowsJS()));
  }

  rows(sql: string, signal?: AbortSignal): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return this.#use(sql, signal, async (connection) => plainRows(await connection.run(sql)));
  }

  async tableOf(dataset: DatasetValue): Promise<string> {
    const { table } = dataset;
    if ("sql" in table) return `(${table.sql})`;
    await this.#prepare(storedTable(table.file));
    return storedTable(table.file);
  }

  async columns(dataset: DatasetValue, names: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, ColumnValues>> {
    const table = await this.tableOf(dataset);
    return this.#use(table, signal, (connection) => readColumns(connection, dataset, table, names));
  }

  async writeParquet(dataset: DatasetValue, file: string, signal?: AbortSignal): Promise<number> {
    const [written] = await this.rows(copyToParquet(await this.#selectOf(dataset), file), signal);
    return Number(written?.["Count"]);
  }

  stage(key: string, select: string, bytes: number, signal?: AbortSignal): Promise<string> {
    const known = this.#staged.get(key) ?? this.#held.stage(select, bytes, signal);
    this.#staged.set(key, known);
    known.catch(() => this.#staged.delete(key));
    return known.catch((error: unknown) => Promise.reject(asDiagnostic(error)));
  }

  async hold(dataset: DatasetValue, scratch: () => Promise<string>, signal?: AbortSignal): Promise<HeldTable & { readonly path?: string }> {
    const select = await this.#selectOf(dataset);
    await this.#prepare(select);
    if (!(await this.#held.isLarge(select, dataset))) {
      const held = await this.#held.hold(select, dataset, signal);
      this.#known.set(storedTable(held.file), Promise.resolve());
      return held;
    }
    const path = await scratch();
    await this.rows(copyToParquet(select, path), signal);
    return { ...(await this.#held.name(`read_parquet(${fileName(path)})`, dataset, signal)), path };
  }

  async persist(table: StoredFile, path: string): Promise<void> {
    await this.#leisure.wait();
    await this.rows(copyToParquet(`SELECT * FROM ${storedTable(table)}`, path));
  }

  persisted(table: StoredFile, path: string): Promise<void> {
    return this.#held.written(table, path);
  }

  hurry(): void {
    this.#leisure.end();
  }

  /** The row number and the columns, in the schema's order. */
  async #selectOf(dataset: DatasetValue): Promise<string> {
    const columns = [rowNumber, ...dataset.schema.columns.map(({ name }) => name)].map(identifier).join(", ");
    return `SELECT ${columns} FROM ${await this.tableOf(dataset)}`;
  }

  execute(sql: string, signal?: AbortSignal): Promise<void> {
    return this.#use(sql, signal, async (connection) => void (await connection.run(sql)));
  }

  async close(): Promise<void> {
    for (const connection of this.#idle.splice(0)) connection.closeSync();
    this.#instance.closeSync();
    await this.#held.close();
  }

  /** Runs a query on a connection of its own; an abort interrupts it. */
  async #use<Result>(sql: string, signal: AbortSignal | undefined, work: (connection: DuckDBConnection) => Promise<Result>): Promise<Result> {
    signal?.throwIfAborted();
    await this.#prepare(sql);
    return this.#run(signal, work);
  }

  async #run<Result>(signal: AbortSignal | undefined, work: (connection: DuckDBConnection) => Promise<Result>): Promise<Result> {
    const connection = this.#idle.pop() ?? (await this.#instance.connect());
    const listening = interruptedBy(signal, connection);
    const done = this.#leisure.busy();
    try {
      signal?.throwIfAborted();
      const result = await work(connection);
      signal?.throwIfAborted();
      return result;
    } catch (error) {
      signal?.throwIfAborted();
      throw asDiagnostic(this.#thrown.behind(error));
    } finally {
      listening.end();
      this.#idle.push(connection);
      done();
    }
  }

  /** Gives each stored file that a query names its view, and each computation its function. */
  async #prepare(sql: string): Promise<void> {
    const views = storedFilesIn(sql).map((file) => this.#once(storedTable(file), () => this.#createView(storedTable(file), file)));
    const functions = computationsIn(sql).map((digest) => this.#once(computedBy(digest), () => this.#createFunction(digest)));
    await Promise.all([...views, ...functions]);
  }

  #once(name: string, make: () => Promise<void>): Promise<void> {
    const known = this.#known.get(name);
    if (known) return known;
    const made = make();
    this.#known.set(name, made);
    made.catch(() => this.#known.delete(name));
    return made;
  }

  async #createFunction(digest: string): Promise<void> {
    const ready = await this.#options.computation(digest);
    const connection = await this.#instance.connect();
    try {
      await defineComputed(connection, digest, ready, (error) => this.#thrown.keep(error));
    } finally {
      connection.closeSync();
    }
  }

  async #createView(name: string, file: StoredFile): Promise<void> {
    const path = await this.#options.pathOf(file);
    const connection = await this.#instance.connect();
    try {
      await connection.run(`CREATE OR REPLACE VIEW ${name} AS SELECT * FROM read_parquet(${fileName(path)})`);
    } catch (error) {
      throw asDiagnostic(error);
    } finally {
      connection.closeSync();
    }
  }
}

/** Interrupts what a connection runs when the signal aborts, and again until `end`: a query that has not quite begun hears nothing of the first time. */
function interruptedBy(signal: AbortSignal | undefined, connection: DuckDBConnection): { readonly end: () => void } {
  let again: NodeJS.Timeout | undefined;
  const interrupt = () => {
    connection.interrupt();
    again ??= setInterval(interrupt, 20);
  };
  signal?.addEventListener("abort", interrupt, { once: true });
  return {
    end: () => {
      signal?.removeEventListener("abort", interrupt);
      clearInterval(again);
    },
  };
}
