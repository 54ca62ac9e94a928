import { countNotAbove } from "../../../language/expressions/tables.ts";
import { extremesOf } from "../scaling/linear.ts";
import { mean, variance } from "../statistics.ts";

/** The edges between bins, ascending, as scikit-learn's KBinsDiscretizer has them: one less than there are bins. None for a constant column. */
export function learnEdges(values: Float64Array, bins: number, method: "uniform" | "quantile" | "kmeans"): readonly number[] {
  const { low, high } = extremesOf(values);
  if (low === high) return [];
  if (method === "uniform") return evenly(low, high, bins).slice(1, -1);
  const ascending = values.slice().sort();
  const edges = method === "quantile" ? quantileEdges(ascending, bins) : [low, ...kmeansEdges(ascending, bins), high];
  // Bins that are too narrow are removed, from the lower end on.
  return edges.filter((edge, index) => index === 0 || edge - edges[index - 1]! > 1e-8).slice(1, -1);
}

/** So many intervals of equal width, as numpy's `linspace`. */
function evenly(low: number, high: number, intervals: number): readonly number[] {
  const step = (high - low) / intervals;
  return Array.from({ length: intervals + 1 }, (_, index) => (index === intervals ? high : low + index * step));
}

/** Quantiles by the averaged inverse of the distribution function (Hyndman and Fan's type 2), as numpy computes them. */
function quantileEdges(ascending: Float64Array, bins: number): readonly number[] {
  const count = ascending.length;
  return evenly(0, 100, bins).map((percent) => {
    const place = count * (percent / 100) - 1;
    const low = Math.floor(place);
    const at = (index: number): number => ascending[Math.min(Math.max(index, 0), count - 1)]!;
    return place === low ? (at(low) + at(low + 1)) / 2 : at(low + 1);
  });
}

const [mostRounds, tolerance] = [300, 1e-4];

/**
 * The middles between neighbours of the centres that Lloyd's algorithm finds, from the centres of intervals of equal width. In one dimension, the
 * values nearest to a centre are neighbours, and their sum is a difference of two running sums.
 */
function kmeansEdges(ascending: Float64Array, bins: number): readonly number[] {
  const middle = mean(ascending);
  const values = ascending.map((value) => value - middle);
  const sums = new Float64Array(values.length + 1);
  for (let row = 0; row < values.length; row++) sums[row + 1] = sums[row]! + values[row]!;
  const borders = evenly(ascending[0]!, ascending.at(-1)!, bins);
  let centres = Float64Array.from({ length: bins }, (_, bin) => (borders[bin]! + borders[bin + 1]!) * 0.5 - middle);
  const enough = variance(values, mean(values)) * tolerance;
  let before: readonly number[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const ends = middles(centres).map((edge) => countNotAbove(values, edge)).concat(values.length);
    const next = moved(values, sums, ends, centres);
    const shift = next.reduce((sum, centre, bin) => sum + (centre - centres[bin]!) ** 2, 0);
    centres = next.sort();
    if (shift <= enough || ends.every((end, bin) => end === before[bin])) break;
    before = ends;
  }
  return middles(centres).map((edge) => edge + middle);
}

const middles = (centres: Float64Array): number[] => Array.from(centres.subarray(1), (centre, bin) => (centres[bin]! + centre) * 0.5);

/** The means of the values nearest to each centre: those up to its end. A centre without any is moved to the value that is farthest from its own. */
function moved(values: Float64Array, sums: Float64Array, ends: readonly number[], centres: Float64Array): Float64Array<ArrayBuffer> {
  const start = (bin: number): number => ends[bin - 1] ?? 0;
  const counts = Float64Array.from(ends, (end, bin) => end - start(bin));
  const totals = Float64Array.from(ends, (end, bin) => sums[end]! - sums[start(bin)]!);
  const empty = [...counts.keys()].filter((bin) => counts[bin] === 0);
  const far = empty.length === 0 ? [] : farthest(values, ends, centres, empty.length);
  empty.forEach((bin, index) => {
    const found = far[index];
    if (!found) return;
    totals[found.bin]! -= found.value;
    counts[found.bin]!--;
    totals[bin] = found.value;
    counts[bin] = 1;
  });
  return totals.map((total, bin) => (counts[bin] === 0 ? centres[bin]! : total / counts[bin]!));
}

/**
 * The values that are farthest from their centres, the farthest first; none where all are on them. At first the smallest and the largest value always
 * are equally far, but for rounding: then the larger one comes first.
 */
function farthest(values: Float64Array, ends: readonly number[], centres: Float64Array, count: number): readonly { readonly bin: number; readonly value: number; readonly distance: number }[] {
  // The farthest of a centre's values are at the ends of its run.
  const candidates = ends.flatMap((end, bin) => {
    const start = ends[bin - 1] ?? 0;
    const places = new Set([...Array.from({ length: count }, (_, index) => start + index), ...Array.from({ length: count }, (_, index) => end - 1 - index)]);
    return [...places].filter((place) => place >= start && place < end).map((place) => ({ bin, value: values[place]!, distance: Number(Math.abs(values[place]! - centres[bin]!).toPrecision(12)) }));
  });
  return candidates.filter(({ distance }) => distance > 0).sort((a, b) => b.distance - a.distance || b.value - a.value).slice(0, count);
}
