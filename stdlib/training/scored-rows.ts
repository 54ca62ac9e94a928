import { open, rm } from "node:fs/promises";
import { fail } from "../../language/diagnostics/diagnostic.ts";
import { predictionColumnTaken } from "../../language/diagnostics/registry/serving.ts";
import type { Column, Schema } from "../../language/types/schema.ts";
import type { DataEngine } from "../../runtime/engine/engine.ts";
import type { Context } from "../../runtime/node.ts";
import { identifier, literal, sqlType } from "../../runtime/relational/sql.ts";
import { rowNumber, type DatasetValue } from "../../runtime/values.ts";
import type { ScoreDataset, TargetInfo } from "./model.ts";

/** A value a row, or the probabilities row by row; what is not finite stands for no prediction. */
export type Scores = Awaited<ReturnType<ScoreDataset>>;

/** Throws a diagnostic where rows have a column already that a prediction of this target would add. */
export const demandRoom = (schema: Schema, target: TargetInfo): void => demandFree(schema, addedColumns(target));

/**
 * The rows with their prediction and, for a classification, the probability of each class; kept in the store. Scores are in the order of the rows.
 * `by` is the node that made them: rows behind it are not computed one by one.
 */
export async function withScores(rows: DatasetValue, scores: Scores, target: TargetInfo, by: string, context: Pick<Context, "engine" | "scratch" | "keep" | "signal">): Promise<DatasetValue> {
  const added = addedColumns(target);
  const engine = await context.engine();
  const path = { broken: by };
  const scratch = await context.scratch("scores.csv");
  const file = await context.scratch("scored.parquet");
  try {
    await writeScores(scratch, scores, target.classes?.length ?? 0, context.signal);
    const schema: Schema = { columns: [...rows.schema.columns, ...added] };
    const sql = await joined(rows, scratch, target, added, engine);
    const count = await engine.writeParquet({ kind: "dataset", schema, table: { sql }, path }, file, context.signal);
    return { kind: "dataset", schema, table: { file: await context.keep(file) }, rows: count, path };
  } finally {
    for (const left of [scratch, file]) await rm(left, { force: true });
  }
}

/** `prediction`, then `probability_<class>` in the order of the classes. Two that the engine would take for one are told apart by their place. */
function addedColumns({ type, classes }: TargetInfo): readonly Column[] {
  if (!classes) return [{ name: "prediction", type: { kind: "float" }, nullable: true }];
  const names = classes.map((label) => `probability_${String(label)}`);
  const folded = names.map(fold);
  const unique = names.map((name, index) => (folded.indexOf(fold(name)) === index ? name : `${name}_${index + 1}`));
  return [{ name: "prediction", type, nullable: true }, ...unique.map((name): Column => ({ name, type: { kind: "float" }, nullable: true }))];
}

const fold = (name: string): string => name.toLowerCase();

function demandFree({ columns }: Schema, added: readonly Column[]): void {
  const taken = new Set(columns.map(({ name }) => fold(name)));
  const column = added.find(({ name }) => taken.has(fold(name)));
  if (column) fail(predictionColumnTaken, { column: column.name });
}

const linesAtOnce = 10_000;

/** A line for each row: its place, the number or the code of the class, and the probabilities. What is not finite is left empty. */
async function writeScores(path: string, scores: Scores, classes: number, signal: AbortSignal): Promise<void> {
  const { values, probabilities } = scores;
  const count = values?.length ?? (probabilities && classes > 0 ? probabilities.length / classes : 0);
  const file = await open(path, "w");
  try {
    for (let start = 0; start < count; start += linesAtOnce) {
      signal.throwIfAborted();
      let text = "";
      for (let row = start; row < Math.min(count, start + linesAtOnce); row++) {
        text += values ? `${row},${cell(values[row])}\n` : `${row},${classLine(probabilities?.subarray(row * classes, (row + 1) * classes) ?? new Float64Array())}\n`;
      }
      await file.appendFile(text);
    }
  } finally {
    await file.close();
  }
}

const cell = (value: number | undefined): string => (value !== undefined && Number.isFinite(value) ? String(value) : "");

/** The class with the largest probability, the first of equal ones. */
function classLine(probabilities: Float64Array): string {
  let best = 0;
  for (let i = 1; i < probabilities.length; i++) if ((probabilities[i] ?? 0) > (probabilities[best] ?? 0)) best = i;
  return [probabilities.every(Number.isFinite) ? String(best) : "", ...Array.from(probabilities, cell)].join(",");
}

async function joined(rows: DatasetValue, scores: string, { classes, type }: TargetInfo, added: readonly Column[], engine: DataEngine): Promise<string> {
  const [, ...probabilities] = added;
  const columns = ["'place': 'BIGINT'", classes ? "'score': 'BIGINT'" : "'score': 'DOUBLE'", ...probabilities.map((_, index) => `'p${index}': 'DOUBLE'`)];
  const labels = classes && `CASE s.score ${classes.map((label, index) => `WHEN ${index} THEN CAST(${literal(label)} AS ${sqlType(type)})`).join(" ")} END`;
  const scored = [`${labels ?? "s.score"} AS ${identifier("prediction")}`, ...probabilities.map(({ name }, index) => `s.p${index} AS ${identifier(name)}`)];
  const own = rows.schema.columns.map(({ name }) => `r.${identifier(name)}`);
  const number = identifier(rowNumber);
  const table = await engine.tableOf(rows);
  return `SELECT r.${number}, ${[...own, ...scored].join(", ")}
    FROM (SELECT *, row_number() OVER (ORDER BY ${number}) - 1 AS __mlp_place FROM ${table}) r
    JOIN read_csv(${literal(scores)}, auto_detect = false, header = false, delim = ',', nullstr = '', columns = {${columns.join(", ")}}) s ON r.__mlp_place = s.place
    ORDER BY r.${number}`;
}
