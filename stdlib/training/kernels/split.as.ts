// The best split of a node by each of its features.
import { address, argument, count } from "./arguments.as";
import { featureBytes, keepSums, takeAway } from "./histogram.as";

const missingBin: u32 = 255;

@unmanaged
class Feature {
  /** 0 numbers, 1 categories. */
  kind: u32;
  /** Bins without that of missing values. */
  bins: u32;
  /** Whether any training row misses it. */
  holes: u32;
  /** 1 or −1 where predictions may only rise or fall with it. */
  monotone: i32;
}

/** What is found for a feature of a node; `gain` is 0 where no split lowers the loss. */
@unmanaged
class Found {
  gain: f64;
  /** Of numbers: bins up to this one go left. */
  bin: f64;
  missingLeft: f64;
  leftRows: f64;
  leftValue: f64;
  rightValue: f64;
  /** Of all rows of the node. */
  rows: f64;
  value: f64;
  /** Of categories: a bit for each bin that goes left. */
  set0: u64;
  set1: u64;
  set2: u64;
  set3: u64;
}

// What is the same for all splits of a node. Every thread has variables of its own.
let gradientUnit: f64 = 0;
let curvatureUnit: f64 = 0;
let l2: f64 = 0;
let minLeaf: u32 = 0;
let low: f64 = 0;
let high: f64 = 0;
let gradients: i64 = 0;
let curvatures: i64 = 0;
let rows: u32 = 0;
let before: f64 = 0;
/** Leaves whose second derivatives sum to less are not made: their value would be noise. */
const minCurvature: f64 = 1e-3;

/**
 * Tasks are features. Arguments: features, what they are, sums of the smaller side (a piece after the other), pieces, its histogram, the histogram of the
 * parent, which becomes that of the larger side (0 for a root), results of both (one a feature), the units of gradients and second derivatives, l2, the
 * fewest rows of a leaf, lowest and highest value of the smaller side and of the larger, scratch, scratch bytes a thread.
 */
export function splitNodes(task: i32, args: usize, thread: i32): void {
  const feature = changetype<Feature>(address(args, 1) + <usize>task * offsetof<Feature>());
  const own = <usize>task * featureBytes;
  const small = address(args, 4) + own;
  keepSums(task, count(args, 0), address(args, 2), count(args, 3), small);
  gradientUnit = argument(args, 8);
  curvatureUnit = argument(args, 9);
  l2 = argument(args, 10);
  minLeaf = count(args, 11);
  low = argument(args, 12);
  high = argument(args, 13);
  const scratch = address(args, 16) + <usize>thread * address(args, 17);
  search(feature, small, changetype<Found>(address(args, 6) + <usize>task * offsetof<Found>()), scratch);
  if (address(args, 5) == 0) return;
  const large = address(args, 5) + own;
  takeAway(large, small);
  low = argument(args, 14);
  high = argument(args, 15);
  search(feature, large, changetype<Found>(address(args, 7) + <usize>task * offsetof<Found>()), scratch);
}

// @ts-ignore: decorator
@inline
function gradientAt(histogram: usize, bin: u32): i64 {
  return load<i64>(histogram + (<usize>bin << 3));
}

// @ts-ignore: decorator
@inline
function curvatureAt(histogram: usize, bin: u32): i64 {
  return load<i64>(histogram + (<usize>bin << 3), 256 * 8);
}

// @ts-ignore: decorator
@inline
function rowsAt(histogram: usize, bin: u32): u32 {
  return load<u32>(histogram + (<usize>bin << 2), 256 * 16);
}

/** The value that lowers the quadratic approximation of the loss most. */
// @ts-ignore: decorator
@inline
function valueOf(gradient: f64, curvature: f64): f64 {
  return max(low, min(high, -gradient / (curvature + l2 + 1e-15)));
}

function search(feature: Feature, histogram: usize, found: Found, scratch: usize): void {
  gradients = 0;
  curvatures = 0;
  rows = 0;
  for (let bin: u32 = 0; bin < 256; bin++) {
    gradients += gradientAt(histogram, bin);
    curvatures += curvatureAt(histogram, bin);
    rows += rowsAt(histogram, bin);
  }
  const gradient = <f64>gradients * gradientUnit;
  const value = valueOf(gradient, <f64>curvatures * curvatureUnit);
  before = gradient * value;
  found.gain = 0;
  found.rows = rows;
  found.value = value;
  found.set0 = found.set1 = found.set2 = found.set3 = 0;
  if (rows < 2 * minLeaf) return;
  if (feature.kind == 0) searchNumbers(feature, histogram, found);
  else searchCategories(feature, histogram, found, scratch);
}

