import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { featureMatrix, type Estimator, type SparseBlock } from "../../../stdlib/training/estimator.ts";
import { fitOn, predictOn } from "../../../stdlib/training/sparse/apply.ts";
import { rowsOfBlock } from "../../../stdlib/training/sparse/rows.ts";
import { spreadOut } from "../../../stdlib/training/sparse/spread-out.ts";
import { diagnosticOf } from "../../kit/nodes.ts";
import { near, sameInAllForms } from "./forms.ts";
import { estimator, named, recipeOf, rowsFrom, run, standardContext } from "./recipes.ts";

const context = await standardContext();
test.after(() => context.close());

interface Golden {
  readonly texts: readonly string[];
  readonly cases: Readonly<Record<string, { readonly args: Readonly<Record<string, unknown>>; readonly terms: readonly string[] | null; readonly rows: readonly (readonly [number[], number[]])[] }>>;
  readonly models: Readonly<Record<"num" | "labels" | "three" | "score" | "logistic" | "softmax" | "ridge", readonly number[]>> & { readonly docs: readonly string[] };
}

const golden = JSON.parse(readFileSync(new URL("../../fixtures/text.json", import.meta.url), "utf8")) as Golden;
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const texts = () => rowsFrom(context, `t,y\n${golden.texts.map((text, row) => `${quoted(text)},${row % 2}`).join("\n")}\n`);

for (const [name, { args, terms, rows: wanted }] of Object.entries(golden.cases)) {
  test(`words are counted and weighed as by scikit-learn, in every form: ${name}`, async () => {
    const rows = await texts();
    const { x } = await sameInAllForms(recipeOf("y", ["text", { columns: named("t"), ...args }]), rows, context);
    const [block] = x.blocks;
    assert.ok(block?.kind === "sparse");
    if (terms) assert.equal(x.names, terms.map((term) => `t=${term}`));
    wanted.forEach(([indices, values], row) => {
      const [from, to] = [block.offsets[row] ?? 0, block.offsets[row + 1] ?? 0];
      assert.equal([...block.indices.subarray(from, to)], indices, golden.texts[row]);
      near(block.values.subarray(from, to), values);
    });
    // Names of columns do not differ by capitals alone.
    if (x.width > 1000 || args["lowercase"] === false) return;
    // On a dataset, the same numbers are columns.
    const spread = await run("text", { rows, columns: named("t"), ...args }, context);
    assert.equal(spread.schema.columns.map((column) => column.name), [...x.names, "y"]);
    const columns = await (await context.engine()).columns(spread, x.names);
    spreadOut(x, "test").blocks.forEach((own) => {
      const column = columns.get(own.name);
      assert.ok(own.kind === "dense" && column?.kind === "numbers" && own.values.join() === column.values.join());
    });
  });
}

const { docs, num, ...models } = golden.models;
const described = (name: string) => context.implementation<Estimator>(estimator(name));

async function matrixOfDocs() {
  const rows = await rowsFrom(context, `t,num,y\n${docs.map((text, row) => `${text},${num[row]},0`).join("\n")}\n`);
  const { x } = await sameInAllForms(recipeOf("y", ["text", { columns: named("t") }]), rows, context);
  return x;
}

const fitting = { seed: 7, stop: context.stop, progress: () => {}, warn: (message: string) => assert.unreachable(message) };

for (const [name, key, of] of [["logistic_regression", "logistic", "labels"], ["logistic_regression", "softmax", "three"]] as const) {
  test(`${name} finds scikit-learn's probabilities on sparse columns, and its own on spread ones: ${key}`, async () => {
    const x = await matrixOfDocs();
    const own = await described(name);
    const classes = [...new Set(models[of])].sort();
    const y = { task: "classification", classes, codes: Int32Array.from(models[of]) } as const;
    const { args: params } = estimator(name);
    const state = await fitOn(own, name, { x, y, params, ...fitting });
    const prediction = predictOn(own, state, x, name);
    assert.ok(prediction.task === "classification");
    const last = docs.map((_, row) => prediction.probabilities[row * classes.length + classes.length - 1] ?? Number.NaN);
    // SciPy ends its search a little before the minimum.
    near(last, golden.models[key], 1e-5);
    const dense = spreadOut(x, name);
    const other = own.predict(await own.fit({ x: dense, y, params, ...fitting }), dense);
    near(last, docs.map((_, row) => (other.task === "classification" ? (other.probabilities[row * classes.length + classes.length - 1] ?? Number.NaN) : Number.NaN)), 1e-7);
  });
}

test("ridge finds scikit-learn's predictions on sparse columns", async () => {
  const x = await matrixOfDocs();
  const own = await described("ridge");
  const state = await fitOn(own, "ridge", { x, y: { task: "regression", values: Float64Array.from(models.score) }, params: { alpha: 0.5 }, ...fitting });
  const prediction = predictOn(own, state, x, "ridge");
  assert.ok(prediction.task === "regression");
  near(prediction.values, golden.models.ridge, 1e-8);
});

for (const name of ["random_forest", "gradient_boosting", "naive_bayes", "k_nearest", "decision_tree"]) {
  test(`${name} learns from words that are spread out for it`, async () => {
    const x = await matrixOfDocs();
    const own = await described(name);
    const y = { task: "classification", classes: [0, 1], codes: Int32Array.from(models.labels) } as const;
    const { args: params } = estimator(name);
    const state = await fitOn(own, name, { x, y, params, ...fitting, warn: () => {} });
    const prediction = predictOn(own, state, x, name);
    const dense = own.predict(state, spreadOut(x, name));
    assert.ok(prediction.task === "classification" && dense.task === "classification" && prediction.probabilities.join() === dense.probabilities.join());
  });
}

test("rows of a sparse block are those of the whole", () => {
  const block: SparseBlock = { kind: "sparse", name: "t", names: ["a", "b", "c"], offsets: Int32Array.of(0, 1, 1, 3, 4), indices: Int32Array.of(2, 0, 1, 2), values: Float64Array.of(1, 2, 3, 4) };
  const part = spreadOut(featureMatrix(2, [rowsOfBlock(block, 1, 3)]), "test");
  assert.equal(part.blocks.map((own) => own.kind === "dense" && [...own.values]), [[0, 2], [0, 3], [0, 0]]);
});

test("too much to spread out, options of another method, text without words, and columns of numbers are refused", async () => {
  const wide: SparseBlock = { kind: "sparse", name: "t", names: Array.from({ length: 20_000 }, (_, i) => `t${i}`), offsets: new Int32Array(10_001), indices: new Int32Array(), values: new Float64Array() };
  assert.is((await diagnosticOf((async () => spreadOut(featureMatrix(10_000, [wide]), "k_nearest"))())).code, "MLP6256");
  const rows = await texts();
  assert.is((await diagnosticOf(run("text", { rows, columns: named("t"), method: "hashing" }, context))).code, "MLP6257");
  assert.is((await diagnosticOf(run("text", { rows, columns: named("t"), min_rows: 12 }, context))).code, "MLP6258");
  assert.is((await diagnosticOf(run("text", { rows, columns: named("t"), method: "hashing", min_rows: 2 }, context))).code, "MLP6259");
  assert.is((await diagnosticOf(run("text", { rows, columns: named("y") }, context))).code, "MLP6254");
});

test.run();
