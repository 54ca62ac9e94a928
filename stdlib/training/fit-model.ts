import { fail } from "../../language/diagnostics/diagnostic.ts";
import { featureReadsTarget, targetMissing } from "../../language/diagnostics/registry/features.ts";
import { memoryTooSmall, noTrainingRows, taskNotLearned } from "../../language/diagnostics/registry/training.ts";
import type { Literal } from "../../language/graph/graph.ts";
import type { Described } from "../../language/nodes/parameter.ts";
import { columnNamed } from "../../language/types/schema.ts";
import { arrayMemory } from "../../runtime/memory.ts";
import type { Context } from "../../runtime/node.ts";
import type { DatasetValue } from "../../runtime/values.ts";
import { withColumnCache } from "../features/column-cache.ts";
import { fitRecipe, targetOf } from "../features/fit-recipe.ts";
import { missingTarget } from "../features/missing-target.ts";
import type { Estimator, MixedMatrix, Target, Task } from "./estimator.ts";
import { knownRows } from "./judge.ts";
import { readyFeatures } from "./matrix.ts";
import type { FittedRecipe, ModelValue, TargetInfo } from "./model.ts";
import { columnReading } from "./row-path.ts";
import { fitOn } from "./sparse/apply.ts";
import { learnTarget, readTarget, wordsOfTask } from "./target.ts";
import { warnOfFeatures } from "./warnings/warn-of-features.ts";

export interface FitArgs {
  readonly estimator: Described;
  readonly features: Described;
  readonly on: DatasetValue;
  readonly validate?: DatasetValue | undefined;
  readonly positive?: Literal | undefined;
  readonly task?: Task | undefined;
  readonly target_derived?: "allowed" | undefined;
  /** Whether features that make scores too good are looked for, and warned of. */
  readonly looksAtFeatures: boolean;
}

/** What was fitted: a recipe, an estimator, and the baseline beside it. */
export type FittedModel = Pick<ModelValue, "task" | "target" | "recipe" | "estimator" | "state" | "baseline">;

/** Where a fit's own progress lies between reading the rows and measuring the model. */
const fitFrom = 0.1;
const fitTo = 0.9;

/** What rows say of the target of a recipe, and how many they are. Throws a diagnostic where they have no such column, are none, or have gaps in it. */
export async function targetOn(rows: DatasetValue, { estimator, features, task, positive }: Pick<FitArgs, "estimator" | "features" | "task" | "positive">, context: Context): Promise<{ readonly info: TargetInfo; readonly y: Target; readonly rows: number }> {
  const target = targetOf(features);
  const column = columnNamed(rows.schema, target) ?? fail(targetMissing, missingTarget(target, rows.schema, "to train on"));
  const values = await readTarget(rows, target, context, "to train on");
  const count = values.kind === "codes" ? values.codes.length : values.values.length;
  if (count === 0) fail(noTrainingRows, { estimator: estimator.describe });
  return { ...learnTarget(column, values, { task, positive }), rows: count };
}

/** Fits the recipe, the estimator, and the baseline on these rows. */
export async function fitModel(args: FitArgs, context: Context): Promise<{ readonly model: FittedModel; readonly rows: number }> {
  const { on, validate, estimator: described } = args;
  demandMemory(on, context);
  const { info, y, rows } = await targetOn(on, args, context);
  const estimator = await context.implementation<Estimator>(described);
  if (!estimator.tasks.includes(y.task)) fail(taskNotLearned, { estimator: described.describe, task: y.task, takes: wordsOfTask[y.task === "regression" ? "classification" : "regression"] });
  const { recipe, x } = await fitFeatures(args.features, on, y, context);
  const reading = "broken" in on.path ? undefined : columnReading(on.path.steps, recipe.input.columns.map(({ name }) => name), info.column);
  if (reading !== undefined && args.target_derived !== "allowed") fail(featureReadsTarget, { target: info.column, feature: reading });
  if (args.looksAtFeatures) await warnOfFeatures({ on, recipe, target: info.column, x, y }, context);
  context.progress(fitFrom, `${rows.toLocaleString("en")} rows, ${x.width} features`);
  const common = { x, y, seed: context.seed, stop: context.stop, warn: (message: string) => context.log("warning", message) };
  const validation = validate && (() => knownRows({ task: y.task, target: info, recipe }, validate, context));
  const state = await fitOn(estimator, described.describe, { ...common, validation, params: described.args, progress: (done, note) => context.progress(fitFrom + (fitTo - fitFrom) * done, note) });
  const plain = await context.implementation<Estimator>({ describe: "baseline", version: 1, args: {} });
  const baseline = await fitOn(plain, "baseline", { ...common, params: {}, progress: () => {} });
  return { model: { task: y.task, target: info, recipe, estimator: { name: described.describe, version: described.version, params: described.args }, state, baseline }, rows };
}

/** The fitted recipe and its matrix, on one reading of the rows: the columns as they were read are let go when it is made. */
async function fitFeatures(features: Described, on: DatasetValue, y: Target, given: Context): Promise<{ readonly recipe: FittedRecipe; readonly x: MixedMatrix }> {
  const context = withColumnCache(given);
  const { recipe, rows } = await fitRecipe(features, on, context, y);
  return { recipe, x: (await readyFeatures(rows, recipe, context)).x };
}

/** A column is there as it was read, and as a feature. */
const copies = 2;

function demandMemory({ rows = 0, schema }: DatasetValue, { memory }: Pick<Context, "memory">): void {
  const columns = schema.columns.length;
  const needed = rows * columns * Float64Array.BYTES_PER_ELEMENT * copies;
  const given = arrayMemory(memory);
  if (needed > given) fail(memoryTooSmall, { rows, columns, needed, given });
}
