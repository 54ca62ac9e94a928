// Gradients and second derivatives of losses at the raw predictions, as two i32 a row.
import { address, argument, count, firstOf } from "./arguments.as";
import { exp2x, logistic2x } from "./math.as";

const squared: u32 = 0;
const logistic: u32 = 1;
const poisson: u32 = 2;
const pinball: u32 = 3;

let gradient = f64x2.splat(0);
let curvature = f64x2.splat(0);

/** Of two rows. The target is a value, or 0 and 1. Of the pinball loss, the slopes above and below the target are given. */
// @ts-ignore: decorator
@inline
function derive(loss: u32, raw: v128, target: v128, above: f64, below: f64): void {
  if (loss == squared) {
    gradient = f64x2.sub(raw, target);
    curvature = f64x2.splat(1);
  } else if (loss == logistic) {
    const p = logistic2x(raw);
    gradient = f64x2.sub(p, target);
    curvature = f64x2.mul(p, f64x2.sub(f64x2.splat(1), p));
  } else if (loss == poisson) {
    curvature = exp2x(raw);
    gradient = f64x2.sub(curvature, target);
  } else {
    gradient = v128.bitselect(f64x2.splat(above), f64x2.splat(-below), f64x2.gt(raw, target));
    curvature = f64x2.splat(1);
  }
}

// @ts-ignore: decorator
@inline
function weigh(weights: usize, at: usize): void {
  if (weights == 0) return;
  const weight = v128.load(weights + at);
  gradient = f64x2.mul(gradient, weight);
  curvature = f64x2.mul(curvature, weight);
}

/**
 * Arguments: rows, tasks, raw predictions, target, weights (0 for none), gradients, scale of gradients, scale of second derivatives, the loss, the slopes of the
 * pinball loss. Vectors of rows have room for an even number.
 */
export function deriveRows(task: i32, args: usize, thread: i32): void {
  const pairs = (count(args, 0) + 1) >> 1;
  const raw = address(args, 2);
  const target = address(args, 3);
  const weights = address(args, 4);
  const out = address(args, 5);
  const gradientScale = f64x2.splat(argument(args, 6));
  const curvatureScale = f64x2.splat(argument(args, 7));
  const loss = count(args, 8);
  const last = <usize>firstOf(task + 1, count(args, 1), pairs) << 4;
  for (let at = <usize>firstOf(task, count(args, 1), pairs) << 4; at < last; at += 16) {
    derive(loss, v128.load(raw + at), v128.load(target + at), argument(args, 9), argument(args, 10));
    weigh(weights, at);
    keep(out + at, gradientScale, curvatureScale);
  }
}

// @ts-ignore: decorator
@inline
function keep(to: usize, gradientScale: v128, curvatureScale: v128): void {
  const g = i32x4.trunc_sat_f64x2_s_zero(f64x2.nearest(f64x2.mul(gradient, gradientScale)));
  const h = i32x4.trunc_sat_f64x2_s_zero(f64x2.nearest(f64x2.mul(curvature, curvatureScale)));
  v128.store(to, v128.shuffle<i32>(g, h, 0, 4, 1, 5));
}

/** The largest gradient and second derivative, in amount. Arguments as for `deriveRows`, with two results a task in the place of the gradients. */
export function largestDerivatives(task: i32, args: usize, thread: i32): void {
  const rows = count(args, 0);
  const pairs = (rows + 1) >> 1;
  const raw = address(args, 2);
  const target = address(args, 3);
  const weights = address(args, 4);
  const loss = count(args, 8);
  let g = f64x2.splat(0);
  let h = f64x2.splat(0);
  const last = <usize>firstOf(task + 1, count(args, 1), pairs) << 4;
  for (let at = <usize>firstOf(task, count(args, 1), pairs) << 4; at < last; at += 16) {
    derive(loss, v128.load(raw + at), v128.load(target + at), argument(args, 9), argument(args, 10));
    weigh(weights, at);
    g = f64x2.pmax(g, f64x2.abs(gradient));
    h = f64x2.pmax(h, curvature);
  }
  const out = address(args, 5) + (<usize>task << 4);
  store<f64>(out, max(f64x2.extract_lane(g, 0), f64x2.extract_lane(g, 1)));
  store<f64>(out, max(f64x2.extract_lane(h, 0), f64x2.extract_lane(h, 1)), 8);
}

/**
 * Derivatives of the log-loss of a softmax, for each class. Arguments: rows, tasks, raw predictions (a vector a class), classes of the rows, weights (0 for none),
 * gradients (a vector a class), scale of gradients, scale of second derivatives, the number of classes, bytes between vectors of raw predictions, bytes between
 * those of gradients. Two rows are one step.
 */
export function deriveSoftmax(task: i32, args: usize, thread: i32): void {
  const pairs = (count(args, 0) + 1) >> 1;
  const raw = address(args, 2);
  const target = address(args, 3);
  const weights = address(args, 4);
  const out = address(args, 5);
  const gradientScale = f64x2.splat(argument(args, 6));
  const curvatureScale = f64x2.splat(argument(args, 7));
  const classes = count(args, 8);
  const rawBytes = address(args, 9);
  const gradientBytes = address(args, 10);
  const one = f64x2.splat(1);
  const last = <usize>firstOf(task + 1, count(args, 1), pairs) << 4;
  for (let at = <usize>firstOf(task, count(args, 1), pairs) << 4; at < last; at += 16) {
    let top = v128.load(raw + at);
    for (let k: u32 = 1; k < classes; k++) top = f64x2.pmax(top, v128.load(raw + at + <usize>k * rawBytes));
    let sum = f64x2.splat(0);
    for (let k: u32 = 0; k < classes; k++) sum = f64x2.add(sum, exp2x(f64x2.sub(v128.load(raw + at + <usize>k * rawBytes), top)));
    const own = v128.load(target + at);
    for (let k: u32 = 0; k < classes; k++) {
      const p = f64x2.div(exp2x(f64x2.sub(v128.load(raw + at + <usize>k * rawBytes), top)), sum);
      gradient = f64x2.sub(p, v128.and(f64x2.eq(own, f64x2.splat(k)), one));
      curvature = f64x2.mul(p, f64x2.sub(one, p));
      weigh(weights, at);
      keep(out + <usize>k * gradientBytes + at, gradientScale, curvatureScale);
    }
  }
}
