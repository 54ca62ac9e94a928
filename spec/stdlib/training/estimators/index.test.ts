import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Call } from "../../../../language/nodes/signature.ts";
import { trainingDiagnostics } from "../../../../language/diagnostics/registry/training.ts";
import { featureMatrix, type Estimator, type FeatureMatrix } from "../../../../stdlib/training/estimator.ts";
import { estimatorNodes } from "../../../../stdlib/training/estimators/index.ts";
import { classes, dense, failure, fitted, probabilitiesOf, quantity, uniform, valuesOf } from "../data.ts";

/** What a call gives when nothing is written between its parentheses. */
const emptyCall = (takes: Readonly<Record<string, { readonly default?: unknown }>>): Call =>
  ({ has: () => false, constant: (name: string) => takes[name]?.default, report: () => {} }) as unknown as Call;

const defaultsOf = (takes: Readonly<Record<string, { readonly default?: unknown }>>) => Object.fromEntries(Object.entries(takes).map(([name, { default: value }]) => [name, value]));

async function estimatorOf(node: (typeof estimatorNodes)[number]): Promise<Estimator> {
  if (node.execution.kind !== "description" || !node.execution.provides) throw new Error(`${node.name} describes nothing`);
  return (await node.execution.provides()) as Estimator;
}

const random = uniform(12);
const x = featureMatrix(90, [
  { kind: "dense", name: "a", values: Float64Array.from({ length: 90 }, random) },
  { kind: "one_hot", name: "b", categories: ["u", "v"], codes: Int32Array.from({ length: 90 }, () => Math.floor(random() * 3) - 1) },
]);
const codes = Array.from({ length: 90 }, (_, i) => i % 3);

/** One row at a time: what a served model does. */
const single = (row: number): FeatureMatrix =>
  featureMatrix(1, x.blocks.map((block) => (block.kind === "dense" ? { ...block, values: block.values.slice(row, row + 1) } : { ...block, codes: block.codes.slice(row, row + 1) })));

for (const node of estimatorNodes) {
  test(`${node.name} learns with its defaults what it says it learns, and survives being stored`, async () => {
    const estimator = await estimatorOf(node);
    const type = node.infer(emptyCall(node.takes));
    assert.is(type.kind === "object" ? (type.facts.task ?? "both") : "", estimator.tasks.length === 2 ? "both" : estimator.tasks[0]);
    for (const task of estimator.tasks) {
      const y = task === "classification" ? classes(codes) : quantity(codes.map((code) => code + random()));
      const { state } = await fitted(estimator, x, y, defaultsOf(node.takes));
      const stored: unknown = structuredClone(state);
      const prediction = estimator.predict(stored, x);
      const [numbers, perRow] = task === "classification" ? [probabilitiesOf(prediction), 3] : [valuesOf(prediction), 1];
      assert.is(numbers.length, 90 * perRow);
      assert.ok(numbers.every(Number.isFinite));
      for (const row of [0, 41, 89]) {
        const alone = estimator.predict(stored, single(row));
        assert.equal([...(task === "classification" ? probabilitiesOf(alone) : valuesOf(alone))], [...numbers.subarray(row * perRow, (row + 1) * perRow)]);
      }
      const importance = estimator.importance?.(stored, x.names);
      if (importance) assert.ok(importance.length === x.width && importance.every((value) => value >= 0));
    }
  });
}

test("a missing value in a row to predict is refused by name, except by those that take it", async () => {
  const trained = dense({ height: [1, 2, 3, 4, 5, 6] });
  for (const node of estimatorNodes) {
    const estimator = await estimatorOf(node);
    const y = estimator.tasks[0] === "classification" ? classes([0, 0, 0, 1, 1, 1]) : quantity([1, 2, 3, 4, 5, 6]);
    const { predict } = await fitted(estimator, trained, y, defaultsOf(node.takes));
    const missing = dense({ height: [Number.NaN] });
    if (["gradient_boosting", "baseline"].includes(node.name)) predict(missing);
    else assert.match((await failure(() => predict(missing))).message, `\`${node.name}\` needs a number in every row, and \`height\` is missing`);
  }
});

test("a fit can be stopped", async () => {
  for (const node of estimatorNodes.filter(({ name }) => !["baseline", "k_nearest"].includes(name))) {
    const estimator = await estimatorOf(node);
    const y = estimator.tasks[0] === "classification" ? classes(codes) : quantity(codes);
    const stop = { check: () => { throw new Error("stopped"); } };
    const input = { x, y, params: defaultsOf(node.takes), seed: 1, stop, progress: () => {}, warn: () => {} };
    let message = "";
    try {
      await estimator.fit(input);
    } catch (error) {
      message = (error as Error).message;
    }
    assert.is(message, "stopped", node.name);
  }
});

test("plain gradient descent says which parameters it does not have", () => {
  const node = estimatorNodes.find(({ name }) => name === "logistic_regression");
  const reported: unknown[] = [];
  const call = { has: (name: string) => name === "c", constant: () => "gd", report: (_: unknown, details: unknown) => reported.push(details) } as unknown as Call;
  node?.infer(call);
  assert.equal(reported, [{ solver: "gd", parameter: "c" }]);
});

test("every kind of mistake has a number of its own and explains itself", () => {
  assert.is(new Set(trainingDiagnostics.map(({ code }) => code)).size, trainingDiagnostics.length);
  for (const { code, explain } of trainingDiagnostics) assert.ok(/^MLP61\d\d$/.test(code) && explain.length > 80, code);
});

test.run();
