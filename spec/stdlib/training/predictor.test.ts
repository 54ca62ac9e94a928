import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Cell } from "../../../language/nodes/functions.ts";
import { openModel } from "../../../stdlib/training/predictor.ts";
import { scoreDataset } from "../../../stdlib/training/score.ts";
import { diagnosticOf } from "../../kit/nodes.ts";
import { standardContext } from "../features/recipes.ts";
import { penguinModel } from "./penguins.ts";

const context = await standardContext();
test.after(() => context.close());

const { raw, model } = await penguinModel(context);
const rawRows = (await context.rowsOf(raw)) as readonly Readonly<Record<string, Cell>>[];

test("raw rows score the same one by one as in the engine", async () => {
  const predictor = await openModel(model, context);
  const { probabilities = new Float64Array() } = await scoreDataset(model, raw, context);
  assert.equal(predictor.predict(rawRows).flatMap((row) => row.probabilities ?? []), [...probabilities]);
});

test("a model asks for the raw columns that its features read, and never for the target", async () => {
  const { input } = await openModel(model, context);
  assert.equal(input.columns.map(({ name }) => name), ["Island", "Beak Length (mm)", "Beak Depth (mm)", "Flipper Length (mm)", "Body Mass (g)", "Sex"]);
});

test("rows are prepared as the recipe takes them", async () => {
  const predictor = await openModel(model, context);
  const [row] = predictor.prepare(rawRows.slice(0, 1));
  assert.equal(Object.keys(row ?? {}).sort(), model.recipe.input.columns.map(({ name }) => name).sort());
  assert.is(row?.["bill"], 39.1 / 18.7);
});

test("a model behind a node that single rows cannot take is not served", async () => {
  const broken = { ...model, path: { broken: "sample" } };
  assert.is((await diagnosticOf(openModel(broken, context))).code, "MLP6228");
  assert.is((await diagnosticOf(scoreDataset(broken, raw, context))).code, "MLP6228");
});


test.run();
