/** The quantile of sorted values at `q` in 0 to 1, linear between the two nearest (NumPy's default, Hyndman and Fan's type 7). */
export function quantile(sorted: Float64Array, q: number): number {
  const at = (sorted.length - 1) * q;
  const low = Math.floor(at);
  const below = sorted[low] ?? Number.NaN;
  return below + (at - low) * ((sorted[Math.min(low + 1, sorted.length - 1)] ?? below) - below);
}

/** The inner edges of `bins` bins that hold equal shares of the sorted values; equal edges are merged, so there may be fewer. */
export function quantileEdges(sorted: Float64Array, bins: number): readonly number[] {
  const edges: number[] = [];
  for (let i = 1; i < bins; i++) {
    const edge = quantile(sorted, i / bins);
    const top = sorted[sorted.length - 1] ?? edge;
    if (edge < top && (edges.length === 0 || edge > (edges[edges.length - 1] ?? edge))) edges.push(edge);
  }
  return edges;
}

/** How many of the sorted values lie in each bin; a bin reaches up to its upper edge, and holds it. */
export function countInBins(sorted: Float64Array, edges: readonly number[]): number[] {
  const counts: number[] = [];
  let from = 0;
  for (const edge of edges) {
    const to = firstAbove(sorted, edge);
    counts.push(to - from);
    from = to;
  }
  counts.push(sorted.length - from);
  return counts;
}

function firstAbove(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
