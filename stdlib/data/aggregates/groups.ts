import type { ColumnType } from "../../../language/types/schema.ts";
import { identifier } from "../../../runtime/relational/sql.ts";
import { rowNumber } from "../../../runtime/values.ts";
import type { AggregateCall, ExpressionColumns } from "./call.ts";
import type { GroupBuilder } from "./define.ts";
import { bandOf, bandSum, strange } from "./exact.ts";

const number = identifier(rowNumber);

export interface Groups {
  /** SQL to stand behind FROM. */
  readonly table: string;
  /** Columns whose equal values make a group; without any, all rows are one. */
  readonly keys: readonly { readonly name: string; readonly type: ColumnType }[];
  readonly columns: ExpressionColumns;
  readonly results: readonly { readonly name: string; readonly call: AggregateCall }[];
}

/** One row for each group, in the order in which the groups begin. */
export function groupsSql({ table, keys, columns, results }: Groups): string {
  const passes = new Passes(keys.map((_, index) => `__mlp_k${index}`));
  const values = results.map(({ name, call }) => `${call.definition.group?.(call.args, passes) ?? "NULL"} AS ${identifier(name)}`);
  const own = keys.map(({ name, type }, index) => `${identifier(name)}${type.kind === "float" ? " + 0.0" : ""} AS __mlp_k${index}`);
  const rows = `__mlp_rows AS ${passes.tables.length > 1 ? "MATERIALIZED " : ""}(SELECT ${[number, ...own, ...columns.items].join(", ")} FROM ${table})`;
  const keyColumns = keys.map(({ name }, index) => `__mlp_g.__mlp_k${index} AS ${identifier(name)}`);
  const row = keys.length > 0 ? `row_number() OVER (ORDER BY __mlp_g.__mlp_first) - 1` : "0";
  const select = `SELECT ${[`CAST(${row} AS BIGINT) AS ${number}`, ...keyColumns, ...values].join(", ")} FROM __mlp_g${passes.joins} ORDER BY ${number}`;
  return `WITH ${[rows, ...passes.tables].join(", ")} ${select}`;
}

/** The passes over the rows that the results of a node share. */
class Passes implements GroupBuilder {
  readonly row = number;
  readonly #keys: readonly string[];
  readonly #plain = new Map<string, string>();
  readonly #others = new Map<string, { readonly name: string; readonly sql: string }>();

  constructor(keys: readonly string[]) {
    this.#keys = keys;
  }

  plain(sql: string): string {
    const name = this.#plain.get(sql) ?? `__mlp_p${this.#plain.size}`;
    this.#plain.set(sql, name);
    return `__mlp_g.${name}`;
  }

  sum(column: string, type: ColumnType): string {
    if (type.kind === "int") return this.plain(`sum(${column})`);
    const exact = this.#other(`sum ${column}`, () => this.#exactSum(`SELECT ${[...this.#keys, number, `CAST(${column} AS DOUBLE) AS x`].join(", ")} FROM __mlp_rows`));
    const rest = this.plain(`sum(${strange(`CAST(${column} AS DOUBLE)`)})`);
    return `(CASE WHEN ${this.plain(`count(${column})`)} > 0 THEN coalesce(${exact}, 0.0) + coalesce(${rest}, 0.0) END)`;
  }

  squares(column: string, type: ColumnType): string {
    const mean = `CAST(${this.sum(column, type)} AS DOUBLE) / ${this.plain(`count(${column})`)}`;
    const x = `CAST(${column} AS DOUBLE)`;
    const exact = this.#other(`squares ${column}`, (name) => {
      const means = `SELECT ${[...this.#keys.map((key) => `__mlp_g.${key}`), `${mean} AS m`].join(", ")} FROM __mlp_g${this.joinsBefore(name)}`;
      const same = this.#keys.length > 0 ? `JOIN (${means}) AS means ON ${this.#keys.map((key) => `r.${key} IS NOT DISTINCT FROM means.${key}`).join(" AND ")}` : `CROSS JOIN (${means}) AS means`;
      return this.#exactSum(`SELECT ${[...this.#keys.map((key) => `r.${key}`), `r.${number}`, `(r.${column} - m) * (r.${column} - m) AS x`].join(", ")} FROM __mlp_rows AS r ${same}`);
    });
    // A value that is not finite makes the distance of all others unknown.
    return `(coalesce(${exact}, 0.0) + coalesce(${this.plain(`sum(CASE WHEN NOT isfinite(${x}) THEN 'nan'::DOUBLE END)`)}, 0.0))`;
  }

  mode(column: string): string {
    return this.#other(`mode ${column}`, () => {
      const counts = `SELECT ${[...this.#keys, `min(${number}) AS first`, `${column} AS x`, "count(*) AS n"].join(", ")} FROM __mlp_rows GROUP BY ${[...this.#keys, "x"].join(", ")}`;
      const partition = this.#keys.length > 0 ? `PARTITION BY ${this.#keys.join(", ")} ` : "";
      const ranked = `SELECT x AS v, min(first) OVER (${partition.trim()}) AS first, row_number() OVER (${partition}ORDER BY x IS NULL, n DESC, x) AS place FROM (${counts})`;
      return `SELECT first, v FROM (${ranked}) WHERE place = 1`;
    });
  }

  /** `WITH` items: the engine's own aggregates, and what takes passes of its own. */
  get tables(): readonly string[] {
    const plain = [...this.#plain].map(([sql, name]) => `${sql} AS ${name}`);
    const by = this.#keys.length > 0 ? ` GROUP BY ${this.#keys.join(", ")}` : "";
    return [`__mlp_g AS MATERIALIZED (SELECT ${[...this.#keys, `min(${number}) AS __mlp_first`, ...plain].join(", ")} FROM __mlp_rows${by})`, ...[...this.#others.values()].map(({ name, sql }) => `${name} AS MATERIALIZED (${sql})`)];
  }

  /** A group is told by its first row; without keys there is one row in each pass. */
  get joins(): string {
    return [...this.#others.values()].map(({ name }) => this.#join(name)).join("");
  }

  joinsBefore(name: string): string {
    return [...this.#others.values()].filter((other) => other.name < name).map((other) => this.#join(other.name)).join("");
  }

  readonly #join = (name: string): string => (this.#keys.length > 0 ? ` LEFT JOIN ${name} ON ${name}.first = __mlp_g.__mlp_first` : ` LEFT JOIN ${name} ON TRUE`);

  #other(what: string, build: (name: string) => string): string {
    const known = this.#others.get(what);
    if (known) return `${known.name}.v`;
    const name = `__mlp_s${String(this.#others.size).padStart(4, "0")}`;
    this.#others.set(what, { name, sql: build(name) });
    return `${name}.v`;
  }

  /** The sum of `x` over the rows of each group, band by band, the largest first. */
  #exactSum(rows: string): string {
    const bands = `SELECT ${[...this.#keys, "band", `min(${number}) AS first`, `${bandSum("x", "band")} AS part`].join(", ")} FROM (SELECT *, ${bandOf("x")} AS band FROM (${rows})) GROUP BY ${[...this.#keys, "band"].join(", ")}`;
    const by = this.#keys.length > 0 ? ` GROUP BY ${this.#keys.join(", ")}` : "";
    return `SELECT min(first) AS first, list_sum(list(part ORDER BY band DESC)) AS v FROM (${bands})${by}`;
  }
}
