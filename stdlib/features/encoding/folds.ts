import type { Context } from "../../../runtime/node.ts";
import { query } from "../../../runtime/relational/dataset.ts";
import { identifier } from "../../../runtime/relational/sql.ts";
import { rowNumber, type DatasetValue } from "../../../runtime/values.ts";
import { mixOfRow, mixOfRowSql, saltOf } from "../../data/splitting/mix.ts";

/** Rows in folds of equal size, by a mix of their number and the seed. */
export interface Folds {
  readonly count: number;
  /** Of each row, in their order. */
  readonly of: Int32Array;
  /** The same in SQL, of a row's number. */
  readonly sql: string;
}

/** At most as many folds as rows. */
export async function foldsOf(rows: DatasetValue, most: number, context: Pick<Context, "engine" | "signal" | "seed">): Promise<Folds> {
  const numbers = query(rows, (table) => `SELECT ${identifier(rowNumber)}, ${identifier(rowNumber)} AS "number" FROM ${table}`, { columns: [{ name: "number", type: { kind: "int" }, nullable: false }] }, { path: "keep" });
  const read = (await (await context.engine()).columns(numbers, ["number"], context.signal)).get("number");
  const salt = saltOf(context.seed, "folds");
  const mixes = (read?.kind === "numbers" ? read.values : new Float64Array()).map((row) => mixOfRow(row, salt));
  const count = Math.max(1, Math.min(most, mixes.length));
  const ascending = mixes.slice().sort();
  // The first folds have the rows that are left over.
  const ends = Array.from({ length: count - 1 }, (_, fold) => (fold + 1) * Math.floor(mixes.length / count) + Math.min(fold + 1, mixes.length % count));
  const bounds = ends.map((end) => ascending[end]!);
  const of = Int32Array.from(mixes, (mix) => bounds.filter((bound) => bound <= mix).length);
  const mix = mixOfRowSql(identifier(rowNumber), salt);
  const sql = bounds.length === 0 ? "0" : `(CASE ${bounds.map((bound, fold) => `WHEN ${mix} < ${bound} THEN ${fold}`).join(" ")} ELSE ${count - 1} END)`;
  return { count, of, sql };
}
