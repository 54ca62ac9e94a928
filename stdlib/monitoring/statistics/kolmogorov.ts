import { Matrix } from "ml-matrix";
import { logChoose, logFactorial } from "./gamma.ts";

/**
 * P(Dₙ ≥ d) for Kolmogorov's two-sided statistic of one sample of n values: the finite-n law, not its limit.
 * The choice of method by n and d follows R. Simard and P. L'Ecuyer, "Computing the Two-Sided Kolmogorov–Smirnov
 * Distribution", Journal of Statistical Software 39(11), 2011.
 */
export function kolmogorovUpper(d: number, n: number): number {
  const t = n * d;
  if (d >= 1) return 0;
  if (t <= 0.5) return 1;
  if (t <= 1) return 1 - Math.exp(logFactorial(n) + n * Math.log((2 * t - 1) / n));
  if (t >= n - 1) return clip(2 * (1 - d) ** n);
  const square = t * d;
  if (d >= 0.5 || square >= (n <= 140 ? 4 : 2.2)) return square >= 370 ? 0 : clip(2 * smirnovUpper(d, n));
  if (n <= 140 || (n <= 100_000 && n * d ** 1.5 <= 1.4)) return clip(1 - durbin(d, n));
  return clip(1 - pelzGood(d, n));
}

const clip = (probability: number): number => Math.min(1, Math.max(0, probability));

/** P(Dₙ⁺ ≥ d) of the one-sided statistic (Birnbaum and Tingey, 1951); every term is positive, so small tails keep their digits. */
function smirnovUpper(d: number, n: number): number {
  let sum = 0;
  const last = Math.floor(n * (1 - d));
  for (let j = 0; j <= last; j++) {
    const rest = 1 - d - j / n;
    if (rest <= 0) continue;
    sum += Math.exp(logChoose(n, j) + (j - 1) * Math.log(d + j / n) + (n - j) * Math.log(rest));
  }
  return d * sum;
}

/** P(Dₙ < d) as an entry of a matrix power (J. Durbin, 1973; G. Marsaglia, W. Tsang and J. Wang, 2003). */
function durbin(d: number, n: number): number {
  const k = Math.ceil(n * d);
  let base = durbinMatrix(k, k - n * d);
  let power = Matrix.eye(base.rows);
  let baseScale = 0;
  let scale = 0;
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) {
      power = power.mmul(base);
      scale += baseScale;
    }
    base = base.mmul(base);
    baseScale *= 2;
    if (base.get(k - 1, k - 1) > 1e140) {
      base.mul(1e-140);
      baseScale += 140;
    }
  }
  let value = power.get(k - 1, k - 1);
  for (let i = 1; i <= n; i++) {
    value *= i / n;
    if (value < 1e-140) {
      value *= 1e140;
      scale -= 140;
    }
  }
  return value * 10 ** scale;
}

function durbinMatrix(k: number, h: number): Matrix {
  const size = 2 * k - 1;
  const factorials = [1];
  for (let i = 1; i <= size; i++) factorials.push((factorials[i - 1] ?? 1) * i);
  const over = (value: number, i: number): number => value / (factorials[i] ?? Infinity);
  const matrix = Matrix.zeros(size, size);
  for (let row = 0; row < size; row++) {
    for (let column = 1; column < size; column++) if (row - column + 1 >= 0) matrix.set(row, column, over(1, row - column + 1));
  }
  for (let i = 0; i < size - 1; i++) {
    const edge = over(1 - h ** (i + 1), i + 1);
    matrix.set(i, 0, edge);
    matrix.set(size - 1, size - 1 - i, edge);
  }
  matrix.set(size - 1, 0, over(1 - 2 * h ** size + Math.max(2 * h - 1, 0) ** size, size));
  return matrix;
}

/** P(Dₙ < d) by the expansion in 1/√n of W. Pelz and I. Good (1976), written with theta functions that converge for small d√n. */
function pelzGood(d: number, n: number): number {
  const z = d * Math.sqrt(n);
  const [z2, z4, z6] = [z ** 2, z ** 4, z ** 6];
  const [pi2, pi4, pi6] = [Math.PI ** 2, Math.PI ** 4, Math.PI ** 6];
  const sums = [0, 0, 0, 0];
  const add = (i: number, value: number): void => void (sums[i] = (sums[i] ?? 0) + value);
  const terms = Math.ceil((16 * z) / Math.PI);
  for (let k = 1; k <= terms; k++) {
    const m2 = (2 * k - 1) ** 2;
    const [m4, m6] = [m2 ** 2, m2 ** 3];
    const weight = Math.exp((-pi2 * m2) / (8 * z2));
    add(0, weight / z);
    add(1, (weight * (-z2 + (pi2 / 4) * m2)) / (6 * z4));
    add(2, (weight * (6 * z6 + 2 * z4 + (pi2 / 4) * (2 * z4 - 5 * z2) * m2 + (pi4 / 16) * (1 - 2 * z2) * m4)) / (72 * z ** 7));
    const third = -30 * z6 - 90 * z ** 8 + (pi2 / 4) * (135 * z4 - 96 * z6) * m2 + (pi4 / 16) * (212 * z4 - 60 * z2) * m4;
    add(3, (weight * (third + (pi6 / 64) * (5 - 30 * z2) * m6)) / (6480 * z ** 10));
  }
  for (let k = 1; k <= terms; k++) {
    const weight = k ** 2 * Math.exp((-pi2 * k ** 2) / (2 * z2));
    add(2, (weight * pi2) / (-36 * z ** 3));
    add(3, (weight * pi2 * (3 * z2 - pi2 * k ** 2)) / (216 * z6));
  }
  const scale = Math.sqrt(2 * Math.PI);
  return sums.reduce((total, sum, i) => total + (scale * sum) / n ** (i / 2), 0);
}
