import type { Cell, RowFunction } from "../nodes/functions.ts";
import { fitsNumber, operand, wordsOf } from "./operands.ts";
import { once, prepared } from "./prepared.ts";

/** How many of the ascending numbers are not above a number: `list` names a list, `value` a number, both in SQL. */
function countSql(list: string, count: number, value: string): string {
  const steps: number[] = [];
  for (let step = 1; step <= count; step *= 2) steps.unshift(step);
  return `list_reduce([${steps.join(", ")}], lambda __mlp_i, __mlp_step: CASE WHEN __mlp_i + __mlp_step <= ${count} AND ${list}[__mlp_i + __mlp_step] <= ${value} THEN __mlp_i + __mlp_step ELSE __mlp_i END, 0)`;
}

/** The same of numbers that ascend. */
export function countNotAbove(ascending: ArrayLike<number>, value: number): number {
  let [from, to] = [0, ascending.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (ascending[middle]! <= value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** NaN has no place among numbers: it counts as missing. */
const isMissing = (value: string): string => `${value} IS NULL OR isnan(CAST(${value} AS DOUBLE))`;
const numberOf = (cell: Cell): number => (cell === null ? Number.NaN : Number(cell));

/** With few edges, comparing one after the other is faster than a search. */
const fewEdges = 16;

/** `interval_code(number, [edges])`: how many of the ascending edges are not above the number. */
const intervalCode: RowFunction = {
  name: "interval_code",
  summary: "The place of the interval that a number is in, from 0; an edge belongs to the interval above it.",
  example: "interval_code(.age, [18, 65])",
  infer: ([value]) => (value && fitsNumber(value) ? operand("int", true) : `\`interval_code\` takes a number${value ? `, and this is ${wordsOf(value.type)}` : ""}`),
  sql: ([value = "NULL", ...edges]) => {
    if (edges.length > fewEdges) return `(CASE WHEN ${isMissing(value)} THEN NULL ELSE CAST(${once("edges", doubles(edges), (list) => once("number", `CAST(${value} AS DOUBLE)`, (number) => countSql(list, edges.length, number)))} AS BIGINT) END)`;
    return `(CASE WHEN ${isMissing(value)} THEN NULL ${edges.map((edge, place) => `WHEN ${value} < ${edge} THEN ${place}`).join(" ")} ELSE CAST(${edges.length} AS BIGINT) END)`;
  },
  ...prepared((edges) => {
    const ascending = Float64Array.from(edges, Number);
    return (cell) => {
      const value = numberOf(cell);
      return Number.isNaN(value) ? null : countNotAbove(ascending, value);
    };
  }),
  byColumn: true,
};

const doubles = (list: readonly string[]): string => `CAST([${list.join(", ")}] AS DOUBLE[])`;

/** Knots that each are there once: from a knot's `after`, a line leads to the `before` of the next one. */
interface Knots<Value> {
  readonly x: readonly Value[];
  readonly before: readonly Value[];
  readonly at: readonly Value[];
  readonly after: readonly Value[];
}

/** Knots that ascend, and may be there several times: `mean` of what the first and the last of them say is the value there, but at the two ends. */
function knotsOf<Value>(lists: readonly Value[], mean: (a: Value, b: Value) => Value): Knots<Value> {
  const count = lists.length / 2;
  const starts = Array.from({ length: count }, (_, place) => place).filter((place) => place === 0 || lists[place] !== lists[place - 1]);
  const ends = starts.map((_, index) => (starts[index + 1] ?? count) - 1);
  const y = (place: number): Value => lists[count + place]!;
  const at = starts.map((start, index) => {
    const end = ends[index]!;
    return start === 0 ? y(0) : end === count - 1 ? y(end) : start === end ? y(start) : mean(y(start), y(end));
  });
  return { x: starts.map((start) => lists[start]!), before: starts.map(y), at, after: ends.map(y) };
}

/**
 * `piecewise(number, [x], [y])`: linear between the points (x, y), of which x ascends; the first y below them, the last y above. Where several points
 * have one x, the mean of the first and the last y. As numpy's `interp`, forward and backward.
 */
const piecewise: RowFunction = {
  name: "piecewise",
  summary: "The value at a number of a line through points.",
  example: "piecewise(.age, [0, 18, 65], [0, 0.5, 1])",
  infer: ([value]) => (value && fitsNumber(value) ? operand("float", true) : `\`piecewise\` takes a number${value ? `, and this is ${wordsOf(value.type)}` : ""}`),
  sql: ([value = "NULL", ...lists]) => {
    const { x, before, at, after } = knotsOf(lists, (a, b) => `0.5::DOUBLE * (${a} + ${b})`);
    const last = x.length;
    // Most knots are there once, and these lists the same.
    const isSimple = last === lists.length / 2;
    const [b, a] = isSimple ? ["y", "y"] : ["b", "a"];
    const all = `{'x': ${doubles(x)}, 'y': ${doubles(at)}${isSimple ? "" : `, 'b': ${doubles(before)}, 'a': ${doubles(after)}`}}`;
    const between = (l: string, v: string): string =>
      once("place", countSql(`${l}.x`, last, v), (i) => `CASE WHEN ${v} = ${l}.x[${i}] THEN ${l}.y[${i}] ELSE ${l}.${a}[${i}] + (${v} - ${l}.x[${i}]) * ((${l}.${b}[${i} + 1] - ${l}.${a}[${i}]) / (${l}.x[${i} + 1] - ${l}.x[${i}])) END`);
    // The lists stand outermost, where the engine makes them once: they are made for each row elsewhere.
    const sql = once("lists", all, (l) => once("value", `CAST(${value} AS DOUBLE)`, (v) => `CASE WHEN ${v} <= ${l}.x[1] THEN ${l}.y[1] WHEN ${v} >= ${l}.x[${last}] THEN ${l}.y[${last}] ELSE ${between(l, v)} END`));
    return `(CASE WHEN ${isMissing(value)} THEN NULL ELSE ${sql} END)`;
  },
  ...prepared((lists) => {
    const { x, before, at, after } = knotsOf(Array.from(lists, Number), (a, b) => 0.5 * (a + b));
    const [knots, last] = [Float64Array.from(x), x.length - 1];
    return (cell) => {
      const value = numberOf(cell);
      if (Number.isNaN(value)) return null;
      if (value <= knots[0]!) return at[0]!;
      if (value >= knots[last]!) return at[last]!;
      const i = countNotAbove(knots, value) - 1;
      if (value === knots[i]) return at[i]!;
      return after[i]! + (value - knots[i]!) * ((before[i + 1]! - after[i]!) / (knots[i + 1]! - knots[i]!));
    };
  }),
  byColumn: true,
};

const typeOfItems = (items: readonly { readonly type: { readonly kind: string } }[]): "string" | "float" => (items.some(({ type }) => type.kind === "string") ? "string" : "float");

/** `item_at(place, [items])`: numbers or texts; null where there is no such place. */
const itemAt: RowFunction = {
  name: "item_at",
  summary: "The item of a list at a place, from 0.",
  example: 'item_at(.month, ["?", "January", "February"])',
  infer: ([place, ...items]) => (place && place.type.kind !== "float" && fitsNumber(place) ? operand(typeOfItems(items), true) : `\`item_at\` takes a place${place ? `, and this is ${wordsOf(place.type)}` : ""}`),
  sql: ([place = "NULL", ...items], [, ...types]) => {
    const list = `CAST([${items.join(", ")}] AS ${typeOfItems(types.map((type) => ({ type }))) === "string" ? "VARCHAR" : "DOUBLE"}[])`;
    return `(CASE WHEN ${place} BETWEEN 0 AND ${items.length - 1} THEN ${list}[CAST(${place} AS BIGINT) + 1] END)`;
  },
  ...prepared((items) => (place): Cell => (place === null ? null : (items[Number(place)] ?? null))),
  byColumn: true,
};

/** What steps that learn tables become. They stand in graphs only; their lists are literals, and x and edges ascend. */
export const tableOperators: readonly RowFunction[] = [intervalCode, piecewise, itemAt];
