import type { Context } from "../../../runtime/node.ts";
import type { DatasetValue } from "../../../runtime/values.ts";
import type { ModelVersionValue } from "../../registry/version.ts";
import type { ModelValue, OpenModel, ScoreDataset } from "../../training/model.ts";
import { demandRoom, withScores } from "../../training/scored-rows.ts";
import { fitColumns } from "./fit-columns.ts";
import { modelForRows } from "./model-for-rows.ts";

/** How models predict; given from outside, so that nothing of training is loaded before it is needed. */
export interface Scoring {
  readonly openModel: OpenModel;
  readonly scoreDataset: ScoreDataset;
}

/** The rows with the model's prediction and, for a classification, the probability of each class; kept in the store. */
export async function addPredictions(model: ModelVersionValue | ModelValue, rows: DatasetValue, context: Context, scoring: Scoring): Promise<DatasetValue> {
  const whole = model.kind === "model" ? model : ((await context.getValue(model.model)) as ModelValue);
  demandRoom(rows.schema, whole.target);
  const { model: ready, differs } = modelForRows(whole, rows);
  if (differs) context.log("warning", "these rows were prepared in another way than those that the model was trained on");
  const { input } = await scoring.openModel(ready, context);
  const fitted = await fitColumns(rows, input, model.kind === "model" ? "the model" : model.name, await context.engine());
  return withScores(rows, await scoring.scoreDataset(ready, fitted, context), whole.target, "predict", context);
}
