// The nearest training rows by brute force, a run of training rows at a time for a few asked rows: the run stays in the cache.
import { address, count, firstOf } from "./arguments.as";

/** Training rows in a run. */
const run: u32 = 512;

/** Training and asked rows, column by column: numbers (f64), then codes (i32). A column of training rows has room for an even multiple of four. */
@unmanaged
class Rows {
  rows: u32;
  numbers: u32;
  codes: u32;
  /** Addresses, and entries between columns. */
  numbersAt: u32;
  codesAt: u32;
  stride: u32;
}

/**
 * The k nearest of each asked row, nearest first; of equally near ones the earlier. Arguments: training rows, asked rows, tasks, k, squared distances (k a row),
 * places (k a row), scratch (a run of distances a thread).
 */
export function nearestRows(task: i32, args: usize, thread: i32): void {
  const training = changetype<Rows>(address(args, 0));
  const asked = changetype<Rows>(address(args, 1));
  const k = count(args, 3);
  const first = firstOf(task, count(args, 2), asked.rows);
  const last = firstOf(task + 1, count(args, 2), asked.rows);
  const scratch = address(args, 6) + <usize>thread * (<usize>run << 3);
  for (let row = first; row < last; row++) {
    const distances = address(args, 4) + ((<usize>row * k) << 3);
    for (let i: usize = 0; i < <usize>k; i++) store<f64>(distances + (i << 3), Infinity);
  }
  for (let from: u32 = 0; from < training.rows; from += run) {
    const rows = min(run, training.rows - from);
    for (let row = first; row < last; row++) {
      measure(training, asked, row, from, rows, scratch);
      keepNearest(scratch, from, rows, k, address(args, 4) + ((<usize>row * k) << 3), address(args, 5) + ((<usize>row * k) << 2));
    }
  }
}

/** Squared distances of an asked row to a run of training rows. Two categories differ in two of their 0/1 columns, a category and none of them in one. */
function measure(training: Rows, asked: Rows, row: u32, from: u32, rows: u32, out: usize): void {
  const bytes = <usize>rows << 3;
  for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, f64x2.splat(0));
  let column: u32 = 0;
  for (; column + 4 <= training.numbers; column += 4) {
    const a = numbersOf(training, column, from);
    const b = numbersOf(training, column + 1, from);
    const c = numbersOf(training, column + 2, from);
    const d = numbersOf(training, column + 3, from);
    const va = valueOf(asked, column, row);
    const vb = valueOf(asked, column + 1, row);
    const vc = valueOf(asked, column + 2, row);
    const vd = valueOf(asked, column + 3, row);
    for (let i: usize = 0; i < bytes; i += 16) {
      // One column after the other, so that the same rows have the same distance wherever they stand.
      let sum = v128.load(out + i);
      sum = f64x2.add(sum, squared(f64x2.sub(v128.load(a + i), va)));
      sum = f64x2.add(sum, squared(f64x2.sub(v128.load(b + i), vb)));
      sum = f64x2.add(sum, squared(f64x2.sub(v128.load(c + i), vc)));
      sum = f64x2.add(sum, squared(f64x2.sub(v128.load(d + i), vd)));
      v128.store(out + i, sum);
    }
  }
  for (; column < training.numbers; column++) {
    const a = numbersOf(training, column, from);
    const va = valueOf(asked, column, row);
    for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, f64x2.add(v128.load(out + i), squared(f64x2.sub(v128.load(a + i), va))));
  }
  for (let block: u32 = 0; block < training.codes; block++) {
    const codes = <usize>training.codesAt + ((<usize>block * training.stride + from) << 2);
    const own = load<i32>(<usize>asked.codesAt + ((<usize>block * asked.stride + row) << 2));
    const code = i32x4.splat(own);
    const apart = i32x4.splat(own < 0 ? 1 : 2);
    for (let i: usize = 0; i < <usize>rows; i += 4) {
      const other = v128.load(codes + (i << 2));
      // None of the categories is −1: it takes one off.
      const far = i32x4.max_s(i32x4.splat(1), i32x4.add(apart, i32x4.shr_s(other, 31)));
      const added = v128.and(far, i32x4.ne(other, code));
      const to = out + (i << 3);
      v128.store(to, f64x2.add(v128.load(to), f64x2.convert_low_i32x4_s(added)));
      v128.store(to + 16, f64x2.add(v128.load(to + 16), f64x2.convert_low_i32x4_s(v128.shuffle<i32>(added, added, 2, 3, 0, 1))));
    }
  }
}

// @ts-ignore: decorator
@inline
function squared(difference: v128): v128 {
  return f64x2.mul(difference, difference);
}

// @ts-ignore: decorator
@inline
function numbersOf(training: Rows, column: u32, from: u32): usize {
  return <usize>training.numbersAt + ((<usize>column * training.stride + from) << 3);
}

// @ts-ignore: decorator
@inline
function valueOf(asked: Rows, column: u32, row: u32): v128 {
  return f64x2.splat(load<f64>(<usize>asked.numbersAt + ((<usize>column * asked.stride + row) << 3)));
}

/** Takes those of a run that are nearer than the farthest so far. */
function keepNearest(found: usize, from: u32, rows: u32, k: u32, distances: usize, places: usize): void {
  let farthest = load<f64>(distances + (<usize>(k - 1) << 3));
  for (let i: u32 = 0; i < rows; i++) {
    const distance = load<f64>(found + (<usize>i << 3));
    if (!(distance < farthest)) continue;
    let at = k - 1;
    for (; at > 0 && load<f64>(distances + (<usize>(at - 1) << 3)) > distance; at--) {
      store<f64>(distances + (<usize>at << 3), load<f64>(distances + (<usize>(at - 1) << 3)));
      store<u32>(places + (<usize>at << 2), load<u32>(places + (<usize>(at - 1) << 2)));
    }
    store<f64>(distances + (<usize>at << 3), distance);
    store<u32>(places + (<usize>at << 2), from + i);
    farthest = load<f64>(distances + (<usize>(k - 1) << 3));
  }
}
