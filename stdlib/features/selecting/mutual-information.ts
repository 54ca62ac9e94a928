import { meanOf, squaresAround } from "../../training/numeric/sums.ts";
import { randomFrom, type Random } from "../../training/numeric/random.ts";

/** Neighbours that the estimates of a continuous feature look at. */
const neighbours = 3;

/**
 * Mutual information of a feature and a target, in nats and at least 0, as scikit-learn estimates it: of two discrete ones from their counts, otherwise from
 * distances to nearest neighbours (Kraskov, Stögbauer and Grassberger, 2004; Ross, 2014, where one is discrete).
 */
export function ofDiscrete(a: Int32Array, b: Int32Array): number {
  const [own, other, pairs] = [new Map<number, number>(), new Map<number, number>(), new Map<string, { a: number; b: number; count: number }>()];
  a.forEach((code, row) => {
    own.set(code, (own.get(code) ?? 0) + 1);
    other.set(b[row]!, (other.get(b[row]!) ?? 0) + 1);
    const key = `${code} ${b[row]}`;
    const pair = pairs.get(key) ?? { a: code, b: b[row]!, count: 0 };
    pair.count++;
    pairs.set(key, pair);
  });
  const information = [...pairs.values()].reduce((sum, pair) => sum + (pair.count / a.length) * Math.log((pair.count * a.length) / (own.get(pair.a)! * other.get(pair.b)!)), 0);
  return Math.max(0, information);
}

/** Of a continuous one and classes. A class with a single row tells nothing, and is left out. */
export function ofClasses(values: Float64Array, codes: Int32Array): number {
  const groups = new Map<number, number[]>();
  codes.forEach((code, row) => {
    const group = groups.get(code);
    if (group) group.push(row);
    else groups.set(code, [row]);
  });
  const kept = [...groups.values()].filter(({ length }) => length > 1);
  const rows = kept.reduce((sum, { length }) => sum + length, 0);
  const sorted = Float64Array.from(kept.flatMap((group) => group.map((row) => values[row]!))).sort();
  let [near, own, all] = [0, 0, 0];
  for (const group of kept) {
    const k = Math.min(neighbours, group.length - 1);
    const ordered = Float64Array.from(group, (row) => values[row]!).sort();
    ordered.forEach((value, place) => (all += digamma(within(sorted, value, below(kthDistance(ordered, place, k))))));
    near += group.length * digamma(k);
    own += group.length * digamma(group.length);
  }
  return rows === 0 ? 0 : Math.max(0, digamma(rows) + (near - own - all) / rows);
}

/** Of two continuous ones. */
export function ofValues(a: Float64Array, b: Float64Array): number {
  const rows = a.length;
  const k = Math.min(neighbours, rows - 1);
  if (k < 1) return 0;
  const order = Uint32Array.from(a.keys()).sort((i, j) => a[i]! - a[j]!);
  const [x, y] = [Float64Array.from(order, (row) => a[row]!), Float64Array.from(order, (row) => b[row]!)];
  const sortedY = y.slice().sort();
  const nearest = new Float64Array(k);
  let counted = 0;
  for (let place = 0; place < rows; place++) {
    const radius = below(farthestOf(x, y, place, nearest));
    counted += digamma(within(x, x[place]!, radius)) + digamma(within(sortedY, y[place]!, radius));
  }
  return Math.max(0, digamma(rows) + digamma(k) - counted / rows);
}

/** The distance (the larger of both) to the kth nearest point; `x` ascends. */
function farthestOf(x: Float64Array, y: Float64Array, place: number, nearest: Float64Array): number {
  nearest.fill(Number.POSITIVE_INFINITY);
  const last = nearest.length - 1;
  let [left, right] = [place - 1, place + 1];
  for (;;) {
    const [toLeft, toRight] = [left < 0 ? Number.POSITIVE_INFINITY : x[place]! - x[left]!, right >= x.length ? Number.POSITIVE_INFINITY : x[right]! - x[place]!];
    const step = Math.min(toLeft, toRight);
    if (step >= nearest[last]!) return nearest[last]!;
    const other = toLeft <= toRight ? left-- : right++;
    const distance = Math.max(step, Math.abs(y[place]! - y[other]!));
    let at = last;
    if (distance >= nearest[at]!) continue;
    for (; at > 0 && nearest[at - 1]! > distance; at--) nearest[at] = nearest[at - 1]!;
    nearest[at] = distance;
  }
}

/** The distance to the kth nearest of the others; `sorted` ascends. */
function kthDistance(sorted: Float64Array, place: number, k: number): number {
  let [left, right, distance] = [place, place, 0];
  for (let found = 0; found < k; found++) {
    const toLeft = left > 0 ? sorted[place]! - sorted[left - 1]! : Number.POSITIVE_INFINITY;
    const toRight = right < sorted.length - 1 ? sorted[right + 1]! - sorted[place]! : Number.POSITIVE_INFINITY;
    distance = Math.min(toLeft, toRight);
    if (toLeft <= toRight) left--;
    else right++;
  }
  return distance;
}

/** How many values are at most so far away; `sorted` ascends. */
function within(sorted: Float64Array, value: number, radius: number): number {
  const first = (test: (other: number) => boolean): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (test(sorted[middle]!)) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return first((other) => other - value > radius) - first((other) => value - other <= radius);
}

const bits = new DataView(new ArrayBuffer(8));

/** The next smaller double: the kth neighbour itself is not counted. */
function below(value: number): number {
  if (value === 0) return 0;
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) - 1n);
  return bits.getFloat64(0);
}

const harmonic: number[] = [0];

/** ψ(n) of a whole number from 1. */
function digamma(n: number): number {
  for (let next = harmonic.length; next < n; next++) harmonic.push(harmonic[next - 1]! + 1 / next);
  return harmonic[n - 1]! - 0.5772156649015329;
}

/** Values by their standard deviation, with a noise of 1e-10 of their size, so that equal values have an order; drawn from the seed. */
export function jittered(values: Float64Array, random: Random): Float64Array {
  const spread = Math.sqrt(squaresAround(values, meanOf(values)) / values.length) || 1;
  const scaled = values.map((value) => value / spread);
  const size = 1e-10 * Math.max(1, meanOf(scaled.map(Math.abs)));
  return scaled.map((value) => value + size * normal(random));
}

/** Box and Muller, 1958. */
const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());

export const noise = (seed: number, feature: number): Random => randomFrom(seed, feature + 1);
