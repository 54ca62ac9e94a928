import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { lossUnfit, monotoneUnfit, targetNegative } from "../../../language/diagnostics/registry/training.ts";
import type { Estimator, FeatureMatrix, FitInput, Prediction, Target } from "../estimator.ts";
import { requireClasses, requireNoInfinity, requireRows, requireValues } from "../numeric/checks.ts";
import { logistic, softmaxRow } from "../numeric/softmax.ts";
import { boost, type Boosted } from "./boosting/boost.ts";
import { EarlyStopping, holdOut, type HeldOut } from "./boosting/early-stopping.ts";
import type { Loss } from "./boosting/loss.ts";
import type { GradientBoostingParams } from "./gradient-boosting.ts";
import { sumOfTrees } from "./trees/predict.ts";

export interface GradientBoostingState extends Boosted {
  readonly task: "classification" | "regression";
  /** Number of all classes, and those that had training rows. Of a regression: 1 and none. */
  readonly classes: number;
  readonly present: Int32Array;
  /** How raw predictions become values; classes have one output (log-odds), or one a class. */
  readonly link: "identity" | "exp" | "logistic" | "softmax";
}

type Input = FitInput<GradientBoostingParams>;

export const gradientBoostingEstimator: Estimator<GradientBoostingParams, GradientBoostingState> = {
  tasks: ["classification", "regression"],
  async fit(input) {
    requireRows(input.x, "gradient_boosting");
    requireNoInfinity(input.x, "gradient_boosting");
    const { loss, target, ...shape } = problemOf(input);
    const training = { x: input.x, target };
    const { held, train } = await rowsToStopBy(input, training, shape.present, loss);
    const { x } = train;
    const patience = input.params.patience ?? 0;
    const stopping = held && ((start: Float64Array) => new EarlyStopping(loss, held, start, patience));
    const boosted = boost({ ...input, x, target: train.target, loss, monotone: constraintsOf(input), stopping });
    return { ...shape, ...boosted };
  },
  predict,
  importance: (state) => state.importance,
};

interface Problem extends Omit<GradientBoostingState, keyof Boosted> {
  readonly loss: Loss;
  /** Values, 0 and 1, or places among the classes that have rows. */
  readonly target: Float64Array;
}

function problemOf({ y, params }: Input): Problem {
  if (y.task === "classification") {
    if (params.loss !== undefined) fail(lossUnfit, { loss: params.loss });
    const { classes, present, codes } = requireClasses(y, "gradient_boosting");
    const two = present.length === 2;
    return { task: "classification", classes, present, link: two ? "logistic" : "softmax", loss: two ? { kind: "logistic" } : { kind: "softmax", classes: present.length }, target: Float64Array.from(codes) };
  }
  const target = requireValues(y, "gradient_boosting");
  const { loss = "squared", quantile = 0.5 } = params;
  if (loss === "poisson" && !(target.every((value) => value >= 0) && target.some((value) => value > 0))) fail(targetNegative, { rows: target.reduce((count, value) => count + (value < 0 ? 1 : 0), 0) });
  return { task: "regression", classes: 1, present: new Int32Array(0), link: loss === "poisson" ? "exp" : "identity", loss: loss === "quantile" ? { kind: loss, quantile } : { kind: loss }, target };
}

/** With `patience`, the rows of `validate:`, or a tenth of the training rows; the rest is trained on. */
async function rowsToStopBy(input: Input, train: HeldOut, present: Int32Array, loss: Loss): Promise<{ readonly train: HeldOut; readonly held?: HeldOut }> {
  if (input.params.patience === undefined) return { train };
  const validation = await input.validation?.();
  if (validation) return { train, held: { x: validation.x, target: targetOf(validation.y, present) } };
  const parts = holdOut(train.x, train.target, loss.kind === "logistic" || loss.kind === "softmax", input.seed);
  if (!parts) input.warn("`gradient_boosting` has too few rows to hold a tenth back: `patience` has no effect");
  return parts ?? { train };
}

/** Classes as places among those that training has; other rows tell nothing and count as the first. */
function targetOf(y: Target, present: Int32Array): Float64Array {
  return y.task === "regression" ? y.values : Float64Array.from(y.codes, (code) => Math.max(0, present.indexOf(code)));
}

/** By block: 1 or −1 where predictions may only rise or fall with the column; throws a diagnostic for a column that is no number, or not there. */
function constraintsOf({ x, params }: Input): Int8Array | undefined {
  const { increasing = [], decreasing = [] } = params;
  if (increasing.length + decreasing.length === 0) return undefined;
  const out = new Int8Array(x.blocks.length);
  for (const [names, direction] of [[increasing, 1], [decreasing, -1]] as const) {
    for (const name of names) {
      const place = x.blocks.findIndex((block) => block.name === name);
      if (place < 0 || x.blocks[place]!.kind !== "dense") fail(monotoneUnfit, { column: name, there: place >= 0 });
      if (out[place] !== 0 && out[place] !== direction) fail(monotoneUnfit, { column: name, there: undefined });
      out[place] = direction;
    }
  }
  return out;
}

function predict({ task, classes, present, link, start, trees }: GradientBoostingState, x: FeatureMatrix): Prediction {
  const outputs = start.length;
  const raw = sumOfTrees(trees, x, start, outputs);
  if (task === "regression") return { task, values: link === "exp" ? raw.map(Math.exp) : raw };
  const probabilities = new Float64Array(x.rows * classes);
  if (link === "logistic") {
    for (let i = 0; i < x.rows; i++) {
      probabilities[i * classes + present[0]!] = logistic(-raw[i]!);
      probabilities[i * classes + present[1]!] = logistic(raw[i]!);
    }
    return { task, probabilities, classes };
  }
  const scores = Array.from(start, (_, k) => Float64Array.from({ length: x.rows }, (_, i) => raw[i * outputs + k]!));
  for (let i = 0; i < x.rows; i++) {
    softmaxRow(scores, i);
    present.forEach((code, k) => (probabilities[i * classes + code] = scores[k]![i]!));
  }
  return { task, probabilities, classes };
}
