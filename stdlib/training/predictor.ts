import { fail } from "../../language/diagnostics/diagnostic.ts";
import { pathBroken } from "../../language/diagnostics/registry/features.ts";
import type { Prediction } from "./estimator.ts";
import { estimatorOf } from "./judge.ts";
import { rowMatrix } from "./matrix.ts";
import { predictedClasses } from "./metrics/confusion.ts";
import type { ModelValue, OpenModel, Scored } from "./model.ts";
import { rowSteps } from "./row-steps.ts";
import { predictOn } from "./sparse/apply.ts";

/** Makes a model ready for raw rows. Throws a diagnostic where the training rows went through a node that single rows cannot take. */
export const openModel: OpenModel = async (model, context) => {
  const { path, recipe } = model;
  if ("broken" in path) fail(pathBroken, { step: path.broken });
  const estimator = await estimatorOf(model, context);
  const prepare = await rowSteps(path.input, path.steps, context);
  const matrix = await rowMatrix(recipe, context);
  return {
    model,
    input: path.input,
    prepare,
    predict: (rows) => (rows.length === 0 ? [] : scoredRows(model, predictOn(estimator, model.state, matrix(prepare(rows)), model.estimator.name))),
  };
};

/** Predictions row by row, classes under their labels. */
function scoredRows({ target }: ModelValue, prediction: Prediction): readonly Scored[] {
  if (prediction.task === "regression") return Array.from(prediction.values, (value) => ({ prediction: value }));
  const { probabilities, classes } = prediction;
  return Array.from(predictedClasses(probabilities, classes), (place, row) => ({
    prediction: target.classes?.[place] ?? place,
    probabilities: Array.from(probabilities.subarray(row * classes, (row + 1) * classes)),
  }));
}
