const golden = 0.5 * (3 - Math.sqrt(5));
const mostSteps = 500;

/**
 * The place between two bounds at which a function is smallest, to within `tolerance` and, as it is flat there, to half the digits at best.
 * R. Brent, Algorithms for Minimization without Derivatives (1973).
 */
export function minimumBetween(f: (x: number) => number, bounds: readonly [number, number], tolerance: number): number {
  let [a, b] = bounds;
  let x = a + golden * (b - a);
  let [w, v, step, before] = [x, x, 0, 0];
  let fx = f(x);
  let [fw, fv] = [fx, fx];
  for (let count = 1; count < mostSteps; count++) {
    const middle = 0.5 * (a + b);
    const least = Math.sqrt(2.2e-16) * Math.abs(x) + tolerance / 3;
    if (Math.abs(x - middle) <= 2 * least - 0.5 * (b - a)) break;
    let isGolden = true;
    if (Math.abs(before) > least) {
      const { p, q } = parabola(x, w, v, fx, fw, fv);
      const last = before;
      before = step;
      if (Math.abs(p) < Math.abs(0.5 * q * last) && p > q * (a - x) && p < q * (b - x)) {
        isGolden = false;
        step = p / q;
        if (x + step - a < 2 * least || b - (x + step) < 2 * least) step = middle >= x ? least : -least;
      }
    }
    if (isGolden) {
      before = x >= middle ? a - x : b - x;
      step = golden * before;
    }
    const u = x + (step >= 0 ? 1 : -1) * Math.max(Math.abs(step), least);
    const fu = f(u);
    if (fu <= fx) {
      if (u >= x) a = x;
      else b = x;
      [v, fv, w, fw, x, fx] = [w, fw, x, fx, u, fu];
    } else {
      if (u < x) a = u;
      else b = u;
      if (fu <= fw || w === x) [v, fv, w, fw] = [w, fw, u, fu];
      else if (fu <= fv || v === x || v === w) [v, fv] = [u, fu];
    }
  }
  return x;
}

/** The step to the lowest point of the parabola through three points, as a fraction p / q with q above 0. */
function parabola(x: number, w: number, v: number, fx: number, fw: number, fv: number): { readonly p: number; readonly q: number } {
  const r = (x - w) * (fx - fv);
  const s = (x - v) * (fx - fw);
  const p = (x - v) * s - (x - w) * r;
  const q = 2 * (s - r);
  return { p: q > 0 ? -p : p, q: Math.abs(q) };
}

/**
 * The root of a function beside a place, by false position (the Illinois rule of M. Dowell and P. Jarratt, 1971), to the last digits; `undefined`
 * where the function does not change its sign within `reach`.
 */
export function rootBeside(f: (x: number) => number, place: number, reach: number): number | undefined {
  let [a, b] = [place - reach, place + reach];
  let [fa, fb] = [f(a), f(b)];
  if (!(fa * fb <= 0)) return undefined;
  for (let count = 0; count < mostSteps; count++) {
    if (fa === 0) return a;
    if (fb === 0 || Math.abs(b - a) <= 2 * Number.EPSILON * Math.abs(b)) return b;
    const next = b - (fb * (b - a)) / (fb - fa);
    const c = next === b || next === a ? 0.5 * (a + b) : next;
    const fc = f(c);
    if (c === a || c === b) return c;
    if (fc * fb < 0) [a, fa] = [b, fb];
    else fa /= 2;
    [b, fb] = [c, fc];
  }
  return b;
}
