import type { Context } from "../../runtime/node.ts";
import type { DatasetValue } from "../../runtime/values.ts";
import { fitModel, type FitArgs } from "./fit-model.ts";
import { judge } from "./judge.ts";
import type { ModelValue } from "./model.ts";
import { qualityOf } from "./quality.ts";
import { namesOf } from "./row-names.ts";
import { pathTo } from "./row-path.ts";
import { sketchRows } from "./row-sketch.ts";

export interface TrainArgs extends Omit<FitArgs, "looksAtFeatures"> {
  readonly seen?: "allowed" | undefined;
}

const validationNote = "The rows that the model was validated on may be among those it was fitted on (`seen: allowed`).";
export const targetNote = "Features of the model may be computed from the target (`target_derived: allowed`): the scores may be too good.";

/** Fits the recipe, the estimator, and the baseline beside it. */
export async function trainModel(args: TrainArgs, context: Context): Promise<ModelValue> {
  const { on, validate } = args;
  const { model: fitted, rows } = await fitModel({ ...args, looksAtFeatures: true }, context);
  const { recipe, target } = fitted;
  const inputs = recipe.input.columns.map(({ name }) => name);
  const names = namesOf(context, "on", "validate");
  const notes = [...(args.seen === "allowed" ? [validationNote] : []), ...(args.target_derived === "allowed" ? [targetNote] : [])];
  const model: ModelValue = {
    kind: "model",
    task: fitted.task,
    target,
    path: pathTo(on.path, inputs),
    recipe,
    estimator: fitted.estimator,
    state: fitted.state,
    baseline: fitted.baseline,
    trainedOn: { rows, ...(names && { names }), sketch: await sketchRows(on, [...inputs, target.column], context) },
    ...(notes.length > 0 && { notes }),
  };
  return validate ? { ...model, metrics: await metricsOn(model, validate, context) } : model;
}

async function metricsOn(model: ModelValue, rows: DatasetValue, context: Context): Promise<Readonly<Record<string, number>>> {
  const { prediction, y, notes } = await judge(model, rows, context);
  for (const note of notes) context.log("warning", note);
  return qualityOf(prediction, y, model.target).metrics;
}
