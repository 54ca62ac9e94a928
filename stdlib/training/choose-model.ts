import { fail } from "../../language/diagnostics/diagnostic.ts";
import { noModels } from "../../language/diagnostics/registry/features.ts";
import type { Context } from "../../runtime/node.ts";
import type { DatasetValue } from "../../runtime/values.ts";
import { mistakeOf } from "./best-of.ts";
import { judge } from "./judge.ts";
import type { ModelValue } from "./model.ts";
import { qualityOf } from "./quality.ts";
import { namesOf } from "./row-names.ts";
import { smallerIsBetter } from "./report.ts";

/** The best model by a metric, with what it measured. */
export async function chooseModel(models: readonly ModelValue[], by: string, on: DatasetValue, context: Context): Promise<ModelValue> {
  const why = models.length === 0 ? "`best_of` has no model to choose from" : mistakeOf(models.map(({ task, target }) => ({ task, target: target.column })), by);
  if (why !== undefined) fail(noModels, { why });
  const chosenOn = namesOf(context, "on") ?? [];
  const sign = smallerIsBetter.has(by) ? -1 : 1;
  let best: ModelValue | undefined;
  let highest = Number.NEGATIVE_INFINITY;
  for (const [place, model] of models.entries()) {
    const { prediction, y } = await judge(model, on, context);
    const { metrics } = qualityOf(prediction, y, model.target);
    const value = metrics[by] ?? Number.NaN;
    context.log("info", `${model.estimator.name}: ${by} ${value.toPrecision(4)}`);
    context.progress((place + 1) / models.length);
    if (best === undefined || sign * value > highest) {
      best = { ...model, metrics, trainedOn: { ...model.trainedOn, ...(model.trainedOn.names && { names: [...new Set([...model.trainedOn.names, ...chosenOn])].sort() }) } };
      highest = Number.isNaN(value) ? Number.NEGATIVE_INFINITY : sign * value;
    }
  }
  return best ?? fail(noModels, { why: "`best_of` has no model to choose from" });
}
