import { chiSquareUpper } from "./distributions.ts";

export interface ChiSquareResult {
  readonly statistic: number;
  readonly degrees: number;
  readonly p: number;
}

/**
 * Pearson's chi-square test that two samples of categories have one law: a 2 × k contingency table, where `a[i]` and `b[i]` count category i.
 * Each sample has at least one value; categories that neither has are left out. With two categories, Yates' correction is applied.
 * Agrees with scipy 1.17's `chi2_contingency`.
 */
export function chiSquare(a: readonly number[], b: readonly number[]): ChiSquareResult {
  const [sizeA, sizeB] = [total(a), total(b)];
  const rows = a.map((count, i) => [count, b[i] ?? 0] as const).filter(([left, right]) => left + right > 0);
  const degrees = rows.length - 1;
  if (degrees < 1) return { statistic: 0, degrees: 0, p: 1 };
  let statistic = 0;
  for (const [left, right] of rows) {
    const share = (left + right) / (sizeA + sizeB);
    for (const [observed, expected] of [[left, share * sizeA], [right, share * sizeB]] as const) {
      const distance = Math.abs(observed - expected);
      const counted = degrees === 1 ? distance - Math.min(0.5, distance) : distance;
      statistic += counted ** 2 / expected;
    }
  }
  return { statistic, degrees, p: chiSquareUpper(statistic, degrees) };
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
