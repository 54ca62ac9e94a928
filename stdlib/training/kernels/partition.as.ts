// The rows of a node to its sides, in their order.
import { address, argument, count } from "./arguments.as";

/**
 * The rows of a piece of a node, left and right ones apart, to the piece's place in two buffers. Arguments: rows in order (0 for their own order), from, to, rows a piece,
 * the bins of the feature, the side of each bin (a byte each, 1 for left), left rows, right rows, the number of left rows a piece.
 */
export function divideRows(task: i32, args: usize, thread: i32): void {
  const order = address(args, 0);
  const from = count(args, 1) + <u32>task * count(args, 3);
  const to = min(count(args, 2), from + count(args, 3));
  const bins = address(args, 4);
  const sides = address(args, 5);
  let left = address(args, 6) + (<usize>from << 2);
  let right = address(args, 7) + (<usize>from << 2);
  const begin = left;
  for (let i = <usize>from; i < <usize>to; i++) {
    const row = order == 0 ? <u32>i : load<u32>(order + (i << 2));
    const side = <usize>load<u8>(sides + <usize>load<u8>(bins + <usize>row)) << 2;
    // Both are written, and one of them stays: no branch to guess.
    store<u32>(left, row);
    store<u32>(right, row);
    left += side;
    right += 4 - side;
  }
  store<u32>(address(args, 8) + (<usize>task << 2), <u32>((left - begin) >> 2));
}

/** The pieces to their places. Arguments: rows in order, from, to, rows a piece, left rows, right rows, where each piece's left rows go, then where its right rows go. */
export function joinRows(task: i32, args: usize, thread: i32): void {
  const order = address(args, 0);
  const from = count(args, 1) + <u32>task * count(args, 3);
  const to = min(count(args, 2), from + count(args, 3));
  const places = address(args, 6) + (<usize>task << 3);
  const left = load<u32>(places);
  const next = load<u32>(places, 8);
  const right = load<u32>(places, 4);
  const lefts = <usize>(next - left);
  memory.copy(order + (<usize>left << 2), address(args, 4) + (<usize>from << 2), lefts << 2);
  memory.copy(order + (<usize>right << 2), address(args, 5) + (<usize>from << 2), (<usize>(to - from) - lefts) << 2);
}

/** Adds a leaf's value to its rows. Arguments: rows in order, values of all rows, for each task where its rows begin and end, and the value (three numbers). */
export function addLeaves(task: i32, args: usize, thread: i32): void {
  const order = address(args, 0);
  const values = address(args, 1);
  const own = address(args, 2) + <usize>task * 24;
  const to = <usize>argument(own, 1);
  const value = argument(own, 2);
  for (let i = <usize>argument(own, 0); i < to; i++) {
    const at = values + (<usize>load<u32>(order + (i << 2)) << 3);
    store<f64>(at, load<f64>(at) + value);
  }
}
