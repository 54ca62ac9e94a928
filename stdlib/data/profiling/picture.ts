import type { Column } from "../../../language/types/schema.ts";
import type { Context } from "../../../runtime/node.ts";
import { identifier } from "../../../runtime/relational/sql.ts";
import { rowNumber, type DatasetValue } from "../../../runtime/values.ts";
import { hasMoments, hasTop, statisticsOf } from "./statistics.ts";

type Scan = Pick<Context, "engine" | "signal">;

/** A value and how many rows have it. */
export interface Frequent {
  readonly value: string;
  readonly rows: number;
}

/** Numbers from `from` up to `to`, which only the last bin holds itself. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
}

/** A column with its statistics, as `profile` gives them, and what is drawn of it. */
export interface ColumnPicture {
  readonly statistics: Readonly<Record<string, unknown>>;
  readonly top: readonly Frequent[];
  readonly bins: readonly Bin[];
}

export interface Picture {
  readonly rows: number;
  readonly columns: readonly ColumnPicture[];
}

const most = { bins: 20, values: 10 } as const;

/** What a page shows of rows. */
export async function pictureOf(rows: DatasetValue, context: Scan): Promise<Picture> {
  const engine = await context.engine();
  const described = await engine.rows(`SELECT * EXCLUDE (${identifier(rowNumber)}) FROM ${await engine.tableOf(await statisticsOf(rows, undefined, context))} ORDER BY ${identifier(rowNumber)}`, context.signal);
  const columns: ColumnPicture[] = [];
  for (const [index, column] of rows.schema.columns.entries()) {
    const statistics = described[index] ?? {};
    columns.push({ statistics, top: hasTop(column) ? await frequentOf(rows, column, context) : [], bins: hasMoments(column) ? await binsOf(rows, column, context) : [] });
  }
  return { rows: Number(described[0]?.["rows"] ?? 0), columns };
}

/** The most frequent values; of those as frequent, the ones that appear first. */
async function frequentOf(rows: DatasetValue, { name }: Column, { engine, signal }: Scan): Promise<readonly Frequent[]> {
  const open = await engine();
  const value = identifier(name);
  const found = await open.rows(`SELECT CAST(${value} AS VARCHAR) AS v, count(*) AS n FROM ${await open.tableOf(rows)} WHERE ${value} IS NOT NULL GROUP BY v ORDER BY n DESC, min(${identifier(rowNumber)}) LIMIT ${most.values}`, signal);
  return found.map(({ v, n }) => ({ value: String(v), rows: Number(n) }));
}

/** Bins of equal width between the least and the largest finite number; of whole numbers that are few, one bin each. */
async function binsOf(rows: DatasetValue, { name, type }: Column, { engine, signal }: Scan): Promise<readonly Bin[]> {
  const found = (await (await engine()).columns(rows, [name], signal)).get(name);
  if (found?.kind !== "numbers") return [];
  let [min, max] = [Infinity, -Infinity];
  for (const value of found.values) if (Number.isFinite(value)) [min, max] = [Math.min(min, value), Math.max(max, value)];
  if (min > max) return [];
  const isFew = type.kind === "int" && max - min < most.bins;
  const count = isFew ? max - min + 1 : min === max ? 1 : most.bins;
  const [start, width] = isFew || min === max ? [min - 0.5, 1] : [min, max / count - min / count];
  const counts = new Array<number>(count).fill(0);
  for (const value of found.values) {
    if (!Number.isFinite(value)) continue;
    const at = Math.min(count - 1, Math.max(0, Math.floor(value / width - start / width)));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts.map((rowsIn, at) => ({ from: start + at * width, to: start + (at + 1) * width, rows: rowsIn }));
}
