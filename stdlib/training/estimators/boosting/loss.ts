import type { ClassTarget } from "../../numeric/checks.ts";
import { logistic } from "../../numeric/softmax.ts";

/** A loss as boosting sees it. Raw predictions, gradients and second derivatives are one array for each tree of a round. */
export interface BoostingLoss {
  /** The best constant raw predictions. */
  readonly start: Float64Array;
  /** Writes the derivatives of the rows' losses at the raw predictions. */
  derivatives(raw: readonly Float64Array[], gradients: readonly Float64Array[], curvatures: readonly Float64Array[]): void;
}

/** Half the squared error. */
export function squaredLoss(values: Float64Array, mean: number): BoostingLoss {
  return {
    start: Float64Array.of(mean),
    derivatives([raw], [gradient], [curvature]) {
      for (let i = 0; i < values.length; i++) gradient![i] = raw![i]! - values[i]!;
      curvature!.fill(1);
    },
  };
}

/** The log-loss of two classes, of the log-odds of the second. */
export function binaryLoss({ codes }: ClassTarget): BoostingLoss {
  let positives = 0;
  for (const code of codes) positives += code;
  return {
    start: Float64Array.of(Math.log(positives / (codes.length - positives))),
    derivatives([raw], [gradient], [curvature]) {
      for (let i = 0; i < codes.length; i++) {
        const p = logistic(raw![i]!);
        gradient![i] = p - codes[i]!;
        curvature![i] = p * (1 - p);
      }
    },
  };
}

/** The log-loss of a softmax. */
export function softmaxLoss({ codes, present }: ClassTarget): BoostingLoss {
  const counts = new Float64Array(present.length);
  for (const code of codes) counts[code]!++;
  const logs = counts.map((count) => Math.log(count / codes.length));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  return {
    start: logs.map((log) => log - mean),
    derivatives(raw, gradients, curvatures) {
      for (let i = 0; i < codes.length; i++) {
        let top = -Infinity;
        for (const scores of raw) top = Math.max(top, scores[i]!);
        let sum = 0;
        for (const scores of raw) sum += Math.exp(scores[i]! - top);
        for (let k = 0; k < raw.length; k++) {
          const p = Math.exp(raw[k]![i]! - top) / sum;
          gradients[k]![i] = p - (codes[i] === k ? 1 : 0);
          curvatures[k]![i] = p * (1 - p);
        }
      }
    },
  };
}
