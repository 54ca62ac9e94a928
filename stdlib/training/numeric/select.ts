/**
 * The kth smallest value, from 0. Reorders the values so that none in front of place k is larger and none behind it smaller; they must hold no NaN.
 * Quickselect with the median of three (Hoare, 1961), in linear time; where the pivots turn out badly, the rest is sorted.
 */
export function nthSmallest(values: Float64Array, k: number): number {
  let low = 0;
  let high = values.length - 1;
  let patience = 2 * Math.ceil(Math.log2(values.length + 2));
  while (low < high) {
    if (patience-- === 0) {
      values.subarray(low, high + 1).sort();
      break;
    }
    const pivot = medianOfThree(values[low]!, values[(low + high) >>> 1]!, values[high]!);
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left]! < pivot) left++;
      while (values[right]! > pivot) right--;
      if (left > right) break;
      const moved = values[left]!;
      values[left++] = values[right]!;
      values[right--] = moved;
    }
    if (k <= right) high = right;
    else if (k >= left) low = left;
    else break;
  }
  return values[k]!;
}

const medianOfThree = (a: number, b: number, c: number): number => (a < b ? (b < c ? b : a < c ? c : a) : a < c ? a : b < c ? c : b);

/** By linear interpolation between the two nearest values (Hyndman and Fan's type 7). Reorders the values, which must hold no NaN. */
export function quantileOf(values: Float64Array, share: number): number {
  const place = (values.length - 1) * share;
  const low = Math.floor(place);
  // A negative zero would be kept as zero, and shown as what it was.
  const below = nthSmallest(values, low) + 0;
  if (place === low) return below;
  let above = Number.POSITIVE_INFINITY;
  for (let i = low + 1; i < values.length; i++) if (values[i]! < above) above = values[i]!;
  return below === above ? below : below + (above - below) * (place - low);
}
