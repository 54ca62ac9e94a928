import { fail } from "../../language/diagnostics/diagnostic.ts";
import { pathBroken } from "../../language/diagnostics/registry/features.ts";
import { afterAll } from "../features/step.ts";
import { estimatorOf } from "./judge.ts";
import { matrixOf, requireColumns } from "./matrix.ts";
import type { ScoreDataset } from "./model.ts";
import { predictOn } from "./sparse/apply.ts";

/** Scores raw rows: the same steps as `openModel` takes, in the engine. Probabilities are row-major, rows × classes. */
export const scoreDataset: ScoreDataset = async (model, rows, context) => {
  const { path, recipe } = model;
  if ("broken" in path) fail(pathBroken, { step: path.broken });
  requireColumns(rows.schema, path.input, "the rows");
  const x = await matrixOf(await afterAll(rows, path.steps, context), recipe, context);
  context.signal.throwIfAborted();
  const prediction = predictOn(await estimatorOf(model, context), model.state, x, model.estimator.name);
  return prediction.task === "regression" ? { values: prediction.values } : { probabilities: prediction.probabilities };
};
