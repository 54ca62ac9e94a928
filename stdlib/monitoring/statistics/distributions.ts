import { upperGamma } from "./gamma.ts";

/** P(X ≥ x) of the chi-square law with `degrees` > 0 degrees of freedom. */
export const chiSquareUpper = (x: number, degrees: number): number => upperGamma(degrees / 2, x / 2);

/** The x with P(X ≥ x) = `tail`, 0 < tail < 1, of the chi-square law; by bisection, to a relative 1e-14. */
export function chiSquareQuantile(tail: number, degrees: number): number {
  let low = 0;
  let high = Math.max(1, degrees);
  while (chiSquareUpper(high, degrees) > tail) high *= 2;
  while (high - low > 1e-14 * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (chiSquareUpper(middle, degrees) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(|Z| ≥ |z|) of the standard normal law. */
export const normalTwoSided = (z: number): number => upperGamma(0.5, (z * z) / 2);
