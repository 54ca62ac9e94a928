// Elementary functions on two numbers at a time. The same bits on every machine: only operations that IEEE 754 fixes.

/** eˣ to about one unit in the last place; arguments are held in −708 … 709, where the result is a normal number. */
// @ts-ignore: decorator
@inline
export function exp2x(x: v128): v128 {
  x = f64x2.pmax(f64x2.splat(-708), f64x2.pmin(f64x2.splat(709), x));
  // The magic number has the nearest integer of what is added to it in its low bits.
  const shifted = f64x2.add(f64x2.mul(x, f64x2.splat(1.4426950408889634)), f64x2.splat(6755399441055744));
  const n = f64x2.sub(shifted, f64x2.splat(6755399441055744));
  // ln 2 in two parts, the first with zeros at its end.
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(n, f64x2.splat(0.6931471803691238))), f64x2.mul(n, f64x2.splat(1.9082149292705877e-10)));
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  // Taylor's series to r¹³, in pairs and fours: short chains of operations.
  const a = f64x2.add(f64x2.splat(0.5), f64x2.mul(r, f64x2.splat(0.16666666666666666)));
  const b = f64x2.add(f64x2.splat(0.041666666666666664), f64x2.mul(r, f64x2.splat(0.008333333333333333)));
  const c = f64x2.add(f64x2.splat(0.001388888888888889), f64x2.mul(r, f64x2.splat(0.0001984126984126984)));
  const d = f64x2.add(f64x2.splat(0.0000248015873015873), f64x2.mul(r, f64x2.splat(0.0000027557319223985893)));
  const e = f64x2.add(f64x2.splat(2.755731922398589e-7), f64x2.mul(r, f64x2.splat(2.505210838544172e-8)));
  const f = f64x2.add(f64x2.splat(2.08767569878681e-9), f64x2.mul(r, f64x2.splat(1.6059043836821613e-10)));
  const high = f64x2.add(e, f64x2.mul(r2, f));
  const middle = f64x2.add(c, f64x2.mul(r2, d));
  const low = f64x2.add(a, f64x2.mul(r2, b));
  const tail = f64x2.add(low, f64x2.mul(r4, f64x2.add(middle, f64x2.mul(r4, high))));
  const result = f64x2.add(f64x2.splat(1), f64x2.add(r, f64x2.mul(r2, tail)));
  return i64x2.add(result, i64x2.shl(shifted, 52));
}

/** 1 / (1 + e⁻ˣ), near 0 as exact as near 1. */
// @ts-ignore: decorator
@inline
export function logistic2x(x: v128): v128 {
  const e = exp2x(f64x2.neg(f64x2.abs(x)));
  const inverse = f64x2.div(f64x2.splat(1), f64x2.add(f64x2.splat(1), e));
  return v128.bitselect(inverse, f64x2.mul(e, inverse), f64x2.ge(x, f64x2.splat(0)));
}
