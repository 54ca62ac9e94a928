/** The value of a function at `at`; writes its gradient. */
export type Objective = (at: Float64Array, gradient: Float64Array) => number;

export interface Minimised {
  readonly at: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

export interface LbfgsOptions {
  readonly maxIterations: number;
  /** Ends when no component of the gradient is larger. */
  readonly tolerance: number;
  /** About the second derivative along each coordinate: the first model of the curvature. */
  readonly curvature: Float64Array;
  readonly onIteration: (iteration: number, largest: number) => void;
}

const memory = 12;

/**
 * Minimises a smooth convex function by the limited-memory BFGS method (D. Liu and J. Nocedal, 1989) with a line search for the weak Wolfe
 * conditions by bisection. `start` is left alone. Converged means: the gradient is small, or the value cannot be lowered any more in double precision.
 */
export function lbfgs(objective: Objective, start: Float64Array, options: LbfgsOptions): Minimised {
  const at = start.slice();
  const gradient = new Float64Array(at.length);
  let value = objective(at, gradient);
  const steps: Float64Array[] = [];
  const changes: Float64Array[] = [];
  for (let iteration = 0; iteration < options.maxIterations; iteration++) {
    const largest = largestOf(gradient);
    options.onIteration(iteration, largest);
    if (largest <= options.tolerance) return { at, iterations: iteration, converged: true };
    const direction = twoLoop(gradient, steps, changes, options.curvature);
    const found = weakWolfe(objective, at, value, gradient, direction);
    if (!found || found.value >= value) return { at, iterations: iteration, converged: true };
    const step = direction.map((d) => d * found.length);
    const change = found.gradient.map((g, i) => g - gradient[i]!);
    at.set(found.at);
    gradient.set(found.gradient);
    value = found.value;
    if (dot(step, change) > 0) {
      steps.push(step);
      changes.push(change);
      if (steps.length > memory) {
        steps.shift();
        changes.shift();
      }
    }
  }
  return { at, iterations: options.maxIterations, converged: largestOf(gradient) <= options.tolerance };
}

/** −H·gradient, with the inverse Hessian H that the last steps suggest. */
function twoLoop(gradient: Float64Array, steps: readonly Float64Array[], changes: readonly Float64Array[], curvature: Float64Array): Float64Array {
  const q = gradient.slice();
  const factors = new Float64Array(steps.length);
  for (let k = steps.length - 1; k >= 0; k--) {
    const factor = dot(steps[k]!, q) / dot(steps[k]!, changes[k]!);
    factors[k] = factor;
    addScaled(q, changes[k]!, -factor);
  }
  const last = steps.length - 1;
  const scale = last < 0 ? 1 : dot(steps[last]!, changes[last]!) / changes[last]!.reduce((sum, c, i) => sum + (c * c) / curvature[i]!, 0);
  for (let i = 0; i < q.length; i++) q[i]! *= scale / curvature[i]!;
  for (let k = 0; k < steps.length; k++) {
    const back = dot(changes[k]!, q) / dot(steps[k]!, changes[k]!);
    addScaled(q, steps[k]!, factors[k]! - back);
  }
  return q.map((entry) => -entry);
}

interface Found {
  readonly at: Float64Array;
  readonly gradient: Float64Array;
  readonly value: number;
  readonly length: number;
}

/** A step that lowers the value enough and has turned the slope; undefined when no step lowers it. */
function weakWolfe(objective: Objective, from: Float64Array, value: number, gradient: Float64Array, direction: Float64Array): Found | undefined {
  const slope = dot(gradient, direction);
  if (!(slope < 0)) return undefined;
  let low = 0;
  let high = Infinity;
  let length = 1;
  let best: Found | undefined;
  for (let tries = 0; tries < 40; tries++) {
    const at = from.map((entry, i) => entry + length * direction[i]!);
    const there = new Float64Array(from.length);
    const found = objective(at, there);
    if (!(found <= value + 1e-4 * length * slope)) high = length;
    else {
      best = { at, gradient: there, value: found, length };
      if (dot(there, direction) >= 0.9 * slope) return best;
      low = length;
    }
    length = high === Infinity ? 2 * low : (low + high) / 2;
  }
  return best;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

export function largestOf(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  return largest;
}

function addScaled(to: Float64Array, values: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i]! += factor * values[i]!;
}
