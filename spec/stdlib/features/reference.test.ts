import { readFile } from "node:fs/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Cell } from "../../../language/nodes/functions.ts";
import type { Schema } from "../../../language/types/schema.ts";
import type { DatasetValue } from "../../../runtime/values.ts";
import { foldsOf } from "../../../stdlib/features/encoding/folds.ts";
import { fitRecipe } from "../../../stdlib/features/fit-recipe.ts";
import { withColumnCache } from "../../../stdlib/features/column-cache.ts";
import { learnTarget, readTarget } from "../../../stdlib/training/target.ts";
import { columnNamed } from "../../../language/types/schema.ts";
import { literal, sqlType } from "../../../runtime/relational/sql.ts";
import { afterAll } from "../../../stdlib/features/step.ts";
import { named, recipeOf, run, standardContext } from "./recipes.ts";

/** Fitted steps beside scikit-learn 1.9.1: what it makes of the same rows (`spec/fixtures/README.md` has the lines). */
type Columns = Readonly<Record<string, readonly (number | string | null)[]>>;
const { rows: given, new: unseen, folds, expected } = JSON.parse(await readFile(new URL("../../fixtures/steps.json", import.meta.url), "utf8")) as { rows: Columns; new: Columns; folds: readonly number[]; expected: Readonly<Record<string, readonly unknown[]>> };

const context = await standardContext({ seed: 7 });
test.after(() => context.close());

const kinds = { x: "float", k: "float", z: "float", c: "string", y: "int", v: "float", m: "string" } as const;

function datasetOf(columns: Columns): DatasetValue {
  const names = Object.keys(columns) as (keyof typeof kinds)[];
  const schema: Schema = { columns: names.map((name) => ({ name, type: { kind: kinds[name] }, nullable: true })) };
  const count = columns[names[0]!]!.length;
  const cell = (name: keyof typeof kinds, row: number): string => `CAST(${literal(columns[name]![row] as Cell)} AS ${sqlType({ kind: kinds[name] })})`;
  const values = Array.from({ length: count }, (_, row) => `(${[row, ...names.map((name) => cell(name, row))].join(", ")})`);
  return { kind: "dataset", schema, table: { sql: `SELECT * FROM (VALUES ${values.join(", ")}) AS given(${["__mlp_row", ...names].map((name) => `"${name}"`).join(", ")})` }, path: { input: schema, steps: [] } };
}
const rows = datasetOf(given);
const others = datasetOf(unseen);

async function column(of: DatasetValue, name: string): Promise<readonly unknown[]> {
  return (await context.rowsOf(of)).map((row) => row[name]);
}

function near(actual: readonly unknown[], wanted: readonly unknown[], what: string, tolerance = 1e-9): void {
  assert.is(actual.length, wanted.length, what);
  actual.forEach((value, row) => {
    const other = wanted[row];
    if (typeof value !== "number" || typeof other !== "number") assert.is(value, other, `${what}, row ${row}`);
    else assert.ok(Math.abs(value - other) <= tolerance * Math.max(1, Math.abs(other)), `${what}, row ${row}: ${value} is not ${other}`);
  });
}

/** The steps of a transformed dataset, for other rows. */
async function sameSteps(fitted: DatasetValue, of: DatasetValue): Promise<DatasetValue> {
  assert.ok("steps" in fitted.path);
  return afterAll(of, fitted.path.steps, context);
}

const scalers: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ["min_max range", { method: "min_max", range: [-1, 3] }],
  ["robust range", { method: "robust", quantile_range: [0.1, 0.8] }],
  ...[1000, 7].flatMap((quantiles) => (["uniform", "normal"] as const).map((output) => [`quantile ${quantiles} ${output}`, { method: "quantile", quantiles, output }] as const)),
];
for (const [name, args] of scalers) {
  test(`scale: ${name} is that of scikit-learn`, async () => {
    for (const of of ["x", "k", "z"]) {
      const fitted = await run("scale", { rows: await run("select", { rows, columns: named(of) }, context), columns: named(of), ...args }, context);
      const [own, ofNew] = expected[`${name} ${of}`] as [unknown[], unknown[]];
      near(await column(fitted, of), own, `${name} ${of}`);
      near(await column(await sameSteps(fitted, others), of), ofNew, `${name} ${of} of new rows`);
    }
  });
}

for (const name of ["box_cox x", "yeo_johnson x", "yeo_johnson k", "yeo_johnson z"]) {
  test(`scale: power ${name} is at the exact top of the likelihood, which scikit-learn comes near`, async () => {
    const [transform, of = ""] = name.split(" ");
    const values = await column(await run("scale", { rows, columns: named(of), method: "power", transform }, context), of);
    const [theirs, exact] = expected[`power ${name}`] as [unknown[], unknown[]];
    near(values, exact, "exact");
    near(values, theirs, "scikit-learn", 1e-6);
  });
}

