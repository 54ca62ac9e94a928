import type { Compute } from "../../../runtime/computation.ts";

/** The rows that fill gaps: row-major, rows × columns, NaN for null. */
export interface NearestState {
  readonly way: "k_nearest";
  readonly donors: Float64Array;
  readonly means: Float64Array;
  readonly neighbours: number;
  readonly weights: "uniform" | "distance";
}

/**
 * Fills a gap with the mean of the column in the nearest rows that have a value there: scikit-learn's `KNNImputer`. The distance is Euclidean over the
 * columns that both rows have, scaled up to all of them; of equally near rows the first counts. A row that shares no column with any is filled with the mean.
 */
export function fillFromNearest({ donors, means, neighbours, weights }: NearestState): Compute {
  const width = means.length;
  const count = width === 0 ? 0 : donors.length / width;
  return (columns, rows) => {
    const filled = columns.map((column) => (column.kind === "numbers" ? Float64Array.from(column.values) : new Float64Array(rows)));
    const row = new Float64Array(width);
    const distances = new Float64Array(count);
    for (let i = 0; i < rows; i++) {
      let gaps = 0;
      columns.forEach((column, place) => {
        row[place] = column.kind === "numbers" ? column.values[i]! : Number.NaN;
        if (Number.isNaN(row[place]!)) gaps++;
      });
      if (gaps === 0) continue;
      distancesTo(row, donors, width, distances);
      for (let place = 0; place < width; place++) if (Number.isNaN(row[place]!)) filled[place]![i] = fillerOf(place);
    }
    return filled;

    function fillerOf(place: number): number {
      const nearest = nearestWith(place);
      if (nearest.length === 0) return means[place]!;
      const exact = weights === "distance" && nearest.some((donor) => distances[donor] === 0);
      let sum = 0;
      let total = 0;
      for (const donor of nearest) {
        const distance = distances[donor]!;
        const weight = weights === "uniform" ? 1 : exact ? (distance === 0 ? 1 : 0) : 1 / distance;
        sum += weight * donors[donor * width + place]!;
        total += weight;
      }
      return sum / total;
    }

    /** Those with a value in a column, nearest first. */
    function nearestWith(place: number): readonly number[] {
      const best: number[] = [];
      for (let donor = 0; donor < count; donor++) {
        const distance = distances[donor]!;
        if (Number.isNaN(distance) || Number.isNaN(donors[donor * width + place]!)) continue;
        if (best.length === neighbours && distance >= distances[best[neighbours - 1]!]!) continue;
        let at = Math.min(best.length, neighbours - 1);
        for (; at > 0 && distances[best[at - 1]!]! > distance; at--) best[at] = best[at - 1]!;
        best[at] = donor;
      }
      return best;
    }
  };
}

/** Over the columns that both rows have; NaN where there is none. */
function distancesTo(row: Float64Array, donors: Float64Array, width: number, distances: Float64Array): void {
  for (let donor = 0; donor < distances.length; donor++) {
    let sum = 0;
    let shared = 0;
    for (let place = 0; place < width; place++) {
      const difference = row[place]! - donors[donor * width + place]!;
      if (Number.isNaN(difference)) continue;
      sum += difference * difference;
      shared++;
    }
    distances[donor] = shared === 0 ? Number.NaN : Math.sqrt((width / shared) * sum);
  }
}
