import type { Estimator, FeatureBlock } from "../estimator.ts";
import { requireClasses, requireNumbers, requireRows, type ClassTarget } from "../numeric/checks.ts";
import { softmaxRow } from "../numeric/softmax.ts";

export interface NaiveBayesState {
  readonly classes: number;
  /** The classes that had training rows; the others get probability 0. */
  readonly present: Int32Array;
  readonly logShares: Float64Array;
  readonly blocks: readonly BlockState[];
}

type BlockState =
  /** One mean and variance a class. */
  | { readonly kind: "normal"; readonly mean: Float64Array; readonly variance: Float64Array }
  /** Log of the share of each category within each class, class by class. */
  | { readonly kind: "categories"; readonly categories: number; readonly logShares: Float64Array };

export const naiveBayesEstimator: Estimator<Readonly<Record<string, unknown>>, NaiveBayesState> = {
  tasks: ["classification"],
  fit({ x, y, stop }) {
    requireRows(x, "naive_bayes");
    const target = requireClasses(y, "naive_bayes");
    requireNumbers(x, "naive_bayes");
    const counts = new Float64Array(target.present.length);
    for (const code of target.codes) counts[code]!++;
    let widest = 0;
    const blocks = x.blocks.map((block): BlockState => {
      stop.check();
      if (block.kind === "one_hot") return shares(block, target, counts);
      widest = Math.max(widest, variance(block.values));
      return normal(block.values, target, counts);
    });
    for (const block of blocks) if (block.kind === "normal") for (let k = 0; k < counts.length; k++) block.variance[k]! += smoothing * widest;
    return { classes: target.classes, present: target.present, logShares: counts.map((count) => Math.log(count / x.rows)), blocks };
  },
  predict(state, x) {
    requireNumbers(x, "naive_bayes");
    const scores = Array.from(state.logShares, (share) => new Float64Array(x.rows).fill(share));
    x.blocks.forEach((block, index) => addLogLikelihood(block, state.blocks[index]!, scores));
    const probabilities = new Float64Array(x.rows * state.classes);
    for (let i = 0; i < x.rows; i++) {
      softmaxRow(scores, i);
      state.present.forEach((code, k) => (probabilities[i * state.classes + code] = scores[k]![i]!));
    }
    return { task: "classification", probabilities, classes: state.classes };
  },
};

/** The part of the largest variance that is added to every variance. */
const smoothing = 1e-9;

function normal(values: Float64Array, { codes }: ClassTarget, counts: Float64Array): BlockState {
  const mean = new Float64Array(counts.length);
  const variance = new Float64Array(counts.length);
  for (let i = 0; i < values.length; i++) mean[codes[i]!]! += values[i]! / counts[codes[i]!]!;
  for (let i = 0; i < values.length; i++) variance[codes[i]!]! += (values[i]! - mean[codes[i]!]!) ** 2 / counts[codes[i]!]!;
  return { kind: "normal", mean, variance };
}

function variance(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

function shares(block: FeatureBlock & { kind: "one_hot" }, { codes }: ClassTarget, counts: Float64Array): BlockState {
  const categories = block.categories.length;
  const seen = new Float64Array(counts.length * categories).fill(1);
  const totals = new Float64Array(counts.length).fill(categories);
  for (let i = 0; i < codes.length; i++) {
    const category = block.codes[i]!;
    if (category < 0) continue;
    seen[codes[i]! * categories + category]!++;
    totals[codes[i]!]!++;
  }
  return { kind: "categories", categories, logShares: seen.map((count, place) => Math.log(count / totals[Math.floor(place / categories)]!)) };
}

/** A row with none of the categories says nothing; a column that is constant in training neither, where all variances are 0. */
function addLogLikelihood(block: FeatureBlock, state: BlockState, scores: readonly Float64Array[]): void {
  scores.forEach((score, k) => {
    if (block.kind === "dense" && state.kind === "normal") {
      const mean = state.mean[k]!;
      const variance = state.variance[k]!;
      if (variance === 0) return;
      const constant = -0.5 * Math.log(2 * Math.PI * variance);
      for (let i = 0; i < score.length; i++) score[i]! += constant - (block.values[i]! - mean) ** 2 / (2 * variance);
    } else if (block.kind === "one_hot" && state.kind === "categories") {
      for (let i = 0; i < score.length; i++) {
        const category = block.codes[i]!;
        if (category >= 0) score[i]! += state.logShares[k * state.categories + category]!;
      }
    }
  });
}
