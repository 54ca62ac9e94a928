// Columns as bins of one byte, twice: row by row (the bins of a row lie side by side, and a row takes `stride` bytes), and column by column.
import { address, argument, count, firstOf } from "./arguments.as";

const missing: u8 = 255;
const digits: i32 = 6;
const digitBits: i32 = 11;
const digitValues: usize = 1 << 11;

/** Bytes of scratch a thread needs beside the values of one column. */
export const sortScratch: usize = 6 * 2048 * 4;

/** Sorts columns, ascending; they hold no NaN. A task is a column. Arguments: a column's address and length for each (two numbers a column), scratch, scratch bytes a thread. */
export function sortColumns(task: i32, args: usize, thread: i32): void {
  const columns = address(args, 0);
  const values = <usize>load<f64>(columns + (<usize>task << 4));
  const length = <usize>load<f64>(columns + (<usize>task << 4), 8);
  const scratch = address(args, 1) + <usize>thread * address(args, 2);
  radixSort(values, length, scratch, scratch + sortScratch);
}

/** From the lowest digit to the highest. Numbers become whole numbers in the same order: of negative ones all bits are turned, of others the sign. */
function radixSort(values: usize, length: usize, counts: usize, buffer: usize): void {
  memory.fill(counts, 0, sortScratch);
  for (let i: usize = 0; i < length; i++) {
    const bits = load<i64>(values + (i << 3));
    const key = <u64>(bits ^ ((bits >> 63) | i64.MIN_VALUE));
    store<u64>(values + (i << 3), key);
    for (let digit: usize = 0; digit < <usize>digits; digit++) {
      const at = counts + (((digit << 11) + <usize>((key >> (digit * digitBits)) & (digitValues - 1))) << 2);
      store<u32>(at, load<u32>(at) + 1);
    }
  }
  let from = values;
  let to = buffer;
  for (let digit: usize = 0; digit < <usize>digits; digit++) {
    const own = counts + (digit << 13);
    let sum: u32 = 0;
    for (let value: usize = 0; value < digitValues; value++) {
      const held = load<u32>(own + (value << 2));
      store<u32>(own + (value << 2), sum);
      sum += held;
    }
    for (let i: usize = 0; i < length; i++) {
      const key = load<u64>(from + (i << 3));
      const at = own + (<usize>((key >> (digit * digitBits)) & (digitValues - 1)) << 2);
      const place = load<u32>(at);
      store<u32>(at, place + 1);
      store<u64>(to + (<usize>place << 3), key);
    }
    const swap = from;
    from = to;
    to = swap;
  }
  // An even number of passes: the keys are back where the values were.
  for (let i: usize = 0; i < length; i++) {
    const key = load<i64>(values + (i << 3));
    store<i64>(values + (i << 3), key ^ ((~key >> 63) | i64.MIN_VALUE));
  }
}

/**
 * Bins of a column of numbers: bin b holds those above threshold b − 1, up to and with threshold b. Arguments: rows, tasks, values, thresholds (256,
 * infinite behind the last), records, stride, feature, the number of missing values a task, the feature's column.
 */
export function binNumbers(task: i32, args: usize, thread: i32): void {
  const rows = count(args, 0);
  const tasks = count(args, 1);
  const values = address(args, 2);
  const thresholds = address(args, 3);
  const stride = address(args, 5);
  const last = <usize>firstOf(task + 1, tasks, rows);
  let to = address(args, 4) + address(args, 6) + <usize>firstOf(task, tasks, rows) * stride;
  const column = address(args, 8);
  let holes: u32 = 0;
  for (let i = <usize>firstOf(task, tasks, rows); i < last; i++, to += stride) {
    const value = load<f64>(values + (i << 3));
    // The number of thresholds below the value: 255 at most, of 256.
    let below: usize = 0;
    below += <usize>(value > load<f64>(thresholds + ((below + 127) << 3))) << 7;
    below += <usize>(value > load<f64>(thresholds + ((below + 63) << 3))) << 6;
    below += <usize>(value > load<f64>(thresholds + ((below + 31) << 3))) << 5;
    below += <usize>(value > load<f64>(thresholds + ((below + 15) << 3))) << 4;
    below += <usize>(value > load<f64>(thresholds + ((below + 7) << 3))) << 3;
    below += <usize>(value > load<f64>(thresholds + ((below + 3) << 3))) << 2;
    below += <usize>(value > load<f64>(thresholds + ((below + 1) << 3))) << 1;
    below += <usize>(value > load<f64>(thresholds + (below << 3)));
    const hole = value != value;
    holes += <u32>hole;
    const bin = hole ? missing : <u8>below;
    store<u8>(to, bin);
    store<u8>(column + i, bin);
  }
  store<u32>(address(args, 7) + (<usize>task << 2), holes);
}

/** Bins of a column of codes. Arguments: rows, tasks, codes, the bin of each code (a byte each), records, stride, feature, the number of missing values a task, the feature's column. */
export function binCodes(task: i32, args: usize, thread: i32): void {
  const rows = count(args, 0);
  const tasks = count(args, 1);
  const codes = address(args, 2);
  const bins = address(args, 3);
  const stride = address(args, 5);
  const last = <usize>firstOf(task + 1, tasks, rows);
  let to = address(args, 4) + address(args, 6) + <usize>firstOf(task, tasks, rows) * stride;
  const column = address(args, 8);
  let holes: u32 = 0;
  for (let i = <usize>firstOf(task, tasks, rows); i < last; i++, to += stride) {
    const code = load<i32>(codes + (i << 2));
    holes += <u32>(code < 0);
    const bin = code < 0 ? missing : load<u8>(bins + <usize>code);
    store<u8>(to, bin);
    store<u8>(column + i, bin);
  }
  store<u32>(address(args, 7) + (<usize>task << 2), holes);
}
