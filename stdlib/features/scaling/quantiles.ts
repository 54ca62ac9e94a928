import type { Expr } from "../../../language/graph/graph.ts";
import { literals } from "../step.ts";

/** Beyond these, normal scores are cut off: scikit-learn's bounds, about the normal quantiles of 1e-7 and of 1 - 1e-7. */
const [lowest, highest] = [-5.199337582605575, 5.19933758270342];

/**
 * The values at so many evenly spaced shares of ascending ones, by linear interpolation (Hyndman and Fan's type 7), and those shares:
 * the line through them is the distribution of the values. Rounded as numpy's `percentile` does, which decides what is a tie.
 */
export function quantilesOf(ascending: Float64Array, count: number): { readonly quantiles: readonly number[]; readonly shares: readonly number[] } {
  const step = 1 / Math.max(1, count - 1);
  const shares = Array.from({ length: count }, (_, index) => (index > 0 && index === count - 1 ? 1 : index * step));
  let before = Number.NEGATIVE_INFINITY;
  const quantiles = shares.map((share) => {
    const place = (ascending.length - 1) * ((share * 100) / 100);
    const low = Math.min(Math.floor(place), ascending.length - 1);
    const [a, b, t] = [ascending[low]!, ascending[Math.min(low + 1, ascending.length - 1)]!, place - low];
    // Rounding must not bring a quantile below the one before it.
    before = Math.max(before, t >= 0.5 ? b - (b - a) * (1 - t) : a + (b - a) * t);
    return before + 0;
  });
  return { quantiles, shares };
}

/** A value's share of the distribution, from 0 to 1, or its normal score. */
export function scoreOf(value: Expr, quantiles: readonly number[], shares: readonly number[], output: "uniform" | "normal"): Expr {
  const share: Expr = { call: "piecewise", args: [value, literals(quantiles), literals(shares)] };
  if (output === "uniform") return share;
  const score: Expr = { call: "normal_quantile", args: [share] };
  return { call: "at_most", args: [{ call: "at_least", args: [score, { literal: lowest }] }, { literal: highest }] };
}
