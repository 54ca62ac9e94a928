import type { CategoryColumn, RankedColumn, TreeColumn } from "./ranked.ts";

/** What trees are grown for. `sums` of rows are weights per class, or one weighted sum of centred values. */
export interface TreeTarget {
  readonly outputs: number;
  /** Class of each row; absent for values. */
  readonly codes?: Int32Array;
  /** Centred value of each row; absent for classes. */
  readonly values?: Float64Array;
}

/** The rows of one node: `order[from … to − 1]`. */
export interface NodeRows {
  readonly order: Int32Array;
  readonly from: number;
  readonly to: number;
  readonly sums: Float64Array;
  readonly weight: number;
}

export interface Split {
  readonly column: number;
  readonly threshold: number;
  /** Σ sum²/weight over both sides: larger is purer. It ranks splits as the Gini impurity does for classes, and the squared error for values. */
  readonly purity: number;
}

/** Sums of groups of rows (the values of a ranked column, the categories of a block). */
interface Groups {
  readonly sums: Float64Array;
  readonly weights: Float64Array;
  readonly counts: Int32Array;
}

/** A search for splits over columns; it holds the buffers that all nodes share. `minLeaf` counts rows, whatever they weigh. */
export class SplitFinder {
  private readonly columns: readonly TreeColumn[];
  private readonly target: TreeTarget;
  private readonly outputs: number;
  private readonly rowWeights: Float64Array;
  private readonly minLeaf: number;
  private readonly scratch: Groups;
  private readonly keys: Uint32Array;
  private readonly blocks = new Map<number, Groups & { node: NodeRows | undefined }>();
  private readonly scan: Scan;

  constructor(columns: readonly TreeColumn[], target: TreeTarget, rowWeights: Float64Array, minLeaf: number) {
    this.columns = columns;
    this.target = target;
    this.outputs = target.outputs;
    this.rowWeights = rowWeights;
    this.minLeaf = minLeaf;
    const most = columns.reduce((size, column) => Math.max(size, column.kind === "ranked" ? column.low.length : 0), 0);
    this.scratch = newGroups(most, target.outputs);
    this.keys = new Uint32Array(rowWeights.length);
    this.scan = new Scan(target.outputs, minLeaf);
  }

  /** The best split by one column; `constant` when all rows of the node have the same value there, undefined when every split leaves a side too small. */
  find(index: number, node: NodeRows): Split | "constant" | undefined {
    const column = this.columns[index]!;
    if (column.kind === "category") return this.byCategory(column, index, node);
    return column.low.length <= 2 * (node.to - node.from) ? this.byGroups(column, index, node) : this.bySorting(column, index, node);
  }

  /** Few distinct values: one pass to sum their groups, one over the groups. */
  private byGroups(column: RankedColumn, index: number, node: NodeRows): Split | "constant" | undefined {
    const size = column.low.length;
    this.scratch.sums.fill(0, 0, size * this.outputs);
    this.scratch.weights.fill(0, 0, size);
    this.scratch.counts.fill(0, 0, size);
    for (let i = node.from; i < node.to; i++) {
      const row = node.order[i]!;
      this.addRow(this.scratch, column.ranks[row]!, row);
    }
    this.scan.begin(column, index, node);
    for (let group = 0; group < size; group++) {
      if (this.scratch.counts[group] === 0) continue;
      this.scan.boundary(group);
      for (let k = 0; k < this.outputs; k++) this.scan.side[k]! += this.scratch.sums[group * this.outputs + k]!;
      this.scan.add(this.scratch.weights[group]!, this.scratch.counts[group]!, group);
    }
    return this.scan.result();
  }

  /** Many distinct values and few rows: the rows sorted by rank. */
  private bySorting(column: RankedColumn, index: number, node: NodeRows): Split | "constant" | undefined {
    const count = node.to - node.from;
    const own = this.keys.subarray(0, count);
    // A key holds a row's rank and, in the lower bits, its place: both fit in 32, for there are less than 65,536 ranks, and more than twice as many as rows.
    const bits = 32 - Math.clz32(count);
    for (let i = 0; i < count; i++) own[i] = (column.ranks[node.order[node.from + i]!]! << bits) | i;
    sortKeys(own);
    this.scan.begin(column, index, node);
    for (let i = 0; i < count; i++) {
      const group = own[i]! >>> bits;
      const row = node.order[node.from + (own[i]! & ((1 << bits) - 1))]!;
      this.scan.boundary(group);
      const weight = this.rowWeights[row]!;
      if (this.target.codes) this.scan.side[this.target.codes[row]!]! += weight;
      else this.scan.side[0]! += weight * this.target.values![row]!;
      this.scan.add(weight, 1, group);
    }
    return this.scan.result();
  }

