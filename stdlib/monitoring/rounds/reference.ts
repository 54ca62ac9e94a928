import type { Context } from "../../../runtime/node.ts";
import { rowNumber, type DatasetValue } from "../../../runtime/values.ts";
import { columnNamed } from "../../../language/types/schema.ts";
import type { MonitorReference } from "../check.ts";
import { sampleOfColumn, type Sample } from "../sample.ts";

/** Rows that stand for a larger reference: differences that matter show in far fewer. */
export const mostRows = 100_000;

/**
 * The named columns of the reference, summarised for all rounds. A reference of more than 100,000 rows is represented by
 * 100,000 of them, chosen by a hash of their row numbers: always the same ones, from all of it.
 */
export async function readReference(dataset: DatasetValue, names: readonly string[], context: Pick<Context, "engine" | "signal">): Promise<MonitorReference> {
  const samples = new Map<string, Sample>();
  if (names.length > 0) {
    const engine = await context.engine();
    const table = await engine.tableOf(dataset);
    const [counted] = dataset.rows === undefined ? await engine.rows(`SELECT count(*) AS n FROM ${table}`, context.signal) : [{ n: dataset.rows }];
    const chosen: DatasetValue =
      Number(counted?.["n"]) > mostRows
        ? { ...dataset, rows: mostRows, table: { sql: `SELECT * FROM ${table} ORDER BY hash(${rowNumber}), ${rowNumber} LIMIT ${mostRows}` } }
        : dataset;
    for (const [name, values] of await engine.columns(chosen, names, context.signal)) {
      const column = columnNamed(dataset.schema, name);
      if (column) samples.set(name, sampleOfColumn(column, values));
    }
  }
  return { schema: dataset.schema, column: (name) => samples.get(name) };
}
