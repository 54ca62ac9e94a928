import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Context } from "../../../runtime/node.ts";
import type { DatasetValue } from "../../../runtime/values.ts";
import type { Cell } from "../../../language/nodes/functions.ts";
import { load } from "../../../stdlib/data/load.ts";
import { fitRecipe } from "../../../stdlib/features/fit-recipe.ts";
import type { MixedMatrix } from "../../../stdlib/training/estimator.ts";
import { matrixOf, matrixOfRows } from "../../../stdlib/training/matrix.ts";
import { trainModel, type TrainArgs } from "../../../stdlib/training/train-model.ts";
import { datasetFrom, diagnosticOf } from "../../kit/nodes.ts";
import { categorical, estimator, named, numeric, recipeOf, rowsFrom, run, standardContext } from "../features/recipes.ts";

const context = await standardContext();
test.after(() => context.close());

const penguins = (): Promise<DatasetValue> => datasetFrom(load, { path: "npm:vega-datasets/data/penguins.json" }, context);
const plainRows = async (rows: DatasetValue) => (await context.rowsOf(rows)) as readonly Readonly<Record<string, Cell>>[];

/** A matrix to compare: gaps equal each other. */
const shown = ({ rows, names, blocks }: MixedMatrix) => ({
  rows,
  names,
  blocks: blocks.map((block) => ({ ...block, ...(block.kind === "dense" ? { values: Array.from(block.values, String) } : block.kind === "one_hot" ? { codes: [...block.codes] } : {}) })),
});

const everyStep = recipeOf(
  "Species",
  ["derive", { rest: { ratio: { call: "/", args: [{ column: "Beak Length (mm)" }, { column: "Beak Depth (mm)" }] } } }],
  ["impute", { columns: numeric, with: "median" }],
  ["scale", { columns: numeric, method: "robust" }],
  ["impute", { columns: named("Sex"), with: "most_frequent" }],
  ["encode", { columns: categorical, method: "one_hot" }],
);

test("rows give the same matrix in the engine and one by one", async () => {
  const rows = await penguins();
  const { recipe } = await fitRecipe(everyStep, rows, context);
  const x = await matrixOf(rows, recipe, context);
  assert.equal(shown(x), shown(await matrixOfRows(await plainRows(rows), recipe, context)));
  assert.is(x.rows, 344);
  assert.equal(x.names.slice(0, 3), ["Island=Biscoe", "Island=Dream", "Island=Torgersen"]);
});

const training = 'a,n,b,c,y\nx,1,true,red,0\ny,,false,blue,1\nx,3.5,,red,1\n"",2,true,"",0\n';
const strange = 'a,n,b,c,y\nnew,,,green,0\nx,7,true,red,\n"","",false,"",1\n';
const mixed = recipeOf("y", ["encode", { columns: named("a", "b"), method: "one_hot" }], ["encode", { columns: named("c"), method: "ordinal" }], ["scale", { columns: named("n"), method: "min_max" }]);

test("so do gaps and categories that training has not seen", async () => {
  const { recipe } = await fitRecipe(mixed, await rowsFrom(context, training), context);
  const rows = await rowsFrom(context, strange);
  const x = await matrixOf(rows, recipe, context);
  assert.equal(shown(x), shown(await matrixOfRows(await plainRows(rows), recipe, context)));
  assert.equal(x.names, ["a=x", "a=y", "n", "b=false", "b=true", "c"]);
  const codes = x.blocks.map((block) => (block.kind === "one_hot" ? [...block.codes] : Array.from(block.values, String)));
  assert.equal(codes, [[-1, 0, -1], ["NaN", "2.4", "NaN"], [-1, 1, 0], ["NaN", "1", "NaN"]]);
});

test("categories of any text are kept apart, in order of code points", async () => {
  const words = ["it's", '\\"', "\u{1F600}", "\uFFFD", "\u00e9", "e\u0301", " a", "__proto__"];
  const odd = words.map((word, place) => `"${word.replaceAll('"', '""')}",${place % 2}`).join("\n");
  for (const method of ["one_hot", "ordinal"]) {
    const rows = await rowsFrom(context, `a,y\n${odd}\n`);
    const { recipe } = await fitRecipe(recipeOf("y", ["encode", { columns: named("a"), method, unknown: "error" }]), rows, context);
    const x = await matrixOf(rows, recipe, context);
    assert.equal(shown(x), shown(await matrixOfRows(await plainRows(rows), recipe, context)));
    const [block] = x.blocks;
    assert.equal(block?.kind === "one_hot" ? [...block.codes] : [...(block?.values ?? [])], [4, 1, 7, 6, 5, 3, 0, 2]);
  }
});

