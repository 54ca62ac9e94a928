import type { ColumnType, Schema } from "../../../language/types/schema.ts";
import type { Selector } from "../../../language/types/selectors.ts";
import type { LoggedFeedback, LoggedPrediction } from "../../../stdlib/serving/endpoint.ts";
import type { MonitorReference, MonitorWindow } from "../../../stdlib/monitoring/check.ts";
import { sampleOfLogged, type Sample } from "../../../stdlib/monitoring/sample.ts";
import { readWindow, type PredictionLog } from "../../../stdlib/monitoring/rounds/window.ts";

export type Row = LoggedPrediction["row"];

export const all: Selector = { select: "all" };
export const named = (...names: string[]): Selector => ({ select: "columns", names });
export const schemaOf = (columns: Readonly<Record<string, ColumnType["kind"]>>): Schema => ({
  columns: Object.entries(columns).map(([name, kind]) => ({ name, type: kind === "category" ? { kind, values: [] } : { kind }, nullable: true })),
});

export const now = new Date("2026-03-02T12:00:00.000Z");
export const hour = 3_600_000;

/** A prediction some milliseconds before `now`. */
export const logged = (row: Row, id = "id", ago = hour, rest: Partial<LoggedPrediction> = {}): LoggedPrediction => ({
  time: new Date(now.getTime() - ago).toISOString(),
  id,
  version: 1,
  row,
  prediction: 1,
  ...rest,
});

export const logOf = (predictions: readonly LoggedPrediction[], feedback: readonly LoggedFeedback[] = []): PredictionLog => ({
  predictions: () => predictions,
  feedback: () => feedback,
});

export function windowOf(rows: readonly Row[], schema: Schema, minRows = 30): Promise<MonitorWindow> {
  const log = logOf(rows.map((row, i) => logged(row, String(i))));
  return readWindow({ log, schema, minRows, version: 1, model: () => Promise.reject(new Error("no model here")) }, 24 * hour, now, new AbortController().signal);
}

export function referenceOf(rows: readonly Row[], schema: Schema): MonitorReference {
  const samples = new Map<string, Sample>(schema.columns.map((column) => [column.name, sampleOfLogged(column, rows.map((row) => row[column.name]))]));
  return { schema, column: (name) => samples.get(name) };
}
