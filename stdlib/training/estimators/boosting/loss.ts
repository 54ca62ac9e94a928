import { logistic, softmaxRow, softplus } from "../../numeric/softmax.ts";
import { quantileOf } from "../../numeric/select.ts";

/** What boosting minimises, of raw predictions: values, logarithms of means (`poisson`), log-odds of the second class, or scores of the classes. */
export type Loss =
  | { readonly kind: "squared" }
  | { readonly kind: "absolute" }
  | { readonly kind: "poisson" }
  | { readonly kind: "logistic" }
  | { readonly kind: "quantile"; readonly quantile: number }
  | { readonly kind: "softmax"; readonly classes: number };

export const outputsOf = (loss: Loss): number => (loss.kind === "softmax" ? loss.classes : 1);

/** The best constant raw predictions for a target: values, 0 and 1, or classes. */
export function startOf(loss: Loss, target: Float64Array): Float64Array {
  if (loss.kind === "absolute") return Float64Array.of(quantileOf(target.slice(), 0.5));
  if (loss.kind === "quantile") return Float64Array.of(quantileOf(target.slice(), loss.quantile));
  if (loss.kind === "softmax") {
    const counts = new Float64Array(loss.classes);
    for (let i = 0; i < target.length; i++) counts[target[i]!]!++;
    const logs = counts.map((count) => Math.log(count / target.length));
    const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
    return logs.map((log) => log - mean);
  }
  const mean = meanOf(target);
  return Float64Array.of(loss.kind === "squared" ? mean : loss.kind === "poisson" ? Math.log(mean) : Math.log(mean / (1 - mean)));
}

/** What the loss says of a leaf better than its gradients do, as a step from the raw predictions: of the losses without curvature, a quantile of what is left of the target. */
export function leafValueOf(loss: Loss, target: Float64Array, raw: Float64Array): ((rows: Uint32Array) => number) | undefined {
  if (loss.kind !== "absolute" && loss.kind !== "quantile") return undefined;
  const share = loss.kind === "quantile" ? loss.quantile : 0.5;
  return (rows) => quantileOf(Float64Array.from(rows, (row) => target[row]! - raw[row]!), share);
}

/** The mean loss of raw predictions, one vector an output; what does not depend on them is left out. */
export function meanLoss(loss: Loss, raw: readonly Float64Array[], target: Float64Array): number {
  if (loss.kind === "softmax") {
    const scores = raw.map((column) => column.slice());
    let sum = 0;
    for (let i = 0; i < target.length; i++) {
      const own = raw[target[i]!]![i]!;
      sum += softmaxRow(scores, i) - own;
    }
    return sum / target.length;
  }
  const [values = new Float64Array()] = raw;
  const of = lossAt(loss);
  let sum = 0;
  for (let i = 0; i < target.length; i++) sum += of(values[i]!, target[i]!);
  return sum / target.length;
}

function lossAt(loss: Exclude<Loss, { kind: "softmax" }>): (raw: number, target: number) => number {
  switch (loss.kind) {
    case "squared":
      return (raw, target) => (raw - target) ** 2 / 2;
    case "absolute":
      return (raw, target) => Math.abs(raw - target);
    case "quantile":
      return (raw, target) => (raw >= target ? (1 - loss.quantile) * (raw - target) : loss.quantile * (target - raw));
    case "poisson":
      return (raw, target) => Math.exp(raw) - target * raw;
    case "logistic":
      return (raw, target) => softplus(raw) - target * raw;
  }
}

/** Raw predictions of one output as values. */
export function valuesOf(loss: Loss, raw: Float64Array): Float64Array {
  return loss.kind === "poisson" ? raw.map(Math.exp) : loss.kind === "logistic" ? raw.map(logistic) : raw;
}

/** The mean, in two passes. */
function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const rough = sum / values.length;
  let rest = 0;
  for (let i = 0; i < values.length; i++) rest += values[i]! - rough;
  return rough + rest / values.length;
}
