import { test } from "uvu";
import * as assert from "uvu/assert";
import type { DatasetValue } from "../../../runtime/values.ts";
import { columnNamed } from "../../../language/types/schema.ts";
import { fitRecipe } from "../../../stdlib/features/fit-recipe.ts";
import { afterAll } from "../../../stdlib/features/step.ts";
import { learnTarget, readTarget } from "../../../stdlib/training/target.ts";
import type { Target } from "../../../stdlib/training/estimator.ts";
import { matrixOf } from "../../../stdlib/training/matrix.ts";
import { diagnosticOf } from "../../kit/nodes.ts";
import { sameInAllForms } from "./forms.ts";
import { named, numeric, recipeOf, rowsFrom, run, standardContext } from "./recipes.ts";

const context = await standardContext();
test.after(() => context.close());

const column = async (rows: DatasetValue, name: string): Promise<readonly unknown[]> => (await context.rowsOf(rows)).map((row) => row[name]);
const after = async (fitted: DatasetValue, csv: string): Promise<DatasetValue> => {
  assert.ok("steps" in fitted.path);
  return afterAll(await rowsFrom(context, csv), fitted.path.steps, context);
};
const targetOf = async (rows: DatasetValue): Promise<Target> => learnTarget(columnNamed(rows.schema, "y")!, await readTarget(rows, "y", context, "to train on"), {}).y;

const scales = ["quantile", "power"].map((method) => ({ method }));
const bins = ["quantile", "uniform", "kmeans"].map((method) => ({ method, output: "ordinal" }));

for (const args of scales) {
  test(`scale: ${args.method} makes one value of a constant column and of a single row, and keeps gaps`, async () => {
    assert.equal(await column(await run("scale", { rows: await rowsFrom(context, 'x\n2\n""\n2\n'), columns: numeric, ...args }, context), "x"), [0, null, 0]);
    assert.equal(await column(await run("scale", { rows: await rowsFrom(context, "x\n2\n"), columns: numeric, ...args }, context), "x"), [0]);
  });
}

for (const [step, args] of [...["standard", "min_max", "max_abs", "quantile", "power"].map((method) => ["scale", { method }] as const), ...bins.map((one) => ["bin", one] as const)]) {
  test(`${step}: ${args.method} refuses to learn from infinite values`, async () => {
    const rows = await rowsFrom(context, "x\n1.5\n2\ninf\n");
    assert.is((await diagnosticOf(run(step, { rows, columns: numeric, ...args }, context))).code, "MLP6241");
  });
}

