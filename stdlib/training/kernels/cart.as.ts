// The best split of a node of a tree by one column: the one that leaves the purest sides.
import { uniform } from "./random.as";

/** What all trees of a forest share. Addresses and numbers. */
@unmanaged
export class Forest {
  rows: u32;
  width: u32;
  /** Descriptions of the columns. */
  columns: u32;
  columnsPerNode: u32;
  depth: u32;
  minLeaf: u32;
  /** Whether rows are drawn with replacement, and whether thresholds are drawn: 0 or 1. */
  bootstrap: u32;
  drawThresholds: u32;
  seedLow: u32;
  seedHigh: u32;
  /** Numbers that a node predicts; whether they are shares of classes, fewer than 65,536; the rows' classes (u32) or values (f64). */
  outputs: u32;
  classes: u32;
  target: u32;
}

/** A column of numbers as ranks, where rows of one group cannot be told apart; or one category of a block. */
@unmanaged
export class Column {
  /** 0 numbers, 1 a category. */
  kind: u32;
  /** Of each row its group, or its category (u16). */
  ranks: u32;
  /** How many groups, or categories of the block. */
  groups: u32;
  category: u32;
  /** Smallest and largest value of each group. */
  low: u32;
  high: u32;
  /** Of a category its block, and where the block's sums begin in a thread's space. */
  block: u32;
  sums: u32;
}

/** Addresses in the space of a thread. */
@unmanaged
export class Scratch {
  /** How often each row stands in the sample (16 bits), with its class below (16 bits); the rows that do, node by node. */
  samples: u32;
  order: u32;
  buffer: u32;
  stack: u32;
  columns: u32;
  random: u32;
  /** Sums of the node, and of the rows passed so far. */
  sums: u32;
  side: u32;
  /** Of the groups of a column: sums, then weights, then numbers of rows. */
  groups: u32;
  keys: u32;
  /** Of each block the node whose sums it holds, and the sums of all blocks. */
  stamps: u32;
  blocks: u32;
}

// The node that is searched, and the best split of it so far. Every thread has variables of its own.
export let from: u32 = 0;
export let to: u32 = 0;
export let weight: f64 = 0;
export let purity: f64 = 0;
export let bestPurity: f64 = 0;
export let bestColumn: i32 = -1;
export let bestThreshold: f64 = 0;
export let bestCut: u32 = 0;
let stamp: u32 = 0;

// @ts-ignore: decorator
@inline
export function rowAt(scratch: Scratch, place: u32): usize {
  return <usize>load<u32>(<usize>scratch.order + (<usize>place << 2));
}

// @ts-ignore: decorator
@inline
function sampleOf(scratch: Scratch, row: usize): u32 {
  return load<u32>(<usize>scratch.samples + (row << 2));
}

// @ts-ignore: decorator
@inline
function weightOf(sample: u32): f64 {
  return <f64>(sample >>> 16);
}

// @ts-ignore: decorator
@inline
function addTo(forest: Forest, sums: usize, row: usize, sample: u32): void {
  const own = weightOf(sample);
  if (forest.classes != 0) {
    const at = sums + (<usize>(sample & 0xffff) << 3);
    store<f64>(at, load<f64>(at) + own);
  } else store<f64>(sums, load<f64>(sums) + own * load<f64>(<usize>forest.target + (row << 3)));
}

/** Sums the rows of a node, and writes what it predicts; says whether they are of one kind. */
export function openNode(forest: Forest, scratch: Scratch, first: u32, end: u32, value: usize): bool {
  from = first;
  to = end;
  stamp++;
  weight = 0;
  bestPurity = -Infinity;
  bestColumn = -1;
  const sums = <usize>scratch.sums;
  const outputs = <usize>forest.outputs;
  memory.fill(sums, 0, outputs << 3);
  let pure = true;
  const one = rowAt(scratch, first);
  for (let i = first; i < end; i++) {
    const row = rowAt(scratch, i);
    const sample = sampleOf(scratch, row);
    weight += weightOf(sample);
    addTo(forest, sums, row, sample);
    if (forest.classes == 0) pure = pure && load<f64>(<usize>forest.target + (row << 3)) == load<f64>(<usize>forest.target + (one << 3));
  }
  purity = 0;
  let kinds = 0;
  for (let k: usize = 0; k < outputs; k++) {
    const sum = load<f64>(sums + (k << 3));
    if (sum > 0) kinds++;
    purity += sum * sum;
    store<f64>(value + (k << 3), sum / weight);
  }
  purity /= weight;
  return forest.classes != 0 ? kinds <= 1 : pure;
}

/** No node of this tree has been searched: the sums of blocks are of another. */
export function beginTree(scratch: Scratch, blocks: u32): void {
  stamp = 0;
  memory.fill(<usize>scratch.stamps, 0, <usize>blocks << 2);
}

