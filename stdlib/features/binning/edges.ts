import { extremesOf } from "../scaling/linear.ts";
import { mean, variance } from "../statistics.ts";

/** The edges between bins, ascending, as scikit-learn's KBinsDiscretizer has them: one less than there are bins. None for a constant column. */
export function learnEdges(values: Float64Array, bins: number, method: "uniform" | "quantile" | "kmeans"): readonly number[] {
  const { low, high } = extremesOf(values);
  if (low === high) return [];
  if (method === "uniform") return evenly(low, high, bins).slice(1, -1);
  const edges = method === "quantile" ? quantileEdges(values.slice().sort(), bins) : [low, ...kmeansEdges(values, low, high, bins), high];
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

/** The middles between neighbours of the centres that Lloyd's algorithm finds, from the centres of intervals of equal width. */
function kmeansEdges(values: Float64Array, low: number, high: number, bins: number): readonly number[] {
  const borders = evenly(low, high, bins);
  let centres = Float64Array.from({ length: bins }, (_, bin) => (borders[bin]! + borders[bin + 1]!) * 0.5);
  const enough = variance(values, mean(values)) * tolerance;
  let before: Int32Array | undefined;
  for (let round = 0; round < mostRounds; round++) {
    const nearest = Int32Array.from(values, (value) => nearestOf(centres, value));
    const next = moved(values, nearest, centres);
    const shift = next.reduce((sum, centre, bin) => sum + (centre - centres[bin]!) ** 2, 0);
    centres = next;
    if (shift <= enough || before?.every((bin, row) => bin === nearest[row])) break;
    before = nearest;
  }
  const ascending = centres.sort();
  return Array.from({ length: bins - 1 }, (_, bin) => (ascending[bin]! + ascending[bin + 1]!) * 0.5);
}

function nearestOf(centres: Float64Array, value: number): number {
  let best = 0;
  for (let bin = 1; bin < centres.length; bin++) if (Math.abs(value - centres[bin]!) < Math.abs(value - centres[best]!)) best = bin;
  return best;
}

/** The means of the values nearest to each centre. A centre without any is moved to the value that is farthest from its own. */
function moved(values: Float64Array, nearest: Int32Array, centres: Float64Array): Float64Array<ArrayBuffer> {
  const [sums, counts] = [new Float64Array(centres.length), new Float64Array(centres.length)];
  values.forEach((value, row) => {
    sums[nearest[row]!]! += value;
    counts[nearest[row]!]!++;
  });
  const empty = [...counts.keys()].filter((bin) => counts[bin] === 0);
  const far = empty.length === 0 ? [] : farthest(values, nearest, centres, empty.length);
  empty.forEach((bin, index) => {
    const row = far[index];
    if (row === undefined) return;
    const own = nearest[row]!;
    sums[own]! -= values[row]!;
    counts[own]!--;
    sums[bin] = values[row]!;
    counts[bin] = 1;
  });
  return sums.map((sum, bin) => (counts[bin] === 0 ? centres[bin]! : sum / counts[bin]!));
}

/** The rows that are farthest from their centres, the farthest first; none where all are on them. */
function farthest(values: Float64Array, nearest: Int32Array, centres: Float64Array, count: number): readonly number[] {
  const distance = (row: number): number => Math.abs(values[row]! - centres[nearest[row]!]!);
  const rows = [...values.keys()].sort((a, b) => distance(b) - distance(a) || a - b).slice(0, count);
  return rows.length > 0 && distance(rows[0]!) > 0 ? rows : [];
}
