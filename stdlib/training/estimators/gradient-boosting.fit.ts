import type { Estimator, FeatureMatrix, FitInput, Prediction } from "../estimator.ts";
import { requireClasses, requireNoInfinity, requireRows, requireValues } from "../numeric/checks.ts";
import { logistic, softmaxRow } from "../numeric/softmax.ts";
import { binned } from "./boosting/bins.ts";
import { BoostedTrees } from "./boosting/grow.ts";
import { binaryLoss, softmaxLoss, squaredLoss, type BoostingLoss } from "./boosting/loss.ts";
import type { GradientBoostingParams } from "./gradient-boosting.ts";
import { centreTarget } from "./moments.ts";
import { columnAccess, leavesOf, normalised, type Tree } from "./trees/tree.ts";

export interface GradientBoostingState {
  readonly task: "classification" | "regression";
  /** Number of all classes, and those that had training rows. Of a regression: 1 and none. */
  readonly classes: number;
  readonly present: Int32Array;
  /** Raw prediction of each output before the first tree. */
  readonly start: Float64Array;
  /** Round by round one tree an output; their values are added to the raw predictions. */
  readonly trees: readonly Tree[];
  readonly importance: Float64Array;
}

export const gradientBoostingEstimator: Estimator<GradientBoostingParams, GradientBoostingState> = {
  tasks: ["classification", "regression"],
  fit(input) {
    requireRows(input.x, "gradient_boosting");
    requireNoInfinity(input.x, "gradient_boosting");
    if (input.y.task === "regression") {
      const values = requireValues(input.y, "gradient_boosting");
      return { task: "regression", classes: 1, present: new Int32Array(0), ...boost(input, squaredLoss(values, centreTarget(values).mean)) };
    }
    const target = requireClasses(input.y, "gradient_boosting");
    const loss = target.present.length === 2 ? binaryLoss(target) : softmaxLoss(target);
    return { task: "classification", classes: target.classes, present: target.present, ...boost(input, loss) };
  },
  predict,
  importance: (state) => state.importance,
};

function boost({ x, params, stop, progress }: FitInput<GradientBoostingParams>, loss: BoostingLoss): Pick<GradientBoostingState, "start" | "trees" | "importance"> {
  const { blocks, slots } = binned(x, params.bins, () => stop.check());
  const importance = new Float64Array(x.width);
  const options = { leaves: params.leaves, minLeaf: params.min_leaf, l2: params.l2, learningRate: params.learning_rate };
  const grower = new BoostedTrees(x.rows, blocks, slots, options, importance);
  const raw = Array.from(loss.start, (start) => new Float64Array(x.rows).fill(start));
  const gradients = raw.map((scores) => new Float64Array(scores.length));
  const curvatures = raw.map((scores) => new Float64Array(scores.length));
  const trees: Tree[] = [];
  for (let round = 0; round < params.trees; round++) {
    loss.derivatives(raw, gradients, curvatures);
    raw.forEach((scores, k) => {
      stop.check();
      trees.push(grower.grow(gradients[k]!, curvatures[k]!, scores));
    });
    progress((round + 1) / params.trees, `round ${round + 1} of ${params.trees}`);
  }
  return { start: loss.start, trees, importance: normalised(importance) };
}

function predict({ task, classes, present, start, trees }: GradientBoostingState, x: FeatureMatrix): Prediction {
  const raw = Array.from(start, (value) => new Float64Array(x.rows).fill(value));
  const access = columnAccess(x);
  const leaves = new Int32Array(x.rows);
  trees.forEach((tree, t) => {
    leavesOf(tree, access, leaves);
    const scores = raw[t % raw.length]!;
    for (let i = 0; i < scores.length; i++) scores[i]! += tree.value[leaves[i]!]!;
  });
  if (task === "regression") return { task, values: raw[0]! };
  const probabilities = new Float64Array(x.rows * classes);
  for (let i = 0; i < x.rows; i++) {
    if (raw.length === 1) {
      probabilities[i * classes + present[0]!] = logistic(-raw[0]![i]!);
      probabilities[i * classes + present[1]!] = logistic(raw[0]![i]!);
    } else {
      softmaxRow(raw, i);
      present.forEach((code, k) => (probabilities[i * classes + code] = raw[k]![i]!));
    }
  }
  return { task, probabilities, classes };
}