for (const method of ["uniform", "quantile", "kmeans"]) {
  test(`bin: ${method} is that of scikit-learn`, async () => {
    for (const bins of [3, 5, 12]) {
      for (const of of bins < 12 ? ["k", "z"] : ["z"]) {
        const fitted = await run("bin", { rows: await run("select", { rows, columns: named(of) }, context), columns: named(of), method, bins, output: "ordinal" }, context);
        const [own, ofNew] = expected[`bin ${method} ${bins} ${of}`] as [unknown[], unknown[]];
        near(await column(fitted, of), own, `${method} ${bins} ${of}`);
        // scikit-learn takes no missing values, so it was given zeros for them.
        const theirs = ofNew.map((value, row) => (unseen[of]?.[row] === null ? null : value));
        near(await column(await sameSteps(fitted, others), of), theirs, `${method} ${bins} ${of} of new rows`);
      }
    }
  });
}

for (const [name, args] of [["min_frequency 4", { min_frequency: 4 }], ["min_frequency 0.12", { min_frequency: 0.12 }], ["max_categories 3", { max_categories: 3 }]] as const) {
  test(`encode: with ${name} the rare categories are those of scikit-learn`, async () => {
    const known = rows;
    const there = await run("filter", { rows: known, where: { call: "!=", args: [{ column: "c" }, { literal: null }] } }, context);
    const fitted = await run("encode", { rows: there, columns: named("c"), unknown: "other", ...args }, context);
    const kept = fitted.schema.columns.flatMap(({ name: own }) => (own.startsWith("c=") ? [own.slice(2)] : []));
    const all = new Set((given["c"] ?? []).filter((one) => one !== null));
    assert.equal([...all].filter((one) => !kept.includes(String(one))).sort(), [...(expected[name] as string[])].sort());
    assert.is(kept.at(-1), "other");
  });
}

for (const target of ["y", "v", "m"]) {
  for (const smooth of ["auto", 2.5]) {
    test(`encode: means of the target ${target}, smoothed by ${smooth}, are those of scikit-learn, also across folds`, async () => {
      const [crossed, whole, ofNew] = expected[`target ${target} ${smooth}`] as [number[][], number[][], number[][]];
      const on = await run("select", { rows, columns: named("c", target) }, context);
      const cached = withColumnCache(context);
      const values = await readTarget(on, target, cached, "to train on");
      const { y } = learnTarget(columnNamed(on.schema, target)!, values, {});
      const args = { columns: named("c"), method: "target", ...(smooth !== "auto" && { smooth }) };
      for (const used of [cached, context]) {
        // With the cache and in SQL.
        const { recipe, rows: training } = await fitRecipe(recipeOf(target, ["encode", args]), on, used, y);
        const names = recipe.features.map(({ name }) => name);
        assert.equal(names, target === "m" ? ["c=p", "c=q", "c=r"] : ["c"]);
        const columns = await (await used.engine()).columns(training, names);
        for (const [index, name] of names.entries()) {
          const own = columns.get(name);
          near(own?.kind === "numbers" ? [...own.values] : [], crossed[index]!, `${name} in training`);
          near(await column(await afterAll(on, recipe.steps, context), name), whole[index]!, `${name} of the same rows later`);
          near(await column(await afterAll(await run("select", { rows: others, columns: named("c") }, context), recipe.steps, context), name), ofNew[index]!, `${name} of new rows`);
        }
      }
    });
  }
}

test("folds are of equal size, by the row's number and the seed", async () => {
  const { of, count } = await foldsOf(rows, 5, context);
  assert.is(count, 5);
  assert.equal([...of], folds);
});

test("encode: hashing is that of scikit-learn", async () => {
  const [words, unsigned, signed] = expected["hash"] as [string[], number[][], number[][]];
  const texts = datasetOf({ c: words });
  for (const [args, wanted] of [[{}, unsigned], [{ signed: true }, signed]] as const) {
    const hashed = await run("encode", { rows: texts, columns: named("c"), method: "hash", buckets: 5, ...args }, context);
    for (const [bucket, values] of wanted.entries()) near(await column(hashed, `c=${bucket}`), values, `bucket ${bucket}`);
  }
});

for (const [degree, only] of [[2, false], [3, false], [3, true]] as const) {
  test(`polynomial: degree ${degree}${only ? ", interactions only," : ""} is that of scikit-learn`, async () => {
    const [names, columns] = expected[`polynomial ${degree} ${only ? "True" : "False"}`] as [string[], number[][]];
    const made = await run("polynomial", { rows: await run("select", { rows, columns: named("z", "k") }, context), columns: named("z", "k"), degree, interaction_only: only, include_bias: true }, context);
    assert.equal(new Set(made.schema.columns.map(({ name }) => name)), new Set(names));
    for (const [index, name] of names.entries()) near((await column(made, name)).slice(0, 6), columns[index]!, name);
  });
}

test.run();