/** Takes the best split by a column where it is purer than those before; false when all rows of the node have the same value there. */
export function searchColumn(forest: Forest, scratch: Scratch, index: u32): bool {
  const column = changetype<Column>(<usize>forest.columns + <usize>index * offsetof<Column>());
  if (column.kind == 1) return byCategory(forest, scratch, column, index);
  if (forest.drawThresholds != 0) return byDrawing(forest, scratch, column, index);
  return column.groups <= 2 * (to - from) ? byGroups(forest, scratch, column, index) : bySorting(forest, scratch, column, index);
}

// @ts-ignore: decorator
@inline
export function rankOf(column: Column, row: usize): u32 {
  return <u32>load<u16>(<usize>column.ranks + (row << 1));
}

/** Sums of the node's rows by group; `sums` has room for sums, weights and numbers of rows. */
function sumGroups(forest: Forest, scratch: Scratch, column: Column, sums: usize): void {
  const outputs = <usize>forest.outputs;
  const groups = <usize>column.groups;
  const weights = sums + (groups * outputs << 3);
  const counts = weights + (groups << 3);
  memory.fill(sums, 0, groups * (outputs * 8 + 12));
  for (let i = from; i < to; i++) {
    const row = rowAt(scratch, i);
    const group = <usize>rankOf(column, row);
    if (group >= groups) continue;
    const sample = sampleOf(scratch, row);
    addTo(forest, sums + (group * outputs << 3), row, sample);
    const at = weights + (group << 3);
    store<f64>(at, load<f64>(at) + weightOf(sample));
    const place = counts + (group << 2);
    store<u32>(place, load<u32>(place) + 1);
  }
}

/** Σ sum²/weight over both sides of a split, one of which has these sums: larger is purer. */
// @ts-ignore: decorator
@inline
function purityOf(forest: Forest, scratch: Scratch, side: usize, sideWeight: f64): f64 {
  let own: f64 = 0;
  let other: f64 = 0;
  for (let k: usize = 0; k < <usize>forest.outputs; k++) {
    const sum = load<f64>(side + (k << 3));
    const rest = load<f64>(<usize>scratch.sums + (k << 3)) - sum;
    own += sum * sum;
    other += rest * rest;
  }
  return own / sideWeight + other / (weight - sideWeight);
}

// @ts-ignore: decorator
@inline
function offer(index: u32, found: f64, threshold: f64, cut: u32): void {
  if (found <= bestPurity) return;
  bestPurity = found;
  bestColumn = index;
  bestThreshold = threshold;
  bestCut = cut;
}

/** Halfway, but never the upper one, which has to go right. */
// @ts-ignore: decorator
@inline
function between(below: f64, above: f64): f64 {
  const middle = below / 2 + above / 2;
  return middle >= below && middle < above ? middle : below;
}

// @ts-ignore: decorator
@inline
function valueAt(values: u32, group: u32): f64 {
  return load<f64>(<usize>values + (<usize>group << 3));
}

/** Few distinct values: one pass to sum their groups, one over the groups. */
function byGroups(forest: Forest, scratch: Scratch, column: Column, index: u32): bool {
  const outputs = <usize>forest.outputs;
  const groups = <usize>column.groups;
  const sums = <usize>scratch.groups;
  const weights = sums + (groups * outputs << 3);
  const counts = weights + (groups << 3);
  const side = <usize>scratch.side;
  sumGroups(forest, scratch, column, sums);
  memory.fill(side, 0, outputs << 3);
  let passed: u32 = 0;
  let sideWeight: f64 = 0;
  let last: i32 = -1;
  let varied = false;
  for (let group: u32 = 0; group < column.groups; group++) {
    const own = load<u32>(counts + (<usize>group << 2));
    if (own == 0) continue;
    if (last >= 0) {
      varied = true;
      if (passed >= forest.minLeaf && to - from - passed >= forest.minLeaf) {
        offer(index, purityOf(forest, scratch, side, sideWeight), between(valueAt(column.high, last), valueAt(column.low, group)), last);
      }
    }
    for (let k: usize = 0; k < outputs; k++) store<f64>(side + (k << 3), load<f64>(side + (k << 3)) + load<f64>(sums + ((<usize>group * outputs + k) << 3)));
    sideWeight += load<f64>(weights + (<usize>group << 3));
    passed += own;
    last = group;
  }
  return varied;
}

/** Many distinct values and few rows: the rows sorted by rank. A key holds a row's rank and, in the lower bits, its place: there are more than twice as many ranks as rows, and less than 65,536. */
function bySorting(forest: Forest, scratch: Scratch, column: Column, index: u32): bool {
  const rows = to - from;
  const bits = 32 - clz<u32>(rows);
  const keys = <usize>scratch.keys;
  const side = <usize>scratch.side;
  for (let i: u32 = 0; i < rows; i++) store<u32>(keys + (<usize>i << 2), (rankOf(column, rowAt(scratch, from + i)) << bits) | i);
  sortKeys(keys, rows);
  memory.fill(side, 0, <usize>forest.outputs << 3);
  let sideWeight: f64 = 0;
  let last = load<u32>(keys) >>> bits;
  let varied = false;
  for (let passed: u32 = 0; passed < rows; passed++) {
    const key = load<u32>(keys + (<usize>passed << 2));
    const group = key >>> bits;
    if (group != last) {
      varied = true;
      if (passed >= forest.minLeaf && rows - passed >= forest.minLeaf) {
        offer(index, purityOf(forest, scratch, side, sideWeight), between(valueAt(column.high, last), valueAt(column.low, group)), last);
      }
      last = group;
    }
    const row = rowAt(scratch, from + (key & ((1 << bits) - 1)));
    const sample = sampleOf(scratch, row);
    addTo(forest, side, row, sample);
    sideWeight += weightOf(sample);
  }
  return varied;
}