test("scale: robust learns from infinite values, as long as the quartiles are finite", async () => {
  const rows = await rowsFrom(context, "x\n1.5\n2\n3\n3\n4\ninf\n-inf\n");
  assert.equal((await column(await run("scale", { rows, columns: numeric, method: "robust" }, context), "x")).slice(-2), [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
});

test("scale: values beyond what was seen get the outermost quantile scores, infinite ones too", async () => {
  const fitted = await run("scale", { rows: await rowsFrom(context, "x\n1.5\n2\n3\n3\n4\n"), columns: numeric, method: "quantile" }, context);
  assert.equal(await column(await after(fitted, "x\n-5.5\ninf\n-inf\n2.5\n"), "x"), [0, 1, 0, 0.375]);
});

test("scale: box_cox refuses values that are not above 0, and leaves later ones out", async () => {
  const fitted = await run("scale", { rows: await rowsFrom(context, "x\n1\n2\n4\n"), columns: numeric, method: "power", transform: "box_cox" }, context);
  assert.equal((await column(await after(fitted, "x\n2\n0\n-1\n"), "x")).map((value) => value === null), [false, true, true]);
  assert.is((await diagnosticOf(run("scale", { rows: await rowsFrom(context, "x\n0\n2\n4\n"), columns: numeric, method: "power", transform: "box_cox" }, context))).code, "MLP6242");
});

test("bin: a constant column is one bin, and so is a single row", async () => {
  for (const csv of ["x\n2\n2\n", "x\n2\n"]) for (const args of bins) assert.equal(new Set(await column(await run("bin", { rows: await rowsFrom(context, csv), columns: numeric, ...args }, context), "x")), new Set([0]));
  assert.equal(await context.rowsOf(await run("bin", { rows: await rowsFrom(context, 'x\n2\n""\n'), columns: numeric }, context)), [{ "x=all": 1 }, { "x=all": 0 }]);
});

test("bin: quantiles that are equal make fewer bins", async () => {
  const rows = await run("bin", { rows: await rowsFrom(context, "x\n0\n0\n0\n0\n0\n1\n1\n2\n2\n"), columns: numeric, bins: 4, output: "ordinal" }, context);
  assert.equal(await column(rows, "x"), [0, 0, 0, 0, 0, 1, 1, 1, 1]);
});

test("bin: edges that are given divide values at them, and belong to the bin above", async () => {
  const csv = 'x\n17.9\n18\n64\n65\n1000\n-5\n""\n';
  const labels = await run("bin", { rows: await rowsFrom(context, csv), columns: numeric, edges: [18, 65], output: "label" }, context);
  assert.equal(await column(labels, "x"), ["< 18", "18 to 65", "18 to 65", ">= 65", ">= 65", "< 18", null]);
  assert.equal(labels.schema.columns[0]?.type, { kind: "category", values: ["< 18", "18 to 65", ">= 65"] });
  const { recipe, x } = await sameInAllForms(recipeOf("y", ["bin", { columns: named("x"), edges: [18, 65] }]), await rowsFrom(context, "x,y\n17.9,1\n18,0\n,1\n70,1\n"), context);
  assert.equal(x.names, ["x=< 18", "x=18 to 65", "x=>= 65"]);
  assert.is(recipe.features.length, 1);
});

test("encode: `other` collects rare categories and those that were not there, in every form", async () => {
  const csv = "a,y\na,1\na,0\nb,1\nother,1\n,0\n";
  const recipe = recipeOf("y", ["encode", { columns: named("a"), unknown: "other", min_frequency: 2 }]);
  const { recipe: fitted, x } = await sameInAllForms(recipe, await rowsFrom(context, csv), context);
  assert.equal(x.names, ["a=a", "a=other"]);
  const [block] = (await matrixOf(await rowsFrom(context, 'a,y\na,1\nnew,1\nb,1\n"",1\n'), fitted, context)).blocks;
  assert.equal(block?.kind === "one_hot" ? [...block.codes] : [], [0, 1, 1, -1]);
});

test("encode: the category that collects others has a name of its own", async () => {
  const rows = await rowsFrom(context, "a\nother\nother\n(other)\n(other)\nx\n");
  assert.equal((await run("encode", { rows, columns: named("a"), unknown: "other", min_frequency: 2 }, context)).schema.columns.map(({ name }) => name), ["a=(other)", "a=other", "a=((other))"]);
});

test("encode: `drop` leaves the first category out, and none where there is one alone", async () => {
  const csv = "a,b,y\nz,k,1\nx,k,0\ny,k,1\n";
  const namesOf = async (drop: string): Promise<readonly string[]> => (await sameInAllForms(recipeOf("y", ["encode", { columns: named("a", "b"), drop }]), await rowsFrom(context, csv), context)).x.names;
  assert.equal(await namesOf("first"), ["a=y", "a=z"]);
  assert.equal(await namesOf("if_binary"), ["a=x", "a=y", "a=z", "b=k"]);
  const dropped = await run("encode", { rows: await rowsFrom(context, "a\nx\ny\n"), columns: named("a"), drop: "if_binary" }, context);
  assert.equal(await context.rowsOf(dropped), [{ "a=y": 0 }, { "a=y": 1 }]);
  assert.is((await diagnosticOf(fitRecipe(recipeOf("y", ["drop_columns", { columns: named("a") }], ["encode", { columns: named("b"), drop: "first" }]), await rowsFrom(context, csv), context))).code, "MLP6221");
});

test("encode: an unknown category is refused by every method that learns categories", async () => {
  const csv = "a,y\nx,1\nx,0\nz,1\nz,1\n";
  for (const method of ["one_hot", "ordinal", "frequency", "target"]) {
    const rows = await rowsFrom(context, csv);
    const { recipe } = await fitRecipe(recipeOf("y", ["encode", { columns: named("a"), method, unknown: "error" }]), rows, context, await targetOf(rows));
    assert.is((await diagnosticOf(matrixOf(await rowsFrom(context, "a,y\nnew,1\n"), recipe, context))).code, "MLP6206", method);
  }
});

test("encode: frequencies of missing and of unknown categories", async () => {
  const fitted = await run("encode", { rows: await rowsFrom(context, 'a\nx\nx\nz\n""\n'), columns: named("a"), method: "frequency", output: "count" }, context);
  assert.equal(await column(await after(fitted, 'a\nx\nz\nnew\n""\n'), "a"), [2, 1, 0, null]);
});

test("encode: ten thousand categories are looked up, also the last, in every form", async () => {
  const words = Array.from({ length: 10_000 }, (_, index) => (index % 100 === 0 ? `\u{1D400}${index}` : `ключ ${index}`));
  const csv = `a,y\n${words.map((word, index) => `${word},${index % 3}`).join("\n")}\n`;
  const rows = await rowsFrom(context, csv);
  const y = await targetOf(rows);
  for (const method of ["one_hot", "ordinal", "frequency", "target", "hash"]) {
    const { x } = await sameInAllForms(recipeOf("y", ["encode", { columns: named("a"), method }]), rows, context, y);
    assert.is(x.rows, 10_000);
    const [block] = x.blocks;
    // Astral characters come after all others.
    if (method === "ordinal") assert.is(block?.kind === "dense" ? block.values[0] : undefined, 9900);
    if (method === "one_hot") assert.is(block?.kind === "one_hot" ? block.codes[100] : undefined, 9901);
  }
});

test("encode: means of a target of one class, of one row, and of fewer rows than folds", async () => {
  for (const csv of ["a,y\nx,1\n", "a,y\nx,1\nz,1\n", "a,y\nx,1\nz,0\nx,0\n"]) {
    const rows = await rowsFrom(context, csv);
    const { rows: training, recipe } = await fitRecipe(recipeOf("y", ["encode", { columns: named("a"), method: "target" }]), rows, context, await targetOf(rows));
    for (const of of [training, await afterAll(rows, recipe.steps, context)]) for (const value of await column(of, "a")) assert.ok(typeof value === "number" && value >= 0 && value <= 1, String(value));
  }
});

test("encode: a row's own target has no part in its code, and later steps learn from such codes", async () => {
  const csv = (first: number) => `a,y\nx,${first}\nx,4\nz,3\nz,8\nx,5\nz,2\nx,7\n`;
  const codes = async (first: number): Promise<readonly unknown[]> => {
    const rows = await rowsFrom(context, csv(first));
    const { rows: training } = await fitRecipe(recipeOf("y", ["encode", { columns: named("a"), method: "target" }], ["derive", { rest: { b: { call: "*", args: [{ column: "a" }, { literal: 2 }] } } }]), rows, context, await targetOf(rows));
    assert.equal(await column(training, "b"), (await column(training, "a")).map((value) => Number(value) * 2));
    return column(training, "a");
  };
  const [one, other] = [await codes(1), await codes(100)];
  assert.is(one[0], other[0]);
  assert.ok(one.some((value, row) => value !== other[row]));
});

test("encode: the target is never learned from on a dataset", async () => {
  const rows = await rowsFrom(context, "a,y\nx,1\nz,0\n");
  assert.is((await diagnosticOf(run("encode", { rows, columns: named("a"), method: "target" }, context))).code, "MLP6243");
});

test("columns of any names are looked up by the columns' values", async () => {
  const csv = '__mlp_v,"say ""hi""",Select,y\n1,a,x,1\n2,b,x,0\n3,a,,1\n4,,z,0\n';
  const steps = ["bin", "scale"].map((step) => [step, { columns: { select: "numeric" }, ...(step === "bin" ? { edges: [2], output: "ordinal" } : { method: "quantile" }) }] as const);
  await sameInAllForms(recipeOf("y", ["encode", { columns: { select: "categorical" }, method: "frequency" }], ...steps), await rowsFrom(context, csv), context);
});

test("interactions: numbers, categories, and both, in every form", async () => {
  const csv = "n,m,a,b,y\n1,2,x,p & q,1\n2,,z,q,0\n,3,x,,1\n4,5,,p,0\n";
  const { x } = await sameInAllForms(recipeOf("y", ["interactions", { columns: named("n"), with: named("m", "a") }], ["interactions", { columns: named("a"), with: named("b") }], ["encode", { columns: { select: "categorical" } }]), await rowsFrom(context, csv), context);
  assert.equal(x.names, ["n", "m", "a=x", "a=z", "b=p", "b=p & q", "b=q", "n m", "n a=x", "n a=z", "a b=x & p && q", "a b=z & q"]);
  const dense = Object.fromEntries(x.blocks.flatMap((block) => (block.kind === "dense" ? [[block.name, [...block.values]]] : [])));
  assert.equal(dense["n m"], [2, Number.NaN, Number.NaN, 20]);
  assert.equal(dense["n a=x"], [1, 0, Number.NaN, 0]);
});

const mistakes: readonly (readonly [what: string, code: string, step: string, args: Readonly<Record<string, unknown>>])[] = [
  ["an option of another method", "MLP6240", "scale", { columns: named("x"), method: "standard", range: [0, 1] }],
  ["a range that descends", "MLP6240", "scale", { columns: named("x"), method: "min_max", range: [1, 0] }],
  ["quantiles that are one", "MLP6240", "scale", { columns: named("x"), method: "robust", quantile_range: [0.5, 0.5] }],
  ["rare categories that nothing collects", "MLP6240", "encode", { columns: named("a"), min_frequency: 2 }],
  ["smoothing of frequencies", "MLP6240", "encode", { columns: named("a"), method: "frequency", smooth: 2 }],
  ["unknown categories of hashing", "MLP6240", "encode", { columns: named("a"), method: "hash", unknown: "error" }],
  ["edges that are given and learned", "MLP6240", "bin", { columns: named("x"), edges: [1], bins: 3 }],
  ["edges that descend", "MLP6240", "bin", { columns: named("x"), edges: [2, 1] }],
  ["bins of text", "MLP6202", "bin", { columns: named("a") }],
  ["powers of text", "MLP6202", "polynomial", { columns: named("a") }],
  ["a product with a date", "MLP6202", "interactions", { columns: named("x"), with: named("d") }],
  ["too many columns of signs", "MLP6244", "encode", { columns: named("a"), method: "hash", buckets: 5000, signed: true }],
  ["a power that is a column already", "MLP6207", "polynomial", { columns: named("x") }],
];
for (const [what, code, step, args] of mistakes) {
  test(`${what} is told`, async () => assert.is((await diagnosticOf(run(step, { rows: await rowsFrom(context, "x,a,d,x^2\n1,z,2024-01-01,1\n2,y,2024-01-01,4\n"), ...args }, context))).code, code));
}

test("more products than can be are told", async () => {
  const names = Array.from({ length: 30 }, (_, index) => `c${index}`);
  const rows = await rowsFrom(context, `${names.join(",")}\n${names.map(() => 1).join(",")}\n`);
  assert.is((await diagnosticOf(run("polynomial", { rows, columns: numeric, degree: 4 }, context))).code, "MLP6244");
});

test.run();
