import type { DatasetValue, Projection } from "../../../runtime/values.ts";
import type { ModelValue } from "../../training/model.ts";

/**
 * The model with that part of its path in front that has not been taken yet: all of it for raw rows, nothing for rows that were
 * prepared as its training rows were. Rows that were prepared in another way are taken as the recipe takes them.
 */
export function modelFor(model: ModelValue, rows: DatasetValue): ModelValue {
  const prepared: ModelValue = { ...model, path: { input: model.recipe.input, steps: [] } };
  if ("broken" in model.path || "broken" in rows.path) return prepared;
  const { steps } = model.path;
  const done = rows.path.steps;
  if (done.length > steps.length || done.some((step, index) => !sameStep(step, steps[index]))) return prepared;
  if (done.length === 0) return model;
  const before = steps[done.length - 1]?.schema ?? model.path.input;
  return { ...model, path: { input: before, steps: steps.slice(done.length) } };
}

const sameStep = (a: Projection, b: Projection | undefined): boolean => JSON.stringify(a.columns) === JSON.stringify(b?.columns);
