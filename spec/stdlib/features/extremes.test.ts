import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { DatasetValue } from "../../../runtime/values.ts";
import { diagnosticOf } from "../../kit/nodes.ts";
import { csvOf, near, sameInAllForms } from "./forms.ts";
import { named, numeric, recipeOf, rowsFrom, run, standardContext } from "./recipes.ts";

const context = await standardContext();
test.after(() => context.close());

interface Golden {
  readonly x: readonly number[];
  readonly quantile: readonly number[];
  readonly rank: readonly number[];
  readonly [method: string]: unknown;
}

const golden = JSON.parse(readFileSync(new URL("../../fixtures/extremes.json", import.meta.url), "utf8")) as Golden;
const rowsOf = () => rowsFrom(context, csvOf(golden.x.map((value) => [value])));
const column = async (rows: DatasetValue, name = "x0") => (await context.rowsOf(rows)).map((row) => row[name]);
const numbers = (values: readonly unknown[]) => values.map((value) => (value === null ? Number.NaN : Number(value)));

for (const method of ["iqr", "z", "mad"]) {
  const { outside, clipped } = golden[method] as { readonly outside: readonly boolean[]; readonly clipped: readonly number[] };
  test(`${method} finds the outliers that NumPy and SciPy find, and clips at the same bounds`, async () => {
    const rows = await rowsOf();
    assert.equal(await column(await run("outliers", { rows, columns: named("x0"), method, action: "flag" }, context), "x0 is outlier"), outside);
    near(numbers(await column(await run("outliers", { rows, columns: named("x0"), method, action: "clip" }, context))), clipped);
    const emptied = await column(await run("outliers", { rows, columns: named("x0"), method, action: "null" }, context));
    assert.equal(emptied, golden.x.map((value, row) => (outside[row] ? null : value)));
    const left = await column(await run("drop_outliers", { rows, columns: named("x0"), method }, context));
    assert.equal(left, golden.x.filter((_, row) => !outside[row]));
    for (const action of ["null", "flag", "clip"]) await sameInAllForms(recipeOf("y", ["outliers", { columns: numeric, method, action }]), rows, context);
  });
}

test("winsorize cuts off as NumPy's quantiles and SciPy's ranks say", async () => {
  const rows = await rowsOf();
  for (const limits of ["quantile", "rank"] as const) {
    near(numbers(await column(await run("winsorize", { rows, columns: named("x0"), lower: 0.05, upper: 0.1, limits }, context))), golden[limits]);
    await sameInAllForms(recipeOf("y", ["winsorize", { columns: numeric, limits }]), rows, context);
  }
});

test("gaps are no outliers, and neither is anything in a constant column", async () => {
  const rows = await rowsFrom(context, "a,b\n1,\n1,2\n1,3\n1,1000\n1,2\n1,2\n1,3\n");
  const flagged = await run("outliers", { rows, columns: numeric, action: "flag" }, context);
  assert.equal(await column(flagged, "a is outlier"), Array.from({ length: 7 }, () => false));
  assert.equal(await column(flagged, "b is outlier"), [false, false, false, true, false, false, false]);
  assert.is((await context.rowsOf(await run("drop_outliers", { rows, columns: numeric }, context))).length, 6);
  assert.equal(await column(await run("winsorize", { rows, columns: named("b"), lower: 0.2, upper: 0.2, limits: "rank" }, context), "b"), [null, 2, 3, 3, 2, 2, 3]);
});

test("integers stay integers where outliers are emptied; infinities are outliers, where bounds can be found", async () => {
  const rows = await rowsFrom(context, "a,b\n1,1\n2,2\n3,3\n900,inf\n2,2\n1,1\n");
  const made = await run("outliers", { rows, columns: numeric }, context);
  assert.equal(made.schema.columns.map(({ type }) => type.kind), ["int", "float"]);
  assert.equal((await context.rowsOf(made))[3], { a: null, b: null });
  assert.is((await diagnosticOf(run("outliers", { rows, columns: named("b"), method: "z" }, context))).code, "MLP6251");
});

const cities = "city,y\na,0\na,1\na,0\nb,1\nb,0\nÅ,1\n,0\nzz,1\nzz,0\nother,1\n";

test("rare categories become one, unseen ones too, and gaps stay", async () => {
  const rows = await rowsFrom(context, cities);
  const grouped = async (args: Readonly<Record<string, unknown>>) => column(await run("group_rare", { rows, columns: named("city"), ...args }, context), "city");
  assert.equal(await grouped({ min_count: 2 }), ["a", "a", "a", "b", "b", "other", null, "zz", "zz", "other"]);
  assert.equal(await grouped({ min_share: 0.3, to: "rest" }), ["a", "a", "a", "rest", "rest", "rest", null, "rest", "rest", "rest"]);
  assert.equal(await grouped({ most: 2, to: "rest" }), ["a", "a", "a", "b", "b", "rest", null, "rest", "rest", "rest"]);
  assert.equal(new Set(await grouped({ most: 0 })), new Set(["other", null]));
  const { recipe } = await sameInAllForms(recipeOf("y", ["group_rare", { columns: named("city"), min_count: 2 }], ["encode", { columns: named("city") }]), rows, context);
  const { rowMatrix } = await import("../../../stdlib/training/matrix.ts");
  const [block] = (await rowMatrix(recipe, context))([{ city: "new" }, { city: "a" }, { city: null }]).blocks;
  assert.equal(block?.kind === "one_hot" && [...block.codes].map((code) => block.categories[code] ?? null), ["other", "a", null]);
});

test("group_rare takes text and a limit", async () => {
  const rows = await rowsFrom(context, cities);
  assert.is((await diagnosticOf(run("group_rare", { rows, columns: named("y"), min_count: 2 }, context))).code, "MLP6254");
  assert.is((await diagnosticOf(run("group_rare", { rows, columns: named("city") }, context))).code, "MLP6255");
  assert.is((await diagnosticOf(run("outliers", { rows, columns: named("city") }, context))).code, "MLP6202");
});

test.run();
