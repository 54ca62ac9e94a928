import type { Column } from "../../../language/types/schema.ts";
import { tableOf } from "../../../runtime/relational/dataset.ts";
import { identifier } from "../../../runtime/relational/sql.ts";
import type { DatasetValue } from "../../../runtime/values.ts";
import type { Brought, Keys } from "./columns.ts";
import { columnsFrom, equalKeys, number } from "./sql.ts";

export interface AsOf {
  readonly keys: Keys;
  readonly own: Column;
  readonly other: Column;
  readonly brought: readonly Brought[];
  readonly direction: "backward" | "forward";
  readonly exact: boolean;
  /** In milliseconds; of integers, in their own measure. */
  readonly tolerance: number | undefined;
}

/** Each left row beside the nearest right one. One right row of each moment is left, so that the engine has no choice between several. */
export function asOfSql(left: DatasetValue, right: DatasetValue, { keys, own, other, brought, direction, exact, tolerance }: AsOf): string {
  const isBackward = direction === "backward";
  const [l, r] = [`l.${identifier(own.name)}`, `r.${identifier(other.name)}`];
  const partition = [...keys.right.map(({ name }) => identifier(name)), identifier(other.name)].join(", ");
  const one = `SELECT * FROM ${tableOf(right)} WHERE ${identifier(other.name)} IS NOT NULL QUALIFY row_number() OVER (PARTITION BY ${partition} ORDER BY ${number} ${isBackward ? "DESC" : "ASC"}) = 1`;
  const sign = `${isBackward ? ">" : "<"}${exact ? "=" : ""}`;
  const distance = own.type.kind === "int" ? `${l} - ${r}` : `epoch_us(CAST(${l} AS TIMESTAMP)) - epoch_us(CAST(${r} AS TIMESTAMP))`;
  const limit = tolerance === undefined ? undefined : Math.round(own.type.kind === "int" ? tolerance : tolerance * 1000);
  const values = brought.map(({ column, name }) => {
    const value = `r.${identifier(column.name)}`;
    return `${limit === undefined ? value : `CASE WHEN abs(${distance}) <= ${limit} THEN ${value} END`} AS ${identifier(name)}`;
  });
  const on = [...(keys.left.length > 0 ? [equalKeys(keys)] : []), `${l} ${sign} ${r}`].join(" AND ");
  return `SELECT ${[`l.${number}`, ...columnsFrom("l", left.schema), ...values].join(", ")} FROM ${tableOf(left)} AS l ASOF LEFT JOIN (${one}) AS r ON ${on} ORDER BY l.${number}`;
}