for (const method of ["one_hot", "ordinal"]) {
  test(`unknown: error refuses a category that training has not seen, in both forms (${method})`, async () => {
    const refusing = recipeOf("y", ["encode", { columns: named("a"), method, unknown: "error" }], ["select", { columns: named("a") }]);
    const { recipe } = await fitRecipe(refusing, await rowsFrom(context, training), context);
    const rows = await rowsFrom(context, strange);
    const inEngine = await diagnosticOf(matrixOf(rows, recipe, context));
    assert.is(inEngine.code, "MLP6206");
    assert.is(inEngine.message, (await diagnosticOf((async () => matrixOfRows(await plainRows(rows), recipe, context))())).message);
  });
}

test("a recipe keeps only the columns that its features read", async () => {
  const short = recipeOf("y", ["drop_columns", { columns: named("a", "c") }]);
  const { recipe } = await fitRecipe(short, await rowsFrom(context, training), context);
  assert.equal(recipe.input.columns.map(({ name }) => name), ["n", "b"]);
});

const train = (args: Partial<TrainArgs> & Pick<TrainArgs, "on" | "features">) => trainModel({ estimator: estimator("decision_tree"), ...args }, context as Context);
const encoded = recipeOf("y", ["impute", { columns: numeric }], ["impute", { columns: named("b"), with: "most_frequent" }], ["encode", { columns: named("a", "c") }]);

test("a target of two numbers is classes, the later one positive; task: says otherwise", async () => {
  const on = await rowsFrom(context, "n,y\n1,0\n2,1\n3,1\n4,0\n");
  const features = recipeOf("y");
  const two = await train({ on, features });
  assert.equal([two.task, two.target.classes, two.target.positive], ["classification", [0, 1], 1]);
  assert.is((await train({ on, features, positive: 0 })).target.positive, 0);
  assert.is((await train({ on, features, task: "regression" })).task, "regression");
});

test("a number with more values is a quantity; text is classes in order of code points", async () => {
  assert.is((await train({ on: await rowsFrom(context, "n,y\n1,0\n2,1\n3,2\n"), features: recipeOf("y") })).task, "regression");
  const words = await train({ on: await rowsFrom(context, "n,y\n1,b\n2,B\n3,a\n"), features: recipeOf("y") });
  assert.equal([words.target.classes, words.target.positive], [["B", "a", "b"], undefined]);
  const flags = await train({ on: await rowsFrom(context, "n,y\n1,true\n2,false\n3,true\n"), features: recipeOf("y") });
  assert.equal([flags.target.classes, flags.target.positive], [[false, true], true]);
});

const mistakes: readonly (readonly [what: string, code: string, csv: string, args: Partial<TrainArgs>])[] = [
  ["a target that is not there", "MLP6222", "n,z\n1,2\n", {}],
  ["a row without a target", "MLP6223", "n,y\n1,2\n2,\n3,4\n", {}],
  ["a date as target", "MLP6224", "n,y\n1,2024-01-01\n", {}],
  ["text as the target of a regression", "MLP6224", "n,y\n1,a\n2,b\n", { task: "regression" }],
  ["a positive class that is none", "MLP6225", "n,y\n1,a\n2,b\n", { positive: "c" }],
  ["text that reaches the estimator", "MLP6220", "n,t,y\n1,k,a\n2,l,b\n", {}],
  ["no feature", "MLP6221", "y\na\nb\n", {}],
  ["no row", "MLP6102", "n,y\n", { task: "classification" }],
  ["an estimator of the other task", "MLP6106", "n,y\n1,a\n2,b\n", { estimator: estimator("ridge") }],
  ["a step that does not work row by row", "MLP6208", "n,y\n1,a\n2,b\n", { features: recipeOf("y", ["sort", { by: named("n") }]) }],
  ["an encoded column that is scaled", "MLP6205", "n,y\n1,a\n2,b\n", { features: recipeOf("y", ["encode", { columns: named("n") }], ["scale", { columns: named("n") }]) }],
  ["the target in a step", "MLP6201", "n,y\n1,a\n2,b\n", { features: recipeOf("y", ["encode", { columns: named("y") }]) }],
];
for (const [what, code, csv, args] of mistakes) {
  test(`${what} is told`, async () => {
    const told = await diagnosticOf(rowsFrom(context, csv).then((on) => train({ on, features: recipeOf("y"), ...args })));
    assert.is(told.code, code, told.message);
  });
}

test("a feature that is computed from the target is told", async () => {
  const on = await rowsFrom(context, "n,y\n1,10\n2,20\n3,30\n");
  const twice = await run("derive", { rows: on, twice: { call: "*", args: [{ column: "y" }, { literal: 2 }] } }, context);
  const renamed = await run("rename", { rows: twice, target: "y" }, context);
  const told = await diagnosticOf(train({ on: renamed, features: recipeOf("target") }));
  assert.equal([told.code, told.message], ["MLP6232", "the feature `twice` is computed from the target `target`"]);
});

test("the metrics on the validation rows are the model's", async () => {
  const on = await rowsFrom(context, training.replace('"",2,true,"",0', "y,2,true,blue,0"));
  const model = await train({ on, features: encoded, validate: on });
  assert.is(typeof model.metrics?.["accuracy"], "number");
  assert.is((await train({ on, features: encoded })).metrics, undefined);
});

test.run();
