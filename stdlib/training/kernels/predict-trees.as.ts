// Rows down trees.
import { address, count, firstOf } from "./arguments.as";

/** A node in 16 bytes. The right child stands behind the left one. */
@unmanaged
class Node {
  /** Values up to it go left; of a set of categories, where its bits begin. */
  threshold: f64;
  /** −1 in a leaf; else the column, then a bit for a set of categories, then a bit for missing values that go left. */
  asks: i32;
  left: u32;
}

/** A column of the design matrix: numbers (f64), or the codes (i32) of a block and the category that stands for the column. */
@unmanaged
class Column {
  numbers: u32;
  codes: u32;
  category: i32;
}

@unmanaged
class Tree {
  nodes: u32;
  values: u32;
  /** The bits of its sets of categories that go left. */
  sets: u32;
}

/**
 * Adds to each row's sums what the trees give it, tree after tree. A task is a run of rows. Arguments: rows, tasks, columns, trees, their number, numbers a
 * leaf gives, trees a round (each adds to sums of its own), sums (leaf numbers × trees a round, row after row).
 */
export function predictTrees(task: i32, args: usize, thread: i32): void {
  const rows = count(args, 0);
  const columns = address(args, 2);
  const outputs = <usize>count(args, 5);
  const round = count(args, 6);
  const bytes = (outputs * round) << 3;
  const first = <usize>firstOf(task, count(args, 1), rows);
  const last = <usize>firstOf(task + 1, count(args, 1), rows);
  for (let t: u32 = 0; t < count(args, 4); t++) {
    const tree = changetype<Tree>(address(args, 3) + <usize>t * offsetof<Tree>());
    let to = address(args, 7) + first * bytes + ((<usize>(t % round) * outputs) << 3);
    for (let row = first; row < last; row++, to += bytes) {
      const value = <usize>tree.values + ((<usize>leafOf(tree, columns, row) * outputs) << 3);
      for (let k: usize = 0; k < outputs << 3; k += 8) store<f64>(to + k, load<f64>(to + k) + load<f64>(value + k));
    }
  }
}

// @ts-ignore: decorator
@inline
function leafOf(tree: Tree, columns: usize, row: usize): u32 {
  let at: u32 = 0;
  let node = changetype<Node>(<usize>tree.nodes);
  while (node.asks >= 0) {
    const asks = node.asks;
    const column = changetype<Column>(columns + <usize>(asks >> 2) * offsetof<Column>());
    let goesLeft: u32;
    if (column.numbers != 0) {
      const value = load<f64>(<usize>column.numbers + (row << 3));
      goesLeft = <u32>(value <= node.threshold) | (<u32>(value != value) & <u32>asks & 1);
    } else {
      const code = load<i32>(<usize>column.codes + (row << 2));
      if ((asks & 2) == 0) goesLeft = <u32>(code != column.category);
      else if (code < 0) goesLeft = <u32>asks & 1;
      else {
        const bit = <u32>node.threshold + <u32>code;
        goesLeft = (<u32>load<u8>(<usize>tree.sets + <usize>(bit >> 3)) >> (bit & 7)) & 1;
      }
    }
    at = node.left + 1 - goesLeft;
    node = changetype<Node>(<usize>tree.nodes + (<usize>at << 4));
  }
  return at;
}
