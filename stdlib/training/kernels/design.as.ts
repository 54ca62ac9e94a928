// A design matrix in chunks of 504 rows, and the passes over its rows that linear models need. A chunk of a column is a run of 63 cache lines: an odd
// number, so that the same rows of many columns do not compete for the same lines. Sums run task by task, each over its own chunks in order.

import { address, argument, count, firstOf } from "./arguments.as";

export const chunk: i32 = 504;
const columnBytes: usize = 504 * 8;

/** All numbers are addresses or counts. Columns are those of the model: the design's, then the intercept, then one that collects what counts nowhere. */
@unmanaged
export class Design {
  rows: u32;
  chunks: u32;
  /** Dense columns, with that of the intercept as the last, and their number rounded up to fours. */
  dense: u32;
  padded: u32;
  coded: u32;
  /** Columns with all three kinds; the length of a vector of weights. */
  stride: u32;
  /** Chunk by chunk the dense columns' standardised values, 0 behind the last row. */
  z: u32;
  /** Chunk by chunk the coded columns' places among the columns of the model. */
  codes: u32;
  /** Of each dense column its place among the columns of the model. */
  places: u32;
  /** A chunk of zeros: it stands for the columns that round up. */
  zeros: u32;
}

// @ts-ignore: decorator
@inline
export function denseChunk(design: Design, at: u32, column: u32): usize {
  return column < design.dense ? <usize>design.z + (<usize>at * design.dense + column) * columnBytes : <usize>design.zeros;
}

// @ts-ignore: decorator
@inline
function codeChunk(design: Design, at: u32, column: u32): usize {
  return <usize>design.codes + (<usize>at * design.coded + column) * (<usize>chunk * 4);
}

// @ts-ignore: decorator
@inline
function weightOf(design: Design, weights: usize, column: u32): f64 {
  return column < design.dense ? load<f64>(weights + (<usize>load<u32>(<usize>design.places + (<usize>column << 2)) << 3)) : 0;
}

/** out = Z·weights of one chunk. */
export function chunkScores(design: Design, at: u32, weights: usize, out: usize): void {
  for (let column: u32 = 0; column < design.padded; column += 4) {
    const a = denseChunk(design, at, column);
    const b = denseChunk(design, at, column + 1);
    const c = denseChunk(design, at, column + 2);
    const d = denseChunk(design, at, column + 3);
    const wa = f64x2.splat(weightOf(design, weights, column));
    const wb = f64x2.splat(weightOf(design, weights, column + 1));
    const wc = f64x2.splat(weightOf(design, weights, column + 2));
    const wd = f64x2.splat(weightOf(design, weights, column + 3));
    const first = column == 0;
    for (let i: usize = 0; i < columnBytes; i += 16) {
      const ab = f64x2.add(f64x2.mul(v128.load(a + i), wa), f64x2.mul(v128.load(b + i), wb));
      const cd = f64x2.add(f64x2.mul(v128.load(c + i), wc), f64x2.mul(v128.load(d + i), wd));
      const sum = f64x2.add(ab, cd);
      v128.store(out + i, first ? sum : f64x2.add(v128.load(out + i), sum));
    }
  }
  for (let column: u32 = 0; column < design.coded; column++) {
    const codes = codeChunk(design, at, column);
    for (let i: usize = 0; i < <usize>chunk; i++) {
      const to = out + (i << 3);
      store<f64>(to, load<f64>(to) + load<f64>(weights + (<usize>load<u32>(codes + (i << 2)) << 3)));
    }
  }
}

