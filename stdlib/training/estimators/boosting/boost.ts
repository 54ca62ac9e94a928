import type { FeatureMatrix, FitInput } from "../../estimator.ts";
import { Kernel } from "../../kernels/kernel.ts";
import { randomFrom } from "../../numeric/random.ts";
import type { GradientBoostingParams } from "../gradient-boosting.ts";
import { normalised, type Tree } from "../trees/tree.ts";
import { binMatrix } from "./bins.ts";
import type { EarlyStopping } from "./early-stopping.ts";
import { BoostedTrees } from "./grow.ts";
import type { Loss } from "./loss.ts";
import { Objective } from "./objective.ts";

export interface Boosted {
  /** Raw prediction of each output before the first tree. */
  readonly start: Float64Array;
  /** Round by round one tree an output; their values are added to the raw predictions. */
  readonly trees: readonly Tree[];
  readonly importance: Float64Array;
}

export interface BoostInput extends Pick<FitInput<GradientBoostingParams>, "params" | "seed" | "stop" | "threads" | "progress"> {
  readonly x: FeatureMatrix;
  readonly target: Float64Array;
  readonly loss: Loss;
  /** By block: 1 or −1 where predictions may only rise or fall with it. */
  readonly monotone: Int8Array | undefined;
  readonly stopping: ((start: Float64Array) => EarlyStopping) | undefined;
}

/** Grows round after round of trees. With early stopping, those up to the best round are kept. */
export function boost({ x, target, loss, monotone, stopping, params, seed, stop, threads, progress }: BoostInput): Boosted {
  const kernel = new Kernel({ threads, stop });
  try {
    const objective = new Objective(kernel, loss, target);
    const matrix = binMatrix(kernel, x, { bins: params.bins, seed, monotone });
    const importance = new Float64Array(x.width);
    const features = x.blocks.length;
    const grower = new BoostedTrees(
      kernel,
      matrix,
      {
        leaves: params.leaves,
        depth: params.depth ?? Infinity,
        minLeaf: params.min_leaf,
        l2: params.l2,
        learningRate: params.learning_rate,
        featuresPerNode: Math.max(1, Math.floor(params.max_features * features)),
        random: randomFrom(seed, 2),
        monotone,
      },
      importance,
    );
    const early = stopping?.(objective.start);
    const trees: Tree[] = [];
    for (let round = 0; round < params.trees; round++) {
      const grown = objective.derive().map((derivatives, k) => grower.grow(derivatives, objective.raw[k]!, objective.leafValue(k)));
      trees.push(...grown);
      progress((round + 1) / params.trees, `round ${round + 1} of ${params.trees}`);
      if (early?.ends(grown)) break;
    }
    if (early) trees.length = early.best * objective.raw.length;
    return { start: objective.start, trees, importance: normalised(importance) };
  } finally {
    kernel.close();
  }
}
