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
import { missingTarget } from "../features/missing-target.ts";
import { fitRecipe, targetOf } from "../features/fit-recipe.ts";
import type { Estimator, Task } from "./estimator.ts";
import { judge, knownRows } from "./judge.ts";
import { readyFeatures } from "./matrix.ts";
import type { ModelValue } from "./model.ts";
import { qualityOf } from "./quality.ts";
import { fitOn } from "./sparse/apply.ts";
import { columnReading, pathTo } from "./row-path.ts";
import { namesOf } from "./row-names.ts";
import { sketchRows } from "./row-sketch.ts";
import { learnTarget, readTarget, wordsOfTask } from "./target.ts";
import { warnOfFeatures } from "./warnings/warn-of-features.ts";

export interface TrainArgs {
  readonly estimator: Described;
  readonly features: Described;
  readonly on: DatasetValue;
  readonly validate?: DatasetValue | undefined;
  readonly positive?: Literal | undefined;
  readonly task?: Task | undefined;
  readonly seen?: "allowed" | undefined;
  readonly target_derived?: "allowed" | undefined;
}

/** Where a fit's own progress lies between reading the rows and measuring the model. */
const fitFrom = 0.1;
const fitTo = 0.9;

const validationNote = "The rows that the model was validated on may be among those it was fitted on (`seen: allowed`).";
const targetNote = "Features of the model may be computed from the target (`target_derived: allowed`): the scores may be too good.";

/** Fits the recipe, the estimator, and the baseline beside it. */
export async function trainModel(args: TrainArgs, given: Context): Promise<ModelValue> {
  const context = withColumnCache(given);
  const { on, validate, estimator: described } = args;
  demandMemory(on, context);
  const target = targetOf(args.features);
  const column = columnNamed(on.schema, target) ?? fail(targetMissing, missingTarget(target, on.schema, "to train on"));
  const values = await readTarget(on, target, context, "to train on");
  const rows = values.kind === "codes" ? values.codes.length : values.values.length;
  if (rows === 0) fail(noTrainingRows, { estimator: described.describe });
  const { info, y } = learnTarget(column, values, { task: args.task, positive: args.positive });
  const estimator = await context.implementation<Estimator>(described);
  if (!estimator.tasks.includes(y.task)) fail(taskNotLearned, { estimator: described.describe, task: y.task, takes: wordsOfTask[y.task === "regression" ? "classification" : "regression"] });
  const { recipe, rows: ready } = await fitRecipe(args.features, on, context, y);
  const inputs = recipe.input.columns.map(({ name }) => name);
  const reading = "broken" in on.path ? undefined : columnReading(on.path.steps, inputs, target);
  if (reading !== undefined && args.target_derived !== "allowed") fail(featureReadsTarget, { target, feature: reading });
  const { x } = await readyFeatures(ready, recipe, context);
  await warnOfFeatures({ on, recipe, target, x, y }, context);
  context.progress(fitFrom, `${rows.toLocaleString("en")} rows, ${x.width} features`);
  const common = { x, y, seed: context.seed, stop: context.stop, warn: (message: string) => context.log("warning", message) };
  const validation = validate && (() => knownRows({ task: y.task, target: info, recipe }, validate, context));
  const state = await fitOn(estimator, described.describe, { ...common, validation, params: described.args, progress: (done, note) => context.progress(fitFrom + (fitTo - fitFrom) * done, note) });
  const plain = await context.implementation<Estimator>({ describe: "baseline", version: 1, args: {} });
  const baseline = await fitOn(plain, "baseline", { ...common, params: {}, progress: () => {} });
  const names = namesOf(context, "on", "validate");
  const notes = [...(args.seen === "allowed" ? [validationNote] : []), ...(args.target_derived === "allowed" ? [targetNote] : [])];
  const model: ModelValue = {
    kind: "model",
    task: y.task,
    target: info,
    path: pathTo(on.path, inputs),
    recipe,
    estimator: { name: described.describe, version: described.version, params: described.args },
    state,
    baseline,
    trainedOn: { rows, ...(names && { names }), sketch: await sketchRows(on, [...inputs, target], context) },
    ...(notes.length > 0 && { notes }),
  };
  return validate ? { ...model, metrics: await metricsOn(model, validate, context) } : model;
}

/** A column is there as it was read, and as a feature. */
const copies = 2;

function demandMemory({ rows = 0, schema }: DatasetValue, { memory }: Pick<Context, "memory">): void {
  const columns = schema.columns.length;
  const needed = rows * columns * Float64Array.BYTES_PER_ELEMENT * copies;
  const given = arrayMemory(memory);
  if (needed > given) fail(memoryTooSmall, { rows, columns, needed, given });
}

async function metricsOn(model: ModelValue, rows: DatasetValue, context: Context): Promise<Readonly<Record<string, number>>> {
  const { prediction, y, notes } = await judge(model, rows, context);
  for (const note of notes) context.log("warning", note);
  return qualityOf(prediction, y, model.target).metrics;
}
