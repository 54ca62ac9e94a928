import type { DatasetValue } from "../../../runtime/values.ts";
import { load } from "../../../stdlib/data/load.ts";
import { trainModel, type TrainArgs } from "../../../stdlib/training/train-model.ts";
import type { TestContext } from "../../kit/context.ts";
import { datasetFrom, partsFrom } from "../../kit/nodes.ts";
import { categorical, estimator, nodeNamed, numeric, recipeOf, run } from "../features/recipes.ts";

const steps = recipeOf(
  "Species",
  ["impute", { columns: numeric }],
  ["impute", { columns: categorical, with: "most_frequent" }],
  ["scale", { columns: numeric }],
  ["encode", { columns: categorical }],
);

/** Penguins with a derived and a renamed column, split, and a model of their species. */
export async function penguinModel(context: TestContext) {
  const raw = await datasetFrom(load, { path: "npm:vega-datasets/data/penguins.json" }, context);
  const bill = { call: "/", args: [{ column: "Beak Length (mm)" }, { column: "Beak Depth (mm)" }] };
  const rows = await run("rename", { rows: await run("derive", { rows: raw, bill }, context), mass: "Body Mass (g)" }, context);
  const parts = await partsFrom(nodeNamed("split"), { rows, train: 0.8, test: 0.2, stratify: { select: "columns", names: ["Species"] } }, context);
  const part = (name: string): DatasetValue => parts.get(name) ?? raw;
  const train = (args: Partial<TrainArgs> = {}) => trainModel({ estimator: estimator("logistic_regression"), features: steps, on: part("train"), ...args }, context);
  return { raw, part, train, model: await train() };
}