  /** The rows of one category against all others; the sums of all categories of a block are made once a node. */
  private byCategory(column: CategoryColumn, index: number, node: NodeRows): Split | "constant" | undefined {
    let groups = this.blocks.get(column.block);
    if (!groups) this.blocks.set(column.block, (groups = { ...newGroups(column.categories, this.outputs), node: undefined }));
    if (groups.node !== node) {
      groups.sums.fill(0);
      groups.weights.fill(0);
      groups.counts.fill(0);
      for (let i = node.from; i < node.to; i++) {
        const row = node.order[i]!;
        const code = column.codes[row]!;
        if (code >= 0) this.addRow(groups, code, row);
      }
      groups.node = node;
    }
    const inside = groups.counts[column.category]!;
    const outside = node.to - node.from - inside;
    if (inside === 0 || outside === 0) return "constant";
    if (inside < this.minLeaf || outside < this.minLeaf) return undefined;
    const side = groups.sums.subarray(column.category * this.outputs, (column.category + 1) * this.outputs);
    return { column: index, threshold: 0.5, purity: purity(node, side, groups.weights[column.category]!) };
  }

  private addRow(groups: Groups, group: number, row: number): void {
    const weight = this.rowWeights[row]!;
    if (this.target.codes) groups.sums[group * this.outputs + this.target.codes[row]!]! += weight;
    else groups.sums[group]! += weight * this.target.values![row]!;
    groups.weights[group]! += weight;
    groups.counts[group]!++;
  }
}

/** Of the split that has the rows of these sums and weight on one side. */
function purity(node: NodeRows, side: Float64Array, weight: number): number {
  let own = 0;
  let other = 0;
  for (let k = 0; k < side.length; k++) {
    const sum = side[k]!;
    const rest = node.sums[k]! - sum;
    own += sum * sum;
    other += rest * rest;
  }
  return own / weight + other / (node.weight - weight);
}

/** Goes up through the groups of a ranked column. One object serves all nodes: there are millions of scans. */
class Scan {
  /** Sums of the rows passed so far. */
  readonly side: Float64Array;
  private readonly minLeaf: number;
  private column: RankedColumn | undefined;
  private index = -1;
  private node: NodeRows | undefined;
  private weight = 0;
  private count = 0;
  private last = -1;
  private constant = true;
  private best = -Infinity;
  private threshold = Number.NaN;

  constructor(outputs: number, minLeaf: number) {
    this.side = new Float64Array(outputs);
    this.minLeaf = minLeaf;
  }

  begin(column: RankedColumn, index: number, node: NodeRows): void {
    this.side.fill(0);
    this.column = column;
    this.index = index;
    this.node = node;
    this.weight = 0;
    this.count = 0;
    this.last = -1;
    this.constant = true;
    this.best = -Infinity;
  }

  /** The rows to come are of this group: a split may stand in front of them. */
  boundary(group: number): void {
    if (this.last < 0 || this.last === group) return;
    this.constant = false;
    const node = this.node!;
    if (this.count < this.minLeaf || node.to - node.from - this.count < this.minLeaf) return;
    const found = purity(node, this.side, this.weight);
    if (found <= this.best) return;
    this.best = found;
    this.threshold = between(this.column!.high[this.last]!, this.column!.low[group]!);
  }

  add(weight: number, rows: number, group: number): void {
    this.weight += weight;
    this.count += rows;
    this.last = group;
  }

  result(): Split | "constant" | undefined {
    if (this.constant) return "constant";
    return this.best > -Infinity ? { column: this.index, threshold: this.threshold, purity: this.best } : undefined;
  }
}

function newGroups(size: number, outputs: number): Groups {
  return { sums: new Float64Array(size * outputs), weights: new Float64Array(size), counts: new Int32Array(size) };
}

/** Ascending, in place. Most nodes are small, and for them a call of the engine's sort costs more than the sorting. */
function sortKeys(keys: Uint32Array): void {
  if (keys.length > 40) {
    keys.sort();
    return;
  }
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i]!;
    let at = i - 1;
    for (; at >= 0 && keys[at]! > key; at--) keys[at + 1] = keys[at]!;
    keys[at + 1] = key;
  }
}

/** Halfway, but never the upper one, which has to go right. */
function between(below: number, above: number): number {
  const middle = below / 2 + above / 2;
  return middle >= below && middle < above ? middle : below;
}
