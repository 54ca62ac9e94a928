import type { ColumnType } from "../../../language/types/schema.ts";
import { identifier } from "../../../runtime/relational/sql.ts";
import { rowNumber } from "../../../runtime/values.ts";
import type { AggregateCall, ExpressionColumns } from "./call.ts";
import type { WindowBuilder } from "./define.ts";
import { limbs, strange } from "./exact.ts";

const number = identifier(rowNumber);

/** The rows that a row looks at: how far back in the order, or how many rows, and whether its own moment counts. */
export interface Frame {
  /** In the order's own numbers: microseconds, or integers. */
  readonly over?: number | undefined;
  readonly last?: number | undefined;
  readonly current: boolean;
}

export interface Windows {
  readonly table: string;
  readonly keys: readonly string[];
  readonly order: { readonly name: string; readonly type: ColumnType };
  readonly columns: ExpressionColumns;
  readonly results: readonly { readonly name: string; readonly call: AggregateCall; readonly frame: Frame }[];
  /** The columns of the result, in order, with those that are computed here. */
  readonly names: readonly string[];
}

/**
 * All rows, with what they look back at. Each step below adds columns to the rows: the keys and the order as an integer; a row's place in its
 * order and among those of its moment; the scale of the sums of a partition, and the integers that are added.
 */
export function windowsSql({ table, keys, order, columns, results, names }: Windows): string {
  const sums = new Scales();
  const values = new Map(results.map(({ name, call, frame }) => [name, call.definition.window?.(call.args, new Looking(frame, sums)) ?? "NULL"]));
  const own = keys.map((name, index) => `${identifier(name)} AS __mlp_k${index}`);
  const moment = order.type.kind === "int" ? `CAST(${identifier(order.name)} AS BIGINT)` : `epoch_us(CAST(${identifier(order.name)} AS TIMESTAMP))`;
  const partition = ["__mlp_t IS NULL", ...keys.map((_, index) => `__mlp_k${index}`)].join(", ");
  const rows = `SELECT ${["*", ...own, `${moment} AS __mlp_t`, ...columns.items].join(", ")} FROM ${table}`;
  const placed = `SELECT *, row_number() OVER (PARTITION BY ${partition} ORDER BY __mlp_t, ${number}) AS __mlp_place, row_number() OVER (PARTITION BY ${partition}, __mlp_t ORDER BY ${number}) - 1 AS __mlp_tie FROM (${rows})`;
  const scaled = sums.steps(partition).reduce((from, items) => `SELECT ${["*", ...items].join(", ")} FROM (${from})`, placed);
  const select = names.map((name) => {
    const value = values.get(name);
    return value === undefined ? identifier(name) : `CASE WHEN __mlp_t IS NOT NULL THEN ${value} END AS ${identifier(name)}`;
  });
  const windows = `WINDOW __mlp_rows AS (PARTITION BY ${partition} ORDER BY __mlp_t, ${number}), __mlp_range AS (PARTITION BY ${partition} ORDER BY __mlp_t)`;
  return `SELECT ${[number, ...select].join(", ")} FROM (${scaled}) ${windows} ORDER BY ${number}`;
}

/** What one result sees of the rows before it. */
class Looking implements WindowBuilder {
  readonly place = "__mlp_place";
  readonly #frame: string;
  readonly #sums: Scales;

  constructor(frame: Frame, sums: Scales) {
    this.#frame = frameSql(frame);
    this.#sums = sums;
  }

  over(sql: string): string {
    return `(${sql} OVER (${this.#frame}))`;
  }

  sum(column: string, type: ColumnType): string {
    if (type.kind === "int") return this.over(`sum(${column})`);
    return this.#total(this.#sums.of(`CAST(${column} AS DOUBLE)`), column);
  }

  squares(column: string): string {
    const distance = this.#sums.distance(`CAST(${column} AS DOUBLE)`);
    const [sum, squares] = [this.#total(this.#sums.of(distance), column), this.#total(this.#sums.of(`(${distance} * ${distance})`), column)];
    return `greatest(${squares} - ${sum} * ${sum} / ${this.over(`count(${column})`)}, 0.0)`;
  }

  back(column: string, rows: number): string {
    return `(first_value(${column}) OVER (__mlp_rows ROWS BETWEEN (${rows} + __mlp_tie) PRECEDING AND (${rows} + __mlp_tie) PRECEDING))`;
  }

  #total({ x, exponent, high, low }: Scaled, counted: string): string {
    const exact = limbs.value(this.over(`sum(${high})`), this.over(`sum(${low})`), exponent);
    return `(CASE WHEN ${this.over(`count(${counted})`)} > 0 THEN coalesce(${exact}, 0.0) + coalesce(${this.over(`sum(${strange(x)})`)}, 0.0) END)`;
  }
}

/** Rows of one moment do not see each other, so that it does not matter which of them is first; with `current`, they all do. */
function frameSql({ over, last, current }: Frame): string {
  if (last !== undefined) return current ? `__mlp_rows ROWS BETWEEN ${last - 1} PRECEDING AND CURRENT ROW` : `__mlp_rows ROWS BETWEEN (${last} + __mlp_tie) PRECEDING AND (1 + __mlp_tie) PRECEDING`;
  const from = over === undefined ? "UNBOUNDED" : String(over);
  return `__mlp_range RANGE BETWEEN ${from} PRECEDING AND ${current ? "CURRENT ROW" : "1 PRECEDING"}`;
}

interface Scaled {
  readonly x: string;
  readonly exponent: string;
  readonly high: string;
  readonly low: string;
}

/** The values that are added, as columns that are computed once. */
class Scales {
  readonly #middles = new Map<string, string>();
  readonly #values = new Map<string, { readonly name: string; readonly scaled: Scaled }>();

  of(x: string): Scaled {
    const name = this.#values.get(x)?.name ?? `${this.#values.size}`;
    const scaled = { x: `__mlp_x${name}`, exponent: `__mlp_e${name}`, high: `__mlp_h${name}`, low: `__mlp_l${name}` };
    this.#values.set(x, { name, scaled });
    return scaled;
  }

  /** How far a value is from the median of its partition: squares of these lose less than those of the values. */
  distance(x: string): string {
    const name = this.#middles.get(x) ?? `__mlp_m${this.#middles.size}`;
    this.#middles.set(x, name);
    return `(${x} - ${name})`;
  }

  /** Columns to add, one step after the other. */
  steps(partition: string): readonly (readonly string[])[] {
    const values = [...this.#values];
    if (values.length === 0) return [];
    const middles = [...this.#middles].map(([x, name]) => `quantile_disc(CASE WHEN isfinite(${x}) THEN ${x} END, 0.5) OVER (PARTITION BY ${partition}) AS ${name}`);
    return [
      ...(middles.length > 0 ? [middles] : []),
      values.map(([x, { scaled }]) => `${x} AS ${scaled.x}`),
      values.map(([, { scaled }]) => `${limbs.exponent(`(max(abs(${scaled.x})) FILTER (WHERE isfinite(${scaled.x})) OVER (PARTITION BY ${partition}))`)} AS ${scaled.exponent}`),
      values.flatMap(([, { scaled }]) => [`${limbs.high(scaled.x, scaled.exponent)} AS ${scaled.high}`, `${limbs.low(scaled.x, scaled.exponent)} AS ${scaled.low}`]),
    ];
  }
}
