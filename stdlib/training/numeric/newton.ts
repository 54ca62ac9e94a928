import { dot, largestOf, type Minimised, type Objective } from "./lbfgs.ts";
import { solvePositive } from "./solve.ts";

export interface NewtonOptions {
  readonly maxIterations: number;
  /** Ends after a step that changed no coordinate by more, relative to the largest one (at least 1). */
  readonly tolerance: number;
  readonly onIteration: (iteration: number, largest: number) => void;
  /** Where to begin. Default: at 0. */
  readonly start?: Float64Array;
}

/**
 * Minimises a smooth convex function by Newton's method with step halving. `hessian` writes the second derivatives at the point where `objective`
 * was last called. Converged means: the last step was small, or the value cannot be lowered any more in double precision.
 */
export function newton(objective: Objective, hessian: (out: Float64Array) => void, size: number, options: NewtonOptions): Minimised {
  let at = options.start?.slice() ?? new Float64Array(size);
  let gradient = new Float64Array(size);
  let value = objective(at, gradient);
  const curvature = new Float64Array(size * size);
  for (let iteration = 0; iteration < options.maxIterations; iteration++) {
    options.onIteration(iteration, largestOf(gradient));
    hessian(curvature);
    const step = solvePositive(curvature, gradient);
    const slope = dot(gradient, step);
    if (!(slope > 0)) return { at, iterations: iteration, converged: true };
    let length = 1;
    let moved = false;
    for (; length > 1e-10 && !moved; length /= 2) {
      const next = at.map((entry, i) => entry - length * step[i]!);
      const nextGradient = new Float64Array(size);
      const nextValue = objective(next, nextGradient);
      // Within rounding of the value, a gradient that shrinks is the better witness of progress.
      const flat = nextValue <= value + 1e-13 * Math.abs(value) && largestOf(nextGradient) < largestOf(gradient);
      if (!(nextValue <= value - 1e-4 * length * slope) && !flat) continue;
      moved = true;
      at = next;
      gradient = nextGradient;
      value = nextValue;
    }
    if (!moved) return { at, iterations: iteration, converged: true };
    if (length === 0.5 && largestOf(step) <= options.tolerance * Math.max(1, largestOf(at))) return { at, iterations: iteration + 1, converged: true };
  }
  return { at, iterations: options.maxIterations, converged: false };
}
