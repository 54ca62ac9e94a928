import { open, rm } from "node:fs/promises";
import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { predictionColumnTaken } from "../../../language/diagnostics/registry/serving.ts";
import type { Column, Schema } from "../../../language/types/schema.ts";
import type { DataEngine } from "../../../runtime/engine/engine.ts";
import type { Context } from "../../../runtime/node.ts";
import { identifier, literal, sqlType } from "../../../runtime/relational/sql.ts";
import { rowNumber, type DatasetValue } from "../../../runtime/values.ts";
import type { ModelVersionValue } from "../../registry/version.ts";
import type { ModelValue, OpenModel, ScoreDataset, TargetInfo } from "../../training/model.ts";
import { fitColumns } from "./fit-columns.ts";
import { modelForRows } from "./model-for-rows.ts";

/** How models predict; given from outside, so that nothing of training is loaded before it is needed. */
export interface Scoring {
  readonly openModel: OpenModel;
  readonly scoreDataset: ScoreDataset;
}

type Scores = Awaited<ReturnType<ScoreDataset>>;

/** The rows with the model's prediction and, for a classification, the probability of each class; kept in the store. */
export async function addPredictions(model: ModelVersionValue | ModelValue, rows: DatasetValue, context: Context, scoring: Scoring): Promise<DatasetValue> {
  const whole = model.kind === "model" ? model : ((await context.getValue(model.model)) as ModelValue);
  const added = addedColumns(whole.target);
  demandFree(rows.schema, added);
  const { model: ready, differs } = modelForRows(whole, rows);
  if (differs) context.log("warning", "these rows were prepared in another way than those that the model was trained on");
  const { input } = await scoring.openModel(ready, context);
  const engine = await context.engine();
  const fitted = await fitColumns(rows, input, model.kind === "model" ? "the model" : model.name, engine);
  const scores = await scoring.scoreDataset(ready, fitted, context);
  const scratch = await context.scratch("scores.csv");
  const file = await context.scratch("scored.parquet");
  try {
    await writeScores(scratch, scores, whole.target.classes?.length ?? 0, context.signal);
    const schema: Schema = { columns: [...rows.schema.columns, ...added] };
    const sql = await joined(rows, scratch, whole.target, added, engine);
    const count = await engine.writeParquet({ kind: "dataset", schema, table: { sql }, path: broken }, file, context.signal);
    return { kind: "dataset", schema, table: { file: await context.keep(file) }, rows: count, path: broken };
  } finally {
    for (const path of [scratch, file]) await rm(path, { force: true });
  }
}

const broken = { broken: "predict" } as const;

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