/** Takes a split when it is better than those before; says whether the left side was large enough. */
// @ts-ignore: decorator
@inline
function offer(found: Found, monotone: i32, bin: u32, missingLeft: bool, leftGradients: i64, leftCurvatures: i64, leftRows: u32): bool {
  if (leftRows < minLeaf || rows - leftRows < minLeaf) return false;
  const leftCurvature = <f64>leftCurvatures * curvatureUnit;
  const rightCurvature = <f64>(curvatures - leftCurvatures) * curvatureUnit;
  if (leftCurvature < minCurvature || rightCurvature < minCurvature) return false;
  const leftGradient = <f64>leftGradients * gradientUnit;
  const rightGradient = <f64>(gradients - leftGradients) * gradientUnit;
  const left = valueOf(leftGradient, leftCurvature);
  const right = valueOf(rightGradient, rightCurvature);
  if ((monotone > 0 && left > right) || (monotone < 0 && left < right)) return false;
  const gain = before - leftGradient * left - rightGradient * right;
  if (!(gain > found.gain)) return false;
  found.gain = gain;
  found.bin = bin;
  found.missingLeft = missingLeft ? 1 : 0;
  found.leftRows = leftRows;
  found.leftValue = left;
  found.rightValue = right;
  return true;
}

function searchNumbers(feature: Feature, histogram: usize, found: Found): void {
  const holes = rowsAt(histogram, missingBin);
  const last = holes > 0 ? feature.bins : feature.bins - 1;
  let leftGradients: i64 = 0;
  let leftCurvatures: i64 = 0;
  let leftRows: u32 = 0;
  for (let bin: u32 = 0; bin < last; bin++) {
    const own = rowsAt(histogram, bin);
    leftGradients += gradientAt(histogram, bin);
    leftCurvatures += curvatureAt(histogram, bin);
    leftRows += own;
    if (own == 0) continue;
    // Where training misses no value of the column, the larger side takes the missing ones to come.
    offer(found, feature.monotone, bin, feature.holes == 0 && leftRows > rows - leftRows, leftGradients, leftCurvatures, leftRows);
  }
  if (holes == 0) return;
  // From above, with the missing values left: a gap that this node leaves between two bins is cut at its upper end.
  leftGradients = gradients;
  leftCurvatures = curvatures;
  leftRows = rows;
  for (let bin = <i32>feature.bins - 2; bin >= 0; bin--) {
    leftGradients -= gradientAt(histogram, bin + 1);
    leftCurvatures -= curvatureAt(histogram, bin + 1);
    leftRows -= rowsAt(histogram, bin + 1);
    offer(found, feature.monotone, bin, true, leftGradients, leftCurvatures, leftRows);
  }
}

/** Categories of fewer rows have no place of their own in the order, and go right. */
const minSupport: f64 = 10;

/**
 * Categories in the order of their mean gradient, smoothed: some of one end go left (W. Fisher, 1958). Missing values are a category. `scratch` holds 256
 * keys and 256 bins.
 */
function searchCategories(feature: Feature, histogram: usize, found: Found, scratch: usize): void {
  const places = scratch + 256 * 8;
  const support = <f64>rows / (<f64>curvatures * curvatureUnit);
  let used: i32 = 0;
  for (let bin: u32 = 0; bin < 256; bin++) {
    if (bin >= feature.bins && bin != missingBin) continue;
    const curvature = <f64>curvatureAt(histogram, bin) * curvatureUnit;
    if (rowsAt(histogram, bin) == 0 || curvature * support < minSupport) continue;
    const key = (<f64>gradientAt(histogram, bin) * gradientUnit) / (curvature + minSupport);
    let at = used++;
    for (; at > 0 && load<f64>(scratch + (<usize>(at - 1) << 3)) > key; at--) {
      store<f64>(scratch + (<usize>at << 3), load<f64>(scratch + (<usize>(at - 1) << 3)));
      store<u32>(places + (<usize>at << 2), load<u32>(places + (<usize>(at - 1) << 2)));
    }
    store<f64>(scratch + (<usize>at << 3), key);
    store<u32>(places + (<usize>at << 2), bin);
  }
  if (used <= 1) return;
  for (let end = 0; end < 2; end++) {
    let leftGradients: i64 = 0;
    let leftCurvatures: i64 = 0;
    let leftRows: u32 = 0;
    // Half of them from below and less than half from above: what is left then has been looked at.
    for (let taken = 0; taken < (used + 1) / 2 - end; taken++) {
      const bin = load<u32>(places + (<usize>(end == 0 ? taken : used - 1 - taken) << 2));
      leftGradients += gradientAt(histogram, bin);
      leftCurvatures += curvatureAt(histogram, bin);
      leftRows += rowsAt(histogram, bin);
      if (offer(found, 0, 0, feature.holes == 0 && leftRows > rows - leftRows, leftGradients, leftCurvatures, leftRows)) takeSet(found, places, used, end, taken);
    }
  }
  if (feature.holes != 0) found.missingLeft = <f64>(found.set3 >> 63);
}

function takeSet(found: Found, places: usize, used: i32, end: i32, last: i32): void {
  found.set0 = found.set1 = found.set2 = found.set3 = 0;
  for (let taken = 0; taken <= last; taken++) {
    const bin = load<u32>(places + (<usize>(end == 0 ? taken : used - 1 - taken) << 2));
    const word = changetype<usize>(found) + offsetof<Found>("set0") + (<usize>(bin >> 6) << 3);
    store<u64>(word, load<u64>(word) | (<u64>1 << (bin & 63)));
  }
}
