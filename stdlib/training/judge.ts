import { fail } from "../../language/diagnostics/diagnostic.ts";
import { noRowsToJudge } from "../../language/diagnostics/registry/features.ts";
import type { Context } from "../../runtime/node.ts";
import { filter } from "../../runtime/relational/dataset.ts";
import type { DatasetValue } from "../../runtime/values.ts";
import { rowFunctionNamed } from "../data/functions/index.ts";
import type { Estimator, MixedMatrix, Prediction, Target } from "./estimator.ts";
import { featuresOf } from "./matrix.ts";
import type { ModelValue } from "./model.ts";
import { predictOn } from "./sparse/apply.ts";
import { codesOf, gapsIn, readTarget } from "./target.ts";

/** Rows whose target is known, as an estimator takes them. */
export interface KnownRows {
  readonly x: MixedMatrix;
  readonly y: Target;
  readonly notes: readonly string[];
}

/** A model's predictions on them. */
export interface Judged extends KnownRows {
  readonly prediction: Prediction;
  readonly estimator: Estimator;
}

const rowCount = (count: number): string => (count === 1 ? "1 row" : `${count.toLocaleString("en")} rows`);

/** Predicts rows that have the columns the model's recipe takes; rows without a target are left out, and noted. */
export async function judge(model: Pick<ModelValue, "task" | "target" | "recipe" | "estimator" | "state">, rows: DatasetValue, context: Context): Promise<Judged> {
  const known = await knownRows(model, rows, context);
  context.signal.throwIfAborted();
  const estimator = await estimatorOf(model, context);
  return { ...known, prediction: predictOn(estimator, model.state, known.x, model.estimator.name), estimator };
}

/** The features and the target of rows; those without a target are left out, and noted. */
export async function knownRows({ task, target, recipe }: Pick<ModelValue, "task" | "target" | "recipe">, rows: DatasetValue, context: Context): Promise<KnownRows> {
  const all = await readTarget(rows, target.column, context, "to judge the model on");
  const gaps = gapsIn(all);
  const known = gaps === 0 ? rows : withTarget(rows, target.column);
  const values = gaps === 0 ? all : await readTarget(known, target.column, context, "to judge the model on");
  const count = values.kind === "codes" ? values.codes.length : values.values.length;
  if (count === 0) fail(noRowsToJudge, { target: target.column });
  const y: Target =
    task === "classification"
      ? { task: "classification", classes: target.classes ?? [], codes: codesOf(target, values) }
      : { task: "regression", values: values.kind === "numbers" ? values.values : new Float64Array() };
  const { x, unseen } = await featuresOf(known, recipe, context);
  const notes = [
    ...(gaps > 0 ? [`${rowCount(gaps)} without a value of \`${target.column}\` ${gaps === 1 ? "was" : "were"} left out`] : []),
    ...[...unseen].map(([column, strange]) => `\`${column}\` has a category that training had not seen in ${rowCount(strange)}; it counts as none of the known ones`),
  ];
  return { x, y, notes };
}

function withTarget({ rows: _, ...dataset }: DatasetValue, target: string): DatasetValue {
  return filter(dataset, { call: "!=", args: [{ column: target }, { literal: null }] }, rowFunctionNamed);
}

export function estimatorOf(model: Pick<ModelValue, "estimator">, context: Pick<Context, "implementation">): Promise<Estimator> {
  const { name, version, params } = model.estimator;
  return context.implementation<Estimator>({ describe: name, version, args: params });
}