// @ts-ignore: decorator
@inline
function across(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

// @ts-ignore: decorator
@inline
function addAt(out: usize, place: usize, amount: f64): void {
  const to = out + (place << 3);
  store<f64>(to, load<f64>(to) + amount);
}

/** out += Zᵀ·rows of one chunk. */
export function chunkProjections(design: Design, at: u32, rows: usize, out: usize): void {
  for (let column: u32 = 0; column < design.padded; column += 4) {
    const a = denseChunk(design, at, column);
    const b = denseChunk(design, at, column + 1);
    const c = denseChunk(design, at, column + 2);
    const d = denseChunk(design, at, column + 3);
    let sa = f64x2.splat(0);
    let sb = f64x2.splat(0);
    let sc = f64x2.splat(0);
    let sd = f64x2.splat(0);
    for (let i: usize = 0; i < columnBytes; i += 16) {
      const row = v128.load(rows + i);
      sa = f64x2.add(sa, f64x2.mul(v128.load(a + i), row));
      sb = f64x2.add(sb, f64x2.mul(v128.load(b + i), row));
      sc = f64x2.add(sc, f64x2.mul(v128.load(c + i), row));
      sd = f64x2.add(sd, f64x2.mul(v128.load(d + i), row));
    }
    const places = <usize>design.places + (<usize>column << 2);
    addAt(out, load<u32>(places), across(sa));
    addAt(out, load<u32>(places, 4), across(sb));
    addAt(out, load<u32>(places, 8), across(sc));
    addAt(out, load<u32>(places, 12), across(sd));
  }
  for (let column: u32 = 0; column < design.coded; column++) {
    const codes = codeChunk(design, at, column);
    for (let i: usize = 0; i < <usize>chunk; i++) addAt(out, load<u32>(codes + (i << 2)), load<f64>(rows + (i << 3)));
  }
}

/**
 * out += Zᵀ·diag(rowWeights)·Z of one chunk, a matrix of stride × stride in which each pair of columns stands at one of its two places: dense pairs above
 * the diagonal, a coded and a dense column in the row of the code, two coded ones in the row of the first. `weighted` has room for the padded columns.
 */
export function chunkGram(design: Design, at: u32, rowWeights: usize, weighted: usize, out: usize): void {
  for (let column: u32 = 0; column < design.padded; column++) {
    const z = denseChunk(design, at, column);
    const to = weighted + <usize>column * columnBytes;
    for (let i: usize = 0; i < columnBytes; i += 16) v128.store(to + i, f64x2.mul(v128.load(z + i), v128.load(rowWeights + i)));
  }
  for (let row: u32 = 0; row < design.dense; row += 2) {
    for (let column = row & ~3; column < design.padded; column += 4) gramTile(design, at, row, column, weighted, out);
  }
  for (let first: u32 = 0; first < design.coded; first++) {
    const codes = codeChunk(design, at, first);
    for (let column: u32 = 0; column < design.dense; column++) {
      const products = weighted + <usize>column * columnBytes;
      const to = out + (<usize>load<u32>(<usize>design.places + (<usize>column << 2)) << 3);
      for (let i: usize = 0; i < <usize>chunk; i++) addAt(to, <usize>load<u32>(codes + (i << 2)) * design.stride, load<f64>(products + (i << 3)));
    }
    for (let second = first; second < design.coded; second++) {
      const others = codeChunk(design, at, second);
      for (let i: usize = 0; i < <usize>chunk; i++) {
        addAt(out, <usize>load<u32>(codes + (i << 2)) * design.stride + load<u32>(others + (i << 2)), load<f64>(rowWeights + (i << 3)));
      }
    }
  }
}

/** Two columns by four: eight sums that stay in registers. */
function gramTile(design: Design, at: u32, row: u32, column: u32, weighted: usize, out: usize): void {
  const a = denseChunk(design, at, row);
  const b = denseChunk(design, at, row + 1);
  const w = weighted + <usize>column * columnBytes;
  let a0 = f64x2.splat(0);
  let a1 = f64x2.splat(0);
  let a2 = f64x2.splat(0);
  let a3 = f64x2.splat(0);
  let b0 = f64x2.splat(0);
  let b1 = f64x2.splat(0);
  let b2 = f64x2.splat(0);
  let b3 = f64x2.splat(0);
  for (let i: usize = 0; i < columnBytes; i += 16) {
    const za = v128.load(a + i);
    const zb = v128.load(b + i);
    const to = w + i;
    const w0 = v128.load(to);
    const w1 = v128.load(to, columnBytes);
    const w2 = v128.load(to, 2 * columnBytes);
    const w3 = v128.load(to, 3 * columnBytes);
    a0 = f64x2.add(a0, f64x2.mul(za, w0));
    a1 = f64x2.add(a1, f64x2.mul(za, w1));
    a2 = f64x2.add(a2, f64x2.mul(za, w2));
    a3 = f64x2.add(a3, f64x2.mul(za, w3));
    b0 = f64x2.add(b0, f64x2.mul(zb, w0));
    b1 = f64x2.add(b1, f64x2.mul(zb, w1));
    b2 = f64x2.add(b2, f64x2.mul(zb, w2));
    b3 = f64x2.add(b3, f64x2.mul(zb, w3));
  }
  put(design, row, column, across(a0), out);
  put(design, row, column + 1, across(a1), out);
  put(design, row, column + 2, across(a2), out);
  put(design, row, column + 3, across(a3), out);
  put(design, row + 1, column, across(b0), out);
  put(design, row + 1, column + 1, across(b1), out);
  put(design, row + 1, column + 2, across(b2), out);
  put(design, row + 1, column + 3, across(b3), out);
}

// @ts-ignore: decorator
@inline
function put(design: Design, row: u32, column: u32, amount: f64, out: usize): void {
  if (row > column || column >= design.dense) return;
  const places = <usize>design.places;
  addAt(out, <usize>load<u32>(places + (<usize>row << 2)) * design.stride + load<u32>(places + (<usize>column << 2)), amount);
}

/** A column's rows to its place in the chunks, standardised. Arguments: design, tasks, raw values, dense column, centre, factor. */
export function standardise(task: i32, args: usize, thread: i32): void {
  const design = changetype<Design>(address(args, 0));
  const tasks = count(args, 1);
  const values = address(args, 2);
  const column = count(args, 3);
  const centre = argument(args, 4);
  const factor = argument(args, 5);
  const last = firstOf(task + 1, tasks, design.chunks);
  for (let at = firstOf(task, tasks, design.chunks); at < last; at++) {
    const from = values + <usize>at * columnBytes;
    const to = denseChunk(design, at, column);
    const own = min(<u32>chunk, design.rows - at * chunk);
    for (let i: u32 = 0; i < own; i++) store<f64>(to + (<usize>i << 3), (load<f64>(from + (<usize>i << 3)) - centre) * factor);
  }
}

/** Σ(x − around) and Σ(x − around)² of a column. Arguments: rows, tasks, raw values, around, two results a task. */
export function columnSums(task: i32, args: usize, thread: i32): void {
  const rows = count(args, 0);
  const tasks = count(args, 1);
  const values = address(args, 2);
  const around = f64x2.splat(argument(args, 3));
  const out = address(args, 4) + (<usize>task << 4);
  let i = <usize>firstOf(task, tasks, rows);
  const last = <usize>firstOf(task + 1, tasks, rows);
  let sum0 = f64x2.splat(0);
  let sum1 = f64x2.splat(0);
  let square0 = f64x2.splat(0);
  let square1 = f64x2.splat(0);
  for (; i + 4 <= last; i += 4) {
    const at = values + (i << 3);
    const first = f64x2.sub(v128.load(at), around);
    const second = f64x2.sub(v128.load(at, 16), around);
    sum0 = f64x2.add(sum0, first);
    sum1 = f64x2.add(sum1, second);
    square0 = f64x2.add(square0, f64x2.mul(first, first));
    square1 = f64x2.add(square1, f64x2.mul(second, second));
  }
  let sum = across(f64x2.add(sum0, sum1));
  let square = across(f64x2.add(square0, square1));
  for (; i < last; i++) {
    const difference = load<f64>(values + (i << 3)) - argument(args, 3);
    sum += difference;
    square += difference * difference;
  }
  store<f64>(out, sum);
  store<f64>(out, square, 8);
}

/** Zᵀ·diag(rowWeights)·Z. Arguments: design, tasks, row weights, a matrix a task, scratch, scratch bytes a thread. */
export function gram(task: i32, args: usize, thread: i32): void {
  const design = changetype<Design>(address(args, 0));
  const tasks = count(args, 1);
  const rowWeights = address(args, 2);
  const bytes = <usize>design.stride * design.stride * 8;
  const out = address(args, 3) + <usize>task * bytes;
  const scratch = address(args, 4) + <usize>thread * address(args, 5);
  memory.fill(out, 0, bytes);
  const last = firstOf(task + 1, tasks, design.chunks);
  for (let at = firstOf(task, tasks, design.chunks); at < last; at++) chunkGram(design, at, rowWeights + <usize>at * columnBytes, scratch, out);
}

/** Zᵀ·rows. Arguments: design, tasks, rows, a vector a task. */
export function projections(task: i32, args: usize, thread: i32): void {
  const design = changetype<Design>(address(args, 0));
  const tasks = count(args, 1);
  const rows = address(args, 2);
  const bytes = <usize>design.stride * 8;
  const out = address(args, 3) + <usize>task * bytes;
  memory.fill(out, 0, bytes);
  const last = firstOf(task + 1, tasks, design.chunks);
  for (let at = firstOf(task, tasks, design.chunks); at < last; at++) chunkProjections(design, at, rows + <usize>at * columnBytes, out);
}
