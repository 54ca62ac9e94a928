import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { rowMatrix } from "../../../stdlib/training/matrix.ts";
import { diagnosticOf } from "../../kit/nodes.ts";
import { csvOf, near, sameInAllForms } from "./forms.ts";
import { named, numeric, recipeOf, rowsFrom, run, standardContext } from "./recipes.ts";

const context = await standardContext();
test.after(() => context.close());

type Rows = readonly (readonly (number | null)[])[];

interface Case {
  readonly x: Rows;
  readonly new: Rows;
  readonly args: Readonly<Record<string, unknown>>;
  readonly filled: Rows;
  readonly new_filled: Rows;
}

const golden = JSON.parse(readFileSync(new URL("../../fixtures/impute.json", import.meta.url), "utf8")) as Readonly<Record<string, Case>>;

for (const [name, { x, args, filled, ...rest }] of Object.entries(golden)) {
  test(`gaps are filled as by scikit-learn, in rows that were learned from and in others: ${name}`, async () => {
    const { recipe, x: matrix } = await sameInAllForms(recipeOf("y", ["impute", { columns: numeric, ...args }]), await rowsFrom(context, csvOf(x)), context);
    const tolerance = args["with"] === "iterative" ? 1e-6 : 1e-9;
    matrix.blocks.forEach((block, index) => block.kind === "dense" && near(block.values, filled.map((row) => row[index] ?? null), tolerance));
    const others = rest.new.map((row) => Object.fromEntries(row.map((value, index) => [`x${index}`, value])));
    (await rowMatrix(recipe, context))(others).blocks.forEach((block, index) => block.kind === "dense" && near(block.values, rest.new_filled.map((row) => row[index] ?? null), tolerance));
  });
}

test("a row without any value is filled with the means, and one row alone as among others", async () => {
  const { recipe } = await sameInAllForms(recipeOf("y", ["impute", { columns: numeric, with: "k_nearest" }]), await rowsFrom(context, "a,b,y\n1,10,0\n2,,1\n6,30,0\n"), context);
  const [a, b] = (await rowMatrix(recipe, context))([{ a: null, b: null }]).blocks.map((block) => (block.kind === "dense" ? block.values[0] : undefined));
  assert.equal([a, b], [3, 20]);
});

test("of equally near rows the first fills, and an equal row alone where distances weigh", async () => {
  const rows = await rowsFrom(context, "a,b\n0,1\n2,2\n1,\n1,7\n");
  assert.is((await context.rowsOf(await run("impute", { rows, columns: numeric, with: "k_nearest", neighbours: 2 }, context)))[2]?.["b"], 4);
  assert.is((await context.rowsOf(await run("impute", { rows, columns: numeric, with: "k_nearest", neighbours: 3, weights: "distance" }, context)))[2]?.["b"], 7);
});

for (const way of ["mean", "median", "most_frequent", "k_nearest", "iterative"]) {
  test(`\`indicator\` tells where gaps were: ${way}`, async () => {
    const rows = await rowsFrom(context, "a,b,t,y\n1,10,u,0\n,20,v,1\n3,,w,0\n4,40,u,1\n");
    const made = await run("impute", { rows, columns: named("a", "b"), with: way, indicator: true }, context);
    assert.equal(made.schema.columns.map(({ name, type }) => [name, type.kind].join(" ")).slice(3), ["y int", "a is missing bool", "b is missing bool"]);
    assert.equal((await context.rowsOf(made)).map((row) => [row["a is missing"], row["b is missing"], row["a"] === null, row["t"]]), [
      [false, false, false, "u"],
      [true, false, false, "v"],
      [false, true, false, "w"],
      [false, false, false, "u"],
    ]);
    await sameInAllForms(recipeOf("y", ["drop_columns", { columns: named("t") }], ["impute", { columns: numeric, with: way, indicator: true }], ["scale", { columns: numeric }]), rows, context);
  });
}

test("only columns that lead to a feature are kept, and all that they are filled from", async () => {
  const rows = await rowsFrom(context, "a,b,c,d,y\n1,10,5,1,0\n,20,6,2,1\n3,,7,3,0\n4,40,9,4,1\n");
  const { recipe } = await sameInAllForms(recipeOf("y", ["impute", { columns: named("a", "b"), with: "iterative" }], ["drop_columns", { columns: named("b", "c") }]), rows, context);
  assert.equal(recipe.input.columns.map(({ name }) => name), ["a", "b", "d"]);
  assert.equal(recipe.features.map(({ name }) => name), ["a", "d"]);
});

test("columns of text or with an infinite value, and arguments of another way are refused", async () => {
  const rows = await rowsFrom(context, "a,b,t,e\n1,10,u,\n,20,v,\n3,inf,w,\n");
  const code = async (args: Readonly<Record<string, unknown>>) => (await diagnosticOf(run("impute", { rows, ...args }, context))).code;
  assert.is(await code({ columns: named("a", "t"), with: "k_nearest" }), "MLP6202");
  assert.is(await code({ columns: named("a", "b"), with: "iterative" }), "MLP6251");
  assert.is(await code({ columns: named("a"), with: "mean", neighbours: 3 }), "MLP6204");
  assert.is(await code({ columns: named("a"), with: "k_nearest", value: 3 }), "MLP6204");
  const clash = await rowsFrom(context, "a,A is Missing\n1,2\n,3\n");
  assert.is((await diagnosticOf(run("impute", { rows: clash, columns: named("a"), with: "mean", indicator: true }, context))).code, "MLP6252");
});

test("forward_fill takes the last value before, by group and order, and leaves rows where they are", async () => {
  const rows = await rowsFrom(context, "g,t,x,w\na,3,,c\nb,1,,b\na,1,1,\na,2,,a\nb,2,5,\nb,3,,\na,4,,\n");
  const filled = async (args: Readonly<Record<string, unknown>>) => (await context.rowsOf(await run("forward_fill", { rows, columns: named("x", "w"), ...args }, context))).map((row) => [row["x"], row["w"]]);
  // As pandas: sorted by t, within g, then ffill.
  assert.equal(await filled({ by: named("g"), order: named("t") }), [[1, "c"], [null, "b"], [1, null], [1, "a"], [5, "b"], [5, "b"], [1, "c"]]);
  assert.equal(await filled({}), [[null, "c"], [null, "b"], [1, "b"], [1, "a"], [5, "a"], [5, "a"], [5, "a"]]);
  assert.equal(await filled({ most: 1 }), [[null, "c"], [null, "b"], [1, "b"], [1, "a"], [5, "a"], [5, null], [null, null]]);
  const { path } = await run("forward_fill", { rows, columns: named("x") }, context);
  assert.equal(path, { broken: "forward_fill" });
});

test.run();
