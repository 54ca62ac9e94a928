// Trees by CART (L. Breiman and others, 1984): every node takes the split that leaves the purest sides, until its rows are of one kind, too few, or too
// deep. A tree is a task.
import { address, count } from "./arguments.as";
import { beginTree, bestColumn, bestCut, bestPurity, bestThreshold, Column, Forest, openNode, purity, rankOf, rowAt, Scratch, searchColumn } from "./cart.as";
import { below, seedRandom } from "./random.as";

/** A grown tree: the number of its nodes, and arrays with an entry a node. */
@unmanaged
class Grown {
  nodes: u32;
  feature: u32;
  left: u32;
  right: u32;
  threshold: u32;
  value: u32;
  /** By column, how much purity its splits have won. */
  importance: u32;
}

/** Arguments: forest, the threads' spaces, where the trees go, the number of the first tree, the number of blocks. */
export function growTrees(task: i32, args: usize, thread: i32): void {
  const forest = changetype<Forest>(address(args, 0));
  const scratch = changetype<Scratch>(address(args, 1) + <usize>thread * offsetof<Scratch>());
  const tree = changetype<Grown>(address(args, 2) + <usize>task * offsetof<Grown>());
  seedRandom(<usize>scratch.random, forest.seedLow, forest.seedHigh, count(args, 3) + <u32>task + 1);
  beginTree(scratch, count(args, 4));
  memory.fill(<usize>tree.importance, 0, <usize>forest.width << 3);
  for (let column: u32 = 0; column < forest.width; column++) store<u32>(<usize>scratch.columns + (<usize>column << 2), column);
  tree.nodes = 1;
  let top = <usize>scratch.stack;
  push(top, 0, 0, drawRows(forest, scratch), 0);
  top += 16;
  while (top > <usize>scratch.stack) {
    top -= 16;
    const node = load<u32>(top);
    const from = load<u32>(top, 4);
    const to = load<u32>(top, 8);
    const depth = load<u32>(top, 12);
    const pure = openNode(forest, scratch, from, to, <usize>tree.value + ((<usize>node * forest.outputs) << 3));
    const open = depth < forest.depth && to - from >= 2 * forest.minLeaf && !pure;
    if (open) searchNode(forest, scratch);
    store<i32>(<usize>tree.feature + (<usize>node << 2), open ? bestColumn : -1);
    if (!open || bestColumn < 0) continue;
    const gain = <usize>tree.importance + (<usize>bestColumn << 3);
    store<f64>(gain, load<f64>(gain) + max(0, bestPurity - purity));
    const middle = divide(forest, scratch, from, to);
    const left = tree.nodes;
    tree.nodes += 2;
    store<f64>(<usize>tree.threshold + (<usize>node << 3), bestThreshold);
    store<u32>(<usize>tree.left + (<usize>node << 2), left);
    store<u32>(<usize>tree.right + (<usize>node << 2), left + 1);
    push(top, left + 1, middle, to, depth + 1);
    push(top + 16, left, from, middle, depth + 1);
    top += 32;
  }
}

// @ts-ignore: decorator
@inline
function push(at: usize, node: u32, from: u32, to: u32, depth: u32): void {
  store<u32>(at, node);
  store<u32>(at, from, 4);
  store<u32>(at, to, 8);
  store<u32>(at, depth, 12);
}

/** How often each row stands in the tree's sample, and the rows that do, in order. Gives their number. */
function drawRows(forest: Forest, scratch: Scratch): u32 {
  const samples = <usize>scratch.samples;
  for (let row: usize = 0; row < <usize>forest.rows; row++) {
    const own: u32 = forest.classes != 0 ? load<u32>(<usize>forest.target + (row << 2)) : 0;
    store<u32>(samples + (row << 2), own | ((1 - forest.bootstrap) << 16));
  }
  if (forest.bootstrap != 0) {
    for (let i: u32 = 0; i < forest.rows; i++) {
      const at = samples + (<usize>below(<usize>scratch.random, forest.rows) << 2);
      store<u32>(at, load<u32>(at) + 0x10000);
    }
  }
  let drawn: usize = 0;
  for (let row: u32 = 0; row < forest.rows; row++) {
    if (load<u32>(samples + (<usize>row << 2)) >= 0x10000) store<u32>(<usize>scratch.order + (drawn++ << 2), row);
  }
  return <u32>drawn;
}

/** Tries columns until `columnsPerNode` have been tried and one of them was not constant. */
function searchNode(forest: Forest, scratch: Scratch): void {
  const columns = <usize>scratch.columns;
  const all = forest.columnsPerNode >= forest.width;
  let varied = false;
  for (let tried: u32 = 0; tried < forest.width && (tried < forest.columnsPerNode || !varied); tried++) {
    const own = columns + (<usize>tried << 2);
    if (!all) {
      const at = columns + (<usize>(tried + below(<usize>scratch.random, forest.width - tried)) << 2);
      const chosen = load<u32>(at);
      store<u32>(at, load<u32>(own));
      store<u32>(own, chosen);
    }
    if (searchColumn(forest, scratch, load<u32>(own))) varied = true;
  }
}

/** Moves the rows that go left to the front, both sides in their order; gives where the right side begins. */
function divide(forest: Forest, scratch: Scratch, from: u32, to: u32): u32 {
  const column = changetype<Column>(<usize>forest.columns + <usize>bestColumn * offsetof<Column>());
  const order = <usize>scratch.order;
  const buffer = <usize>scratch.buffer;
  let left = from;
  let right: u32 = 0;
  for (let i = from; i < to; i++) {
    const row = rowAt(scratch, i);
    const rank = rankOf(column, row);
    const goesLeft = <u32>(column.kind == 1 ? rank != column.category : rank <= bestCut);
    // Both are written, and one of them stays: no branch to guess.
    store<u32>(order + (<usize>left << 2), <u32>row);
    store<u32>(buffer + (<usize>right << 2), <u32>row);
    left += goesLeft;
    right += 1 - goesLeft;
  }
  memory.copy(order + (<usize>left << 2), buffer, <usize>right << 2);
  return left;
}
