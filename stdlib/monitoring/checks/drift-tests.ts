import { chiSquare } from "../statistics/chi-square.ts";
import { jensenShannon, jensenShannonByChance } from "../statistics/jensen-shannon.ts";
import { kolmogorovSmirnov } from "../statistics/kolmogorov-smirnov.ts";
import { populationStability, stabilityByChance } from "../statistics/psi.ts";
import { normalisedWasserstein, wassersteinByChance } from "../statistics/wasserstein.ts";
import { present, type NumberSample, type Sample } from "../sample.ts";
import { cellsOf, isMeasured, type CellSize } from "./cells.ts";
import type { DriftTest, NamedDriftTest } from "./drift.ts";

/** A test gives a probability, which is held against alpha, or a distance, which is held against its threshold. */
export type Measurement =
  | { readonly test: NamedDriftTest; readonly statistic: number; readonly p: number }
  | { readonly test: NamedDriftTest; readonly statistic: number; readonly threshold: number };

export interface Limits {
  /** How often chance may exceed a calibrated threshold. */
  readonly tail: number;
  /** Given by the user, for tests that measure a distance. */
  readonly threshold: number | undefined;
}

/** Distances of this size are worth an alarm, however sure they are. */
const worthAnAlarm = 0.1;
/** Up to this size of the smaller sample a probability decides, above it a distance: among many rows every trifle is significant. */
const fewRows = 1000;

export const needsNumbers = (test: DriftTest): boolean => test === "ks" || test === "wasserstein";

/** The test that fits two samples: by whether their values are measured, and by the size of the smaller one. */
export function fittingTest(reference: Sample, current: Sample): NamedDriftTest {
  const small = Math.min(present(reference), present(current)) <= fewRows;
  if (isMeasured(reference, current)) return small ? "ks" : "wasserstein";
  return small ? "chi_square" : "jensen_shannon";
}

/** Compares two samples of at least one value each. `ks` and `wasserstein` take numbers only. */
export function measure(test: NamedDriftTest, reference: Sample, current: Sample, limits: Limits): Measurement {
  if (test === "ks") return { test, ...kolmogorovSmirnov(numbers(reference).values, numbers(current).values) };
  if (test === "wasserstein") {
    const [normal, now] = [numbers(reference).values, numbers(current).values];
    const threshold = limits.threshold ?? Math.max(worthAnAlarm, wassersteinByChance(limits.tail, normal, normal.length, now.length));
    return { test, statistic: normalisedWasserstein(normal, now), threshold };
  }
  const cells = cellsOf(reference, current, cellSize(test, limits.threshold !== undefined));
  if (cells.reference.length < 2) return { test, statistic: 0, p: 1 };
  if (test === "chi_square") {
    const { statistic, p } = chiSquare(cells.reference, cells.current);
    return { test, statistic, p };
  }
  const sizes = [cells.reference.length, present(reference), present(current)] as const;
  if (test === "psi") {
    const statistic = populationStability(cells.reference, cells.current);
    return { test, statistic, threshold: limits.threshold ?? stabilityByChance(limits.tail, ...sizes) };
  }
  const byChance = jensenShannonByChance(limits.tail, ...sizes);
  return { test, statistic: jensenShannon(cells.reference, cells.current), threshold: limits.threshold ?? Math.max(worthAnAlarm, byChance) };
}

/** The chi-square test is sound from five expected rows a cell on; how far chance moves the two distances is known well enough from ten on. */
function cellSize(test: NamedDriftTest, fixed: boolean): CellSize {
  if (test === "psi" && fixed) return { rows: 5, bins: 10 };
  return { rows: test === "chi_square" ? 5 : 10 };
}

function numbers(sample: Sample): NumberSample {
  if (sample.kind !== "numbers") throw new TypeError("a test for numbers was given categories");
  return sample;
}
