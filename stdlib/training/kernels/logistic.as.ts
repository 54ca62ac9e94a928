import { address, count, firstOf } from "./arguments.as";
import { chunkGram, chunkProjections, chunkScores, Design } from "./design.as";
import { exp2x } from "./math.as";

const columnBytes: usize = 504 * 8;

/**
 * Loss, residuals and gradient of logistic regression at some weights. Two classes have one output, the log-odds of the second; more have one each.
 * Arguments: design, tasks, outputs, weights (a vector an output), target, residuals (a column an output), gradients (vectors of all outputs a task),
 * losses (one a task), scratch, scratch bytes a thread (a chunk an output). The target is −1 and 1 for the second and first of two classes, or the class;
 * behind the last row 0, or −1.
 */
export function logisticValue(task: i32, args: usize, thread: i32): void {
  const design = changetype<Design>(address(args, 0));
  const tasks = count(args, 1);
  const outputs = count(args, 2);
  const weights = address(args, 3);
  const target = address(args, 4);
  const residuals = address(args, 5);
  const vector = <usize>design.stride * 8;
  const gradients = address(args, 6) + <usize>task * outputs * vector;
  const scratch = address(args, 8) + <usize>thread * address(args, 9);
  const column = <usize>design.chunks * columnBytes;
  memory.fill(gradients, 0, <usize>outputs * vector);
  let loss: f64 = 0;
  const last = firstOf(task + 1, tasks, design.chunks);
  for (let at = firstOf(task, tasks, design.chunks); at < last; at++) {
    const from = <usize>at * columnBytes;
    for (let k: u32 = 0; k < outputs; k++) chunkScores(design, at, weights + <usize>k * vector, scratch + <usize>k * columnBytes);
    loss += outputs == 1 ? binary(scratch, target + from) : softmax(scratch, outputs, target + from);
    for (let k: u32 = 0; k < outputs; k++) {
      const own = scratch + <usize>k * columnBytes;
      chunkProjections(design, at, own, gradients + <usize>k * vector);
      memory.copy(residuals + <usize>k * column + from, own, columnBytes);
    }
  }
  store<f64>(address(args, 7) + (<usize>task << 3), loss);
}

/** Scores to residuals, in place; gives the loss. The logarithms of factors are taken together: of their product. */
function binary(scores: usize, signs: usize): f64 {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  const small = f64x2.splat(0.00000095367431640625);
  let product = one;
  let sum = zero;
  for (let i: usize = 0; i < columnBytes; i += 16) {
    const sign = v128.load(signs + i);
    const real = f64x2.ne(sign, zero);
    // Of the other class, so that small probabilities keep their digits.
    const margin = f64x2.mul(v128.load(scores + i), sign);
    const e = exp2x(f64x2.neg(f64x2.abs(margin)));
    const sumOfOdds = f64x2.add(one, e);
    const inverse = f64x2.div(one, sumOfOdds);
    const p = v128.bitselect(inverse, f64x2.mul(e, inverse), f64x2.ge(margin, zero));
    v128.store(scores + i, f64x2.mul(p, sign));
    const tiny = f64x2.lt(e, small);
    const series = f64x2.mul(e, f64x2.sub(one, f64x2.mul(e, f64x2.sub(f64x2.splat(0.5), f64x2.mul(e, f64x2.splat(0.3333333333333333))))));
    const extra = f64x2.add(f64x2.pmax(zero, margin), v128.and(tiny, series));
    sum = f64x2.add(sum, v128.and(real, extra));
    product = f64x2.mul(product, v128.bitselect(sumOfOdds, one, v128.andnot(real, tiny)));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1) + (Math.log(f64x2.extract_lane(product, 0)) + Math.log(f64x2.extract_lane(product, 1)));
}

function softmax(scores: usize, outputs: u32, classes: usize): f64 {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  let product = one;
  let loss = zero;
  let logs: f64 = 0;
  for (let i: usize = 0; i < columnBytes; i += 16) {
    const own = v128.load(classes + i);
    const real = f64x2.ge(own, zero);
    let top = v128.load(scores + i);
    let chosen = zero;
    for (let k: u32 = 0; k < outputs; k++) {
      const score = v128.load(scores + i + <usize>k * columnBytes);
      top = f64x2.pmax(top, score);
      chosen = f64x2.add(chosen, v128.and(f64x2.eq(own, f64x2.splat(k)), score));
    }
    let sum = zero;
    for (let k: u32 = 0; k < outputs; k++) {
      const to = scores + i + <usize>k * columnBytes;
      const e = exp2x(f64x2.sub(v128.load(to), top));
      v128.store(to, e);
      sum = f64x2.add(sum, e);
    }
    const inverse = f64x2.div(one, sum);
    for (let k: u32 = 0; k < outputs; k++) {
      const to = scores + i + <usize>k * columnBytes;
      const residual = f64x2.sub(f64x2.mul(v128.load(to), inverse), v128.and(f64x2.eq(own, f64x2.splat(k)), one));
      v128.store(to, v128.and(real, residual));
    }
    loss = f64x2.add(loss, v128.and(real, f64x2.sub(top, chosen)));
    product = f64x2.mul(product, v128.bitselect(sum, one, real));
    if (f64x2.extract_lane(product, 0) > 1e150 || f64x2.extract_lane(product, 1) > 1e150) {
      logs += Math.log(f64x2.extract_lane(product, 0)) + Math.log(f64x2.extract_lane(product, 1));
      product = one;
    }
  }
  logs += Math.log(f64x2.extract_lane(product, 0)) + Math.log(f64x2.extract_lane(product, 1));
  return f64x2.extract_lane(loss, 0) + f64x2.extract_lane(loss, 1) + logs;
}

/**
 * Second derivatives between two outputs. Arguments: design, tasks, residuals of the one and of the other, a matrix a task, scratch, scratch bytes a
 * thread (a chunk, and one a padded column).
 */
export function logisticGram(task: i32, args: usize, thread: i32): void {
  const design = changetype<Design>(address(args, 0));
  const tasks = count(args, 1);
  const a = address(args, 2);
  const b = address(args, 3);
  const bytes = <usize>design.stride * design.stride * 8;
  const out = address(args, 4) + <usize>task * bytes;
  const weights = address(args, 5) + <usize>thread * address(args, 6);
  memory.fill(out, 0, bytes);
  const last = firstOf(task + 1, tasks, design.chunks);
  for (let at = firstOf(task, tasks, design.chunks); at < last; at++) {
    const from = <usize>at * columnBytes;
    pairWeights(a + from, b + from, weights);
    chunkGram(design, at, weights, weights + columnBytes, out);
  }
}

/** p(1 − p) for an output with itself, −p·q for two. A residual below 0 is that of the row's own class: p − 1. */
function pairWeights(a: usize, b: usize, out: usize): void {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  for (let i: usize = 0; i < columnBytes; i += 16) {
    const first = v128.load(a + i);
    if (a == b) {
      const p = f64x2.abs(first);
      v128.store(out + i, f64x2.mul(p, f64x2.sub(one, p)));
      continue;
    }
    const second = v128.load(b + i);
    const p = f64x2.add(first, v128.and(f64x2.lt(first, zero), one));
    const q = f64x2.add(second, v128.and(f64x2.lt(second, zero), one));
    v128.store(out + i, f64x2.neg(f64x2.mul(p, q)));
  }
}
