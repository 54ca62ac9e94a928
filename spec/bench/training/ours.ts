// Fits one estimator on the first rows of the table and predicts the others; prints seconds and the ROC AUC as JSON.
// ours.ts ESTIMATOR ROWS TEST_ROWS [THREADS]
import { neverStop } from "../../../runtime/stop.ts";
import type { Parameters } from "../../../language/nodes/parameter.ts";
import { featureMatrix, type Estimator, type FeatureMatrix } from "../../../stdlib/training/estimator.ts";
import { estimatorNodes } from "../../../stdlib/training/estimators/index.ts";
import { kinds, makeTable, regions } from "./data.mjs";

const [name = "", rows = 0, tests = 0, threads] = process.argv.slice(2).map((given, place) => (place === 0 ? given : Number(given))) as [string, number, number, number | undefined];
const table = makeTable(rows + tests);
const words = (count: number) => Array.from({ length: count }, (_, code) => String(code));

function matrix(from: number, to: number): FeatureMatrix {
  // Estimators that need every value get 0, the mean, in the gaps; so do those of the peers.
  const fill = name === "gradient_boosting" ? (value: number) => value : (value: number) => (Number.isNaN(value) ? 0 : value);
  return featureMatrix(to - from, [
    ...table.numbers.map((values, place) => ({ kind: "dense" as const, name: `x${place}`, values: values.slice(from, to).map(fill) })),
    { kind: "one_hot", name: "kind", categories: words(kinds), codes: table.kind.slice(from, to) },
    { kind: "one_hot", name: "region", categories: words(regions), codes: table.region.slice(from, to) },
  ]);
}

const node = estimatorNodes.find((one) => one.name === name);
if (node?.execution.kind !== "description" || !node.execution.provides) throw new Error(`there is no estimator \`${name}\``);
const estimator = (await node.execution.provides()) as Estimator;
const defaults = Object.fromEntries(Object.entries(node.takes as Parameters).map(([parameter, { default: value }]) => [parameter, value]));
const [x, held] = [matrix(0, rows), matrix(rows, rows + tests)];
const y = { task: "classification", classes: [0, 1], codes: table.label.slice(0, rows) } as const;
const began = performance.now();
const state = await estimator.fit({ x, y, params: defaults, seed: 1, stop: neverStop, progress: () => {}, warn: console.warn, threads });
const fitted = performance.now();
const prediction = estimator.predict(state, held);
const predicted = performance.now();
if (prediction.task !== "classification") throw new Error("classes are expected");
const scores = prediction.probabilities.filter((_, place) => place % 2 === 1);
console.log(JSON.stringify({ fit: (fitted - began) / 1000, predict: (predicted - fitted) / 1000, auc: auc(scores, table.label.slice(rows)), peak: process.resourceUsage().maxRSS / 1024 }));

/** The share of pairs of rows of both classes in the right order; equal scores count half. */
function auc(values: Float64Array, labels: Int32Array): number {
  const order = Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  let [ranks, positives] = [0, 0];
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to++;
    for (let place = from; place < to; place++) {
      if (labels[order[place] ?? 0] !== 1) continue;
      ranks += (from + 1 + to) / 2;
      positives++;
    }
    from = to;
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (labels.length - positives));
}
