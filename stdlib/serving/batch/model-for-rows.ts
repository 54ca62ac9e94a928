import { isComputation, type DatasetValue } from "../../../runtime/values.ts";
import type { ModelValue } from "../../training/model.ts";
import { pathTo } from "../../training/row-path.ts";

export interface ModelForRows {
  /** The model, with its path from raw rows only where the rows have not taken it yet. */
  readonly model: ModelValue;
  /** The rows were prepared, but in another way than the model's training rows. */
  readonly differs: boolean;
}

/** How a model is to be applied to rows: to raw ones with its whole path, to prepared ones as its recipe takes them. */
export function modelForRows(model: ModelValue, rows: DatasetValue): ModelForRows {
  const { path } = rows;
  const wanted = model.recipe.input.columns.map(({ name }) => name);
  const present = new Set(rows.schema.columns.map(({ name }) => name));
  const raw = !("broken" in path) && path.steps.length === 0;
  if (raw || !wanted.every((name) => present.has(name))) return { model, differs: false };
  const own = pathTo(path, wanted);
  return { model: { ...model, path: { input: model.recipe.input, steps: [] } }, differs: stepsOf(own) !== stepsOf(model.path) };
}

/** Where the values come from, as text to compare; types do not matter to it. */
function stepsOf(path: ModelValue["path"]): string {
  return "broken" in path ? path.broken : JSON.stringify(path.steps.map((step) => (isComputation(step) ? [step.compute, step.state, step.takes, step.gives] : step.columns)));
}
