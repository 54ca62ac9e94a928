import { countInBins, quantileEdges } from "../statistics/bins.ts";
import { present, type NumberSample, type Sample } from "../sample.ts";

/** Counts of two samples in the same cells. */
export interface Cells {
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

/** Numbers with at most this many different values are compared value by value. */
const fewValues = 5;
export interface CellSize {
  /** A category is a cell of its own where the smaller sample should hold this many of it; the rarer ones are one cell together. */
  readonly rows: number;
  /** Fixes the number of bins for numbers; else there are ten, or as many as can hold `rows` of the smaller sample. */
  readonly bins?: number;
}

/** Whether a column is compared by distance (more than five different numbers) or value by value. */
export function isMeasured(reference: Sample, current: Sample): reference is NumberSample {
  return reference.kind === "numbers" && current.kind === "numbers" && distinct(reference, current, fewValues + 1) > fewValues;
}

/** The two samples in cells: quantile bins of the reference for numbers, values for the others. */
export function cellsOf(reference: Sample, current: Sample, size: CellSize): Cells {
  if (reference.kind === "numbers" && current.kind === "numbers" && isMeasured(reference, current)) {
    const smaller = Math.min(reference.values.length, current.values.length);
    const edges = quantileEdges(reference.values, size.bins ?? Math.min(10, Math.max(2, Math.floor(smaller / size.rows))));
    return { reference: countInBins(reference.values, edges), current: countInBins(current.values, edges) };
  }
  return pool(countsOf(reference), countsOf(current), present(reference), present(current), size.rows);
}

function countsOf(sample: Sample): ReadonlyMap<string, number> {
  if (sample.kind === "categories") return sample.counts;
  const counts = new Map<string, number>();
  for (const value of sample.values) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  return counts;
}

function pool(reference: ReadonlyMap<string, number>, current: ReadonlyMap<string, number>, n: number, m: number, enough: number): Cells {
  const cells: [number, number][] = [];
  const rare: [number, number] = [0, 0];
  for (const value of new Set([...reference.keys(), ...current.keys()])) {
    const [a, b] = [reference.get(value) ?? 0, current.get(value) ?? 0];
    if (((a + b) * Math.min(n, m)) / (n + m) >= enough) cells.push([a, b]);
    else {
      rare[0] += a;
      rare[1] += b;
    }
  }
  if (rare[0] + rare[1] > 0) cells.push(rare);
  return { reference: cells.map(([a]) => a), current: cells.map(([, b]) => b) };
}

/** How many different values the two have together, counted up to `enough`. */
function distinct(a: NumberSample, b: NumberSample, enough: number): number {
  const seen = new Set<number>();
  for (const { values } of [a, b]) {
    for (let i = 0; i < values.length && seen.size < enough; i++) {
      const value = values[i] ?? 0;
      if (i === 0 || value !== values[i - 1]) seen.add(value);
    }
  }
  return seen.size;
}