/** A threshold anywhere between the smallest and the largest value of the node (P. Geurts and others, 2006). */
function byDrawing(forest: Forest, scratch: Scratch, column: Column, index: u32): bool {
  let lowest: u32 = 65535;
  let highest: u32 = 0;
  for (let i = from; i < to; i++) {
    const rank = rankOf(column, rowAt(scratch, i));
    lowest = min(lowest, rank);
    highest = max(highest, rank);
  }
  if (lowest == highest) return false;
  const bottom = valueAt(column.high, lowest);
  const drawn = bottom + uniform(<usize>scratch.random) * (valueAt(column.low, highest) - bottom);
  // The last group that goes left.
  let cut = lowest;
  for (let above = highest - 1; cut < above; ) {
    const middle = (cut + above + 1) >> 1;
    if (valueAt(column.high, middle) <= drawn) cut = middle;
    else above = middle - 1;
  }
  const side = <usize>scratch.side;
  memory.fill(side, 0, <usize>forest.outputs << 3);
  let passed: u32 = 0;
  let sideWeight: f64 = 0;
  for (let i = from; i < to; i++) {
    const row = rowAt(scratch, i);
    if (rankOf(column, row) > cut) continue;
    const sample = sampleOf(scratch, row);
    addTo(forest, side, row, sample);
    sideWeight += weightOf(sample);
    passed++;
  }
  if (passed < forest.minLeaf || to - from - passed < forest.minLeaf) return true;
  // Between two groups there is nothing to be told apart: the threshold stays in the gap.
  const threshold = drawn >= valueAt(column.high, cut) && drawn < valueAt(column.low, cut + 1) ? drawn : between(valueAt(column.high, cut), valueAt(column.low, cut + 1));
  offer(index, purityOf(forest, scratch, side, sideWeight), threshold, cut);
  return true;
}

/** One category against all others; the sums of a block's categories serve all of them at a node. */
function byCategory(forest: Forest, scratch: Scratch, column: Column, index: u32): bool {
  const outputs = <usize>forest.outputs;
  const groups = <usize>column.groups;
  const sums = <usize>scratch.blocks + <usize>column.sums;
  const stamped = <usize>scratch.stamps + (<usize>column.block << 2);
  if (load<u32>(stamped) != stamp) {
    sumGroups(forest, scratch, column, sums);
    store<u32>(stamped, stamp);
  }
  const category = <usize>column.category;
  // Categories behind those that fit into two bytes are never asked.
  if (category >= groups) return false;
  const inside = load<u32>(sums + groups * (outputs * 8 + 8) + (category << 2));
  const outside = to - from - inside;
  if (inside == 0 || outside == 0) return false;
  if (inside < forest.minLeaf || outside < forest.minLeaf) return true;
  offer(index, purityOf(forest, scratch, sums + (category * outputs << 3), load<f64>(sums + (groups * outputs << 3) + (category << 3))), 0.5, 0);
  return true;
}

/** Ascending, in place: D. Shell's method with M. Ciura's gaps. Most nodes are small. */
function sortKeys(keys: usize, length: u32): void {
  let gap: u32 = 1;
  if (length > 10) gap = 4;
  if (length > 23) gap = 10;
  if (length > 57) gap = 23;
  if (length > 132) gap = 57;
  if (length > 301) gap = 132;
  if (length > 701) gap = 301;
  if (length > 1750) gap = 701;
  if (length > 3937) gap = 1750;
  while (gap * 9 / 4 < length / 2 && gap >= 1750) gap = gap * 9 / 4;
  for (; gap > 0; gap = nextGap(gap)) {
    for (let i = gap; i < length; i++) {
      const key = load<u32>(keys + (<usize>i << 2));
      let at = i;
      for (; at >= gap && load<u32>(keys + (<usize>(at - gap) << 2)) > key; at -= gap) store<u32>(keys + (<usize>at << 2), load<u32>(keys + (<usize>(at - gap) << 2)));
      store<u32>(keys + (<usize>at << 2), key);
    }
  }
}

function nextGap(gap: u32): u32 {
  if (gap > 1750) return max(1750, (gap * 4) / 9);
  if (gap == 1750) return 701;
  if (gap == 701) return 301;
  if (gap == 301) return 132;
  if (gap == 132) return 57;
  if (gap == 57) return 23;
  if (gap == 23) return 10;
  if (gap == 10) return 4;
  return gap == 4 ? 1 : 0;
}
