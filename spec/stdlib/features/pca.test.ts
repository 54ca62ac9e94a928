import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { principalComponents } from "../../../stdlib/features/pca/components.ts";
import { diagnosticOf } from "../../kit/nodes.ts";
import { csvOf, near, sameInAllForms } from "./forms.ts";
import { named, numeric, recipeOf, rowsFrom, run, standardContext } from "./recipes.ts";

const context = await standardContext();
test.after(() => context.close());

interface Case {
  readonly x: readonly (readonly number[])[];
  readonly args: { readonly n_components?: number; readonly whiten?: boolean };
  readonly scores: readonly (readonly number[])[];
}

const golden = JSON.parse(readFileSync(new URL("../../fixtures/pca.json", import.meta.url), "utf8")) as Readonly<Record<string, Case>>;

for (const [name, { x, args, scores }] of Object.entries(golden)) {
  test(`components are those of scikit-learn, in every form: ${name}`, async () => {
    const rows = await rowsFrom(context, csvOf(x));
    const recipe = recipeOf("y", ["pca", { columns: numeric, ...(args.n_components !== undefined && { components: args.n_components }), ...(args.whiten && { whiten: true }) }]);
    const { x: matrix } = await sameInAllForms(recipe, rows, context);
    assert.equal(matrix.names, scores[0]?.map((_, index) => `pc${index + 1}`));
    matrix.blocks.forEach((block, index) => block.kind === "dense" && near(block.values, scores.map((row) => row[index] ?? Number.NaN)));
  });
}

test("many rows give the components of scikit-learn, too, by covariances", () => {
  const columns = Array.from({ length: 6 }, (_, j) => Float64Array.from({ length: 60_000 }, (_, i) => Math.sin(i * (j + 1) * 0.7) * (j + 1) + Math.cos(i * 0.1 * j) + j * 10));
  const { directions, variances } = principalComponents(columns);
  near(directions.subarray(0, 12), [5.275494885347567e-7, 3.7671489200030717e-6, 0.0002733108062562342, -1.4996888173829381e-5, 1.8696035231635655e-6, 0.999999962529165, 2.4226794237493977e-6, -2.513168722351189e-6, 5.378102309855359e-6, 0.0009122786643391834, 0.9999995838514534, -1.8573831778515015e-6]);
  near(variances.subarray(0, 2), [18.50017686621397, 13.000071908876437]);
});

test("components stand in the place of the columns, and others stay", async () => {
  const rows = await rowsFrom(context, "id,a,b,c\nx,1,2,5\ny,2,1,6\nz,4,3,7\n");
  const made = await run("pca", { rows, columns: named("a", "c"), components: 1, prefix: "size" }, context);
  assert.equal(made.schema.columns.map(({ name }) => name), ["id", "size1", "b"]);
  const all = await context.rowsOf(made);
  assert.equal(all.map(({ id }) => id), ["x", "y", "z"]);
  near(all.map((row) => Number(row["size1"])), [-1.6629031913637649, -0.2794974126349581, 1.9424006039987227]);
});

test("a row with a gap has no components", async () => {
  const rows = await rowsFrom(context, "a,b,y\n1,2,0\n2,1,1\n4,3,0\n");
  const { recipe } = await sameInAllForms(recipeOf("y", ["pca", { columns: numeric }]), rows, context);
  const { rowMatrix } = await import("../../../stdlib/training/matrix.ts");
  const [block] = (await rowMatrix(recipe, context))([{ a: 1, b: null }, { a: 1, b: 2 }]).blocks;
  assert.ok(block?.kind === "dense" && Number.isNaN(block.values[0]) && !Number.isNaN(block.values[1]));
});

test("gaps, infinities, text, too many components and taken names are refused", async () => {
  const gaps = await rowsFrom(context, 'a,b,t\n1,2,u\n,1,v\n4,3,w\n');
  assert.is((await diagnosticOf(run("pca", { rows: gaps, columns: numeric }, context))).code, "MLP6250");
  assert.match((await diagnosticOf(run("pca", { rows: gaps, columns: numeric }, context))).help ?? "", "impute");
  assert.is((await diagnosticOf(run("pca", { rows: gaps, columns: named("t") }, context))).code, "MLP6202");
  const infinite = await rowsFrom(context, "a,b\n1,2\ninf,1\n4,3\n");
  assert.is((await diagnosticOf(run("pca", { rows: infinite, columns: numeric }, context))).code, "MLP6251");
  const whole = await rowsFrom(context, "a,b,PC1\n1,2,1\n2,1,2\n4,3,1\n");
  assert.is((await diagnosticOf(run("pca", { rows: whole, columns: named("a", "b"), components: 3 }, context))).code, "MLP6253");
  assert.is((await diagnosticOf(run("pca", { rows: whole, columns: named("a", "b") }, context))).code, "MLP6252");
});

test.run();
