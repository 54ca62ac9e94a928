import type { Context } from "../../../runtime/node.ts";
import type { DatasetValue } from "../../../runtime/values.ts";
import type { FileFormat } from "../../data/files/formats.ts";
import { locate } from "../../data/files/locate.ts";
import { identityOf } from "../../data/files/located.ts";
import { openSource } from "../../data/files/open.ts";
import { tableFrom } from "../../data/files/source.ts";
import { writeTable } from "../../data/files/write.ts";
import { versionValue } from "../../registry/record.ts";
import { resolveReference } from "../../registry/reference.ts";
import type { ModelVersionValue } from "../../registry/version.ts";
import { addPredictions, type Scoring } from "./add-predictions.ts";

export interface FileToPredict {
  /** `name`, `name@alias` or `name@3`. */
  readonly reference: string;
  /** Paths as `context.resolve` takes them. */
  readonly input: string;
  readonly output: string;
  /** Of the output, where the end of its name does not tell. */
  readonly format?: FileFormat;
  readonly context: Context;
}

export interface PredictedFile {
  readonly release: ModelVersionValue;
  readonly rows: number;
  readonly columns: readonly string[];
  readonly path: string;
}

/**
 * Scores a file of raw rows (CSV, TSV, JSON, NDJSON, Parquet) with a registered model, and writes all its columns and the predictions
 * to another, whole or not at all. Throws a diagnostic for a model that is not registered, columns that are missing, and values that do not fit.
 */
export async function predictFile({ reference, input, output, format, context }: FileToPredict, scoring: Scoring): Promise<PredictedFile> {
  const release = versionValue(await resolveReference(context.home, reference));
  const located = await locate(input, undefined, context);
  const source = await openSource(located, {}, context);
  const rows: DatasetValue = { kind: "dataset", schema: source.schema, table: await tableFrom(source, await identityOf(located, context), context), path: { input: source.schema, steps: [] } };
  const scored = await addPredictions(release, rows, context, scoring);
  const saved = await writeTable(scored, output, format, context);
  return { release, rows: saved.rows, columns: scored.schema.columns.map(({ name }) => name), path: saved.path };
}
