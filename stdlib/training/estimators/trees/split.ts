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

/** The best split by one column; `constant` when all rows of the node have the same value there, undefined when every split leaves a side too small. */
export type FindSplit = (column: number, node: NodeRows) => Split | "constant" | undefined;

/** Sums of groups of rows (the values of a ranked column, the categories of a block). */
interface Groups {
  readonly sums: Float64Array;
  readonly weights: Float64Array;
  readonly counts: Int32Array;
}

/** A search for splits over these columns; it holds the buffers that all nodes share. `minLeaf` counts rows, whatever they weigh. */
export function splitFinder(columns: readonly TreeColumn[], target: TreeTarget, rowWeights: Float64Array, minLeaf: number): FindSplit {
  const { outputs } = target;
  const most = columns.reduce((size, column) => Math.max(size, column.kind === "ranked" ? column.low.length : 0), 0);
  const scratch = newGroups(most, outputs);
  const keys = new Uint32Array(rowWeights.length);
  const blocks = new Map<number, Groups & { node: NodeRows | undefined }>();
  const side = new Float64Array(outputs);

  return (index, node) => {
    const column = columns[index]!;
    if (column.kind === "category") return byCategory(column, index, node);
    return column.low.length <= 2 * (node.to - node.from) ? byGroups(column, index, node) : bySorting(column, index, node);
  };

  /** Few distinct values: one pass to sum their groups, one over the groups. */
  function byGroups(column: RankedColumn, index: number, node: NodeRows): Split | "constant" | undefined {
    const size = column.low.length;
    scratch.sums.fill(0, 0, size * outputs);
    scratch.weights.fill(0, 0, size);
    scratch.counts.fill(0, 0, size);
    for (let i = node.from; i < node.to; i++) {
      const row = node.order[i]!;
      addRow(scratch, column.ranks[row]!, row);
    }
    const scan = newScan(column, index, node);
    for (let group = 0; group < size; group++) {
      if (scratch.counts[group] === 0) continue;
      scan.boundary(group);
      for (let k = 0; k < outputs; k++) side[k]! += scratch.sums[group * outputs + k]!;
      scan.add(scratch.weights[group]!, scratch.counts[group]!, group);
    }
    return scan.result();
  }

  /** Many distinct values and few rows: the rows sorted by rank. */
  function bySorting(column: RankedColumn, index: number, node: NodeRows): Split | "constant" | undefined {
    const count = node.to - node.from;
    const own = keys.subarray(0, count);
    for (let i = 0; i < count; i++) own[i] = column.ranks[node.order[node.from + i]!]! * count + i;
    sortKeys(own);
    const scan = newScan(column, index, node);
    for (let i = 0; i < count; i++) {
      const group = Math.floor(own[i]! / count);
      const row = node.order[node.from + (own[i]! % count)]!;
      scan.boundary(group);
      const weight = rowWeights[row]!;
      if (target.codes) side[target.codes[row]!]! += weight;
      else side[0]! += weight * target.values![row]!;
      scan.add(weight, 1, group);
    }
    return scan.result();
  }

  /** The rows of one category against all others; the sums of all categories of a block are made once a node. */
  function byCategory(column: CategoryColumn, index: number, node: NodeRows): Split | "constant" | undefined {
    let groups = blocks.get(column.block);
    if (!groups) blocks.set(column.block, (groups = { ...newGroups(column.categories, outputs), node: undefined }));
    if (groups.node !== node) {
      groups.sums.fill(0);
      groups.weights.fill(0);
      groups.counts.fill(0);
      for (let i = node.from; i < node.to; i++) {
        const row = node.order[i]!;
        const code = column.codes[row]!;
        if (code >= 0) addRow(groups, code, row);
      }
      groups.node = node;
    }
    const inside = groups.counts[column.category]!;
    const outside = node.to - node.from - inside;
    if (inside === 0 || outside === 0) return "constant";
    if (inside < minLeaf || outside < minLeaf) return undefined;
    for (let k = 0; k < outputs; k++) side[k] = groups.sums[column.category * outputs + k]!;
    return { column: index, threshold: 0.5, purity: purity(node, groups.weights[column.category]!) };
  }

  function addRow(groups: Groups, group: number, row: number): void {
    const weight = rowWeights[row]!;
    if (target.codes) groups.sums[group * outputs + target.codes[row]!]! += weight;
    else groups.sums[group]! += weight * target.values![row]!;
    groups.weights[group]! += weight;
    groups.counts[group]!++;
  }

  /** Of the split that has `side` on one side. */
  function purity(node: NodeRows, weight: number): number {
    let own = 0;
    let other = 0;
    for (let k = 0; k < outputs; k++) {
      const sum = side[k]!;
      const rest = node.sums[k]! - sum;
      own += sum * sum;
      other += rest * rest;
    }
    return own / weight + other / (node.weight - weight);
  }

  /** Goes up through the groups of a ranked column, with the sums of those passed in `side`. */
  function newScan(column: RankedColumn, index: number, node: NodeRows) {
    side.fill(0);
    const rows = node.to - node.from;
    let weight = 0;
    let count = 0;
    let last = -1;
    let constant = true;
    let best = -Infinity;
    let threshold = Number.NaN;
    return {
      boundary(group: number): void {
        if (last < 0 || last === group) return;
        constant = false;
        if (count < minLeaf || rows - count < minLeaf) return;
        const found = purity(node, weight);
        if (found > best) {
          best = found;
          threshold = between(column.high[last]!, column.low[group]!);
        }
      },
      add(more: number, rowsMore: number, group: number): void {
        weight += more;
        count += rowsMore;
        last = group;
      },
      result: (): Split | "constant" | undefined => (constant ? "constant" : best > -Infinity ? { column: index, threshold, purity: best } : undefined),
    };
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
