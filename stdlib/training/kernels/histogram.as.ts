// Histograms of gradients. Sums are whole numbers: the same in whatever order rows are added, and what is left of a parent without one of its sides is exact.
//
// A row's gradient and second derivative are two i32. While rows are added, a bin has two i64: the gradients' sum, and the second derivatives' sum with
// the number of rows above it (from bit 47). A histogram that is kept has, for each feature, 256 sums of gradients (i64), 256 of second derivatives (i64)
// and 256 numbers of rows (u32).
import { address, count } from "./arguments.as";

const bins: usize = 256;
const partBytes: usize = 256 * 16;
export const featureBytes: usize = 256 * 20;
const rowBit: i64 = 47;

/**
 * Sums of a piece of a node's rows, for a group of features. Tasks are pieces × groups. Arguments: rows in order (0 for all of them), from, to, rows a
 * piece (65,536 at most), features, features a group (6 at most), records, stride, gradients, sums (features × 256 bins a piece).
 */
export function fillHistograms(task: i32, args: usize, thread: i32): void {
  const order = address(args, 0);
  const features = count(args, 4);
  const most = count(args, 5);
  const groups = (features + most - 1) / most;
  const piece = <u32>task / groups;
  const feature = (<u32>task % groups) * most;
  const from = count(args, 1) + piece * count(args, 3);
  const to = min(count(args, 2), from + count(args, 3));
  const stride = address(args, 7);
  const records = address(args, 6) + <usize>feature;
  const gradients = address(args, 8);
  const out = address(args, 9) + (<usize>piece * features + feature) * partBytes;
  const own = min(most, features - feature);
  memory.fill(out, 0, <usize>own * partBytes);
  if (own == 6) fill(6, order, from, to, records, stride, gradients, out);
  else if (own == 5) fill(5, order, from, to, records, stride, gradients, out);
  else if (own == 4) fill(4, order, from, to, records, stride, gradients, out);
  else if (own == 3) fill(3, order, from, to, records, stride, gradients, out);
  else if (own == 2) fill(2, order, from, to, records, stride, gradients, out);
  else fill(1, order, from, to, records, stride, gradients, out);
}

/** `features` is constant wherever this is called, and the branches on it vanish. */
// @ts-ignore: decorator
@inline
function fill(features: i32, order: usize, from: u32, to: u32, records: usize, stride: usize, gradients: usize, out: usize): void {
  const oneRow = i64x2(0, 1 << rowBit);
  for (let i = <usize>from; i < <usize>to; i++) {
    const row = order == 0 ? i : <usize>load<u32>(order + (i << 2));
    const pair = i64x2.add(v128.load32x2_s(gradients + (row << 3)), oneRow);
    const own = load<u64>(records + row * stride);
    add(out + ((<usize>own & 0xff) << 4), 0, pair);
    if (features > 1) add(out + (<usize>(own >> 4) & 0xff0), partBytes, pair);
    if (features > 2) add(out + (<usize>(own >> 12) & 0xff0), 2 * partBytes, pair);
    if (features > 3) add(out + (<usize>(own >> 20) & 0xff0), 3 * partBytes, pair);
    if (features > 4) add(out + (<usize>(own >> 28) & 0xff0), 4 * partBytes, pair);
    if (features > 5) add(out + (<usize>(own >> 36) & 0xff0), 5 * partBytes, pair);
  }
}

// @ts-ignore: decorator
@inline
function add(to: usize, offset: usize, pair: v128): void {
  v128.store(to + offset, i64x2.add(v128.load(to + offset), pair));
}

/** The pieces' sums of one feature as a histogram that is kept. */
export function keepSums(feature: u32, features: u32, sums: usize, pieces: u32, to: usize): void {
  const mask: i64 = (<i64>1 << rowBit) - 1;
  for (let bin: usize = 0; bin < bins; bin++) {
    let gradient: i64 = 0;
    let curvature: i64 = 0;
    let rows: u32 = 0;
    let at = sums + <usize>feature * partBytes + (bin << 4);
    for (let piece: u32 = 0; piece < pieces; piece++, at += <usize>features * partBytes) {
      const packed = load<i64>(at, 8);
      gradient += load<i64>(at);
      curvature += packed & mask;
      rows += <u32>(<u64>packed >> rowBit);
    }
    store<i64>(to + (bin << 3), gradient);
    store<i64>(to + (bin << 3), curvature, 256 * 8);
    store<u32>(to + (bin << 2), rows, 256 * 16);
  }
}

/** from −= less, for one feature. */
export function takeAway(from: usize, less: usize): void {
  for (let at: usize = 0; at < 256 * 16; at += 16) v128.store(from + at, i64x2.sub(v128.load(from + at), v128.load(less + at)));
  for (let at: usize = 256 * 16; at < featureBytes; at += 16) v128.store(from + at, i32x4.sub(v128.load(from + at), v128.load(less + at)));
}
