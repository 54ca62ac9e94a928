import type { FeatureMatrix, FitInput } from "../../estimator.ts";
import { Kernel } from "../../kernels/kernel.ts";
import { normalised, type Tree } from "./tree.ts";
import { placeColumns } from "./place-columns.ts";
import { treeColumns } from "./ranked.ts";

/** What trees are grown for. */
export type TreeTarget =
  /** Class of each row. */
  | { readonly outputs: number; readonly codes: Int32Array }
  /** Centred value of each row. */
  | { readonly outputs: 1; readonly values: Float64Array };

export interface GrowOptions {
  readonly trees: number;
  /** The most questions from the root to a leaf. */
  readonly depth: number;
  /** The fewest rows in a leaf. */
  readonly minLeaf: number;
  /** Columns that are tried at each node, drawn by the seed; all of them, in order, when it is at least their number. */
  readonly columnsPerNode: number;
  /** Whether each tree has rows drawn with replacement, as many as there are. */
  readonly bootstrap: boolean;
  /** Whether each column has one threshold drawn at a node, in the place of the best one. */
  readonly drawThresholds: boolean;
  /** Up to so many rows every distinct value is told apart; above, columns are cut into 255 groups of about equal size. */
  readonly exactRows: number;
}

export interface GrownTrees {
  readonly trees: readonly Tree[];
  readonly importance: Float64Array;
}

/** The trees' own arrays may take so much at a time. */
const resultBytes = 1.5 * 2 ** 30;
const headerWords = 13;
const scratchWords = 12;
const grownWords = 7;

/**
 * Grows trees by CART. Of columns that are tried at a node, one at least is not constant. Equal splits: the first column tried, the lowest threshold.
 * A column's importance is how much purity its splits have won, of each tree and then of all a share of 1.
 */
export function growTrees(x: FeatureMatrix, target: TreeTarget, options: GrowOptions, input: Pick<FitInput<unknown>, "seed" | "stop" | "threads" | "progress">): GrownTrees {
  const kernel = new Kernel(input);
  try {
    return new Forest(kernel, x, target, options, input).grow();
  } finally {
    kernel.close();
  }
}

class Forest {
  private readonly kernel: Kernel;
  private readonly x: FeatureMatrix;
  private readonly outputs: number;
  private readonly options: GrowOptions;
  private readonly input: Pick<FitInput<unknown>, "progress">;
  private readonly header: number;
  private readonly scratch: number;
  private readonly blocks: number;
  private readonly mostNodes: number;

  constructor(kernel: Kernel, x: FeatureMatrix, target: TreeTarget, options: GrowOptions, input: Pick<FitInput<unknown>, "seed" | "stop" | "progress">) {
    const { rows, width } = x;
    this.kernel = kernel;
    this.x = x;
    this.outputs = target.outputs;
    this.options = options;
    this.input = input;
    const placed = placeColumns(kernel, treeColumns(x, options.exactRows, () => input.stop.check()), rows, target.outputs);
    this.blocks = placed.blocks;
    const classes = "codes" in target;
    const targetAt = kernel.allocate((classes ? 4 : 8) * rows);
    if (classes) kernel.ints(targetAt, rows).set(target.codes);
    else kernel.floats(targetAt, rows).set(target.values);
    const depth = Math.min(options.depth, rows);
    this.header = kernel.allocate(4 * headerWords);
    const flags = [options.bootstrap, options.drawThresholds].map(Number);
    const seed = [input.seed | 0, Math.floor(input.seed / 0x1_0000_0000) | 0];
    kernel.ints(this.header, headerWords).set([rows, width, placed.at, options.columnsPerNode, depth, options.minLeaf, ...flags, ...seed, target.outputs, Number(classes), targetAt]);
    this.mostNodes = Math.max(1, Math.min(2 * rows - 1, 2 * Math.floor(rows / options.minLeaf) + 1, 2 ** (Math.min(depth, 40) + 1) - 1));
    const spaces = [4 * rows, 4 * rows, 4 * rows, 16 * (depth + 2), 4 * width, 16, 8 * target.outputs, 8 * target.outputs, placed.groupBytes, 4 * rows, 4 * placed.blocks, placed.blockBytes];
    this.scratch = kernel.allocate(4 * scratchWords * kernel.threads);
    for (let thread = 0; thread < kernel.threads; thread++) kernel.ints(this.scratch + 4 * scratchWords * thread, scratchWords).set(spaces.map((bytes) => kernel.allocate(bytes)));
  }

  grow(): GrownTrees {
    const { kernel, outputs, mostNodes } = this;
    const { trees } = this.options;
    const { width } = this.x;
    const lengths = [4 * mostNodes, 4 * mostNodes, 4 * mostNodes, 8 * mostNodes, 8 * mostNodes * outputs, 8 * width];
    const atOnce = Math.max(1, Math.min(trees, 2 * kernel.threads, Math.floor(resultBytes / lengths.reduce((sum, bytes) => sum + bytes, 0))));
    const table = kernel.allocate(4 * grownWords * atOnce);
    for (let task = 0; task < atOnce; task++) kernel.ints(table + 4 * grownWords * task, grownWords).set([0, ...lengths.map((bytes) => kernel.allocate(bytes))]);
    const grown: Tree[] = [];
    const importance = new Float64Array(width);
    while (grown.length < trees) {
      const tasks = Math.min(atOnce, trees - grown.length);
      kernel.run("growTrees", tasks, this.header, this.scratch, table, grown.length, this.blocks);
      for (let task = 0; task < tasks; task++) {
        const own = this.read(table + 4 * grownWords * task);
        grown.push(own.tree);
        normalised(own.importance).forEach((value, column) => (importance[column]! += value));
      }
      this.input.progress(grown.length / trees, `tree ${grown.length} of ${trees}`);
    }
    return { trees: grown, importance: normalised(importance) };
  }

  private read(at: number): { readonly tree: Tree; readonly importance: Float64Array } {
    const { kernel, outputs } = this;
    const [nodes = 0, ...places] = kernel.ints(at, grownWords);
    const [feature = 0, left = 0, right = 0, threshold = 0, value = 0, importance = 0] = places.map((place) => place >>> 0);
    const isLeaf = kernel.ints(feature, nodes).map((column) => (column < 0 ? 1 : 0));
    // What a tree before has left in these places is no child of a leaf.
    const inner = <Numbers extends Int32Array | Float64Array>(values: Numbers, ofLeaf: number): Numbers => values.map((own, node) => (isLeaf[node] === 1 ? ofLeaf : own)) as Numbers;
    const tree: Tree = {
      feature: own(kernel.ints(feature, nodes)),
      threshold: inner(own(kernel.floats(threshold, nodes)), 0),
      left: inner(own(kernel.ints(left, nodes)), -1),
      right: inner(own(kernel.ints(right, nodes)), -1),
      value: own(kernel.floats(value, nodes * outputs)),
      outputs,
    };
    return { tree, importance: own(kernel.floats(importance, this.x.width)) };
  }
}

/** Numbers in memory of their own: a kernel's is shared, and used again. */
function own<Numbers extends Int32Array | Float64Array>(values: Numbers): Numbers {
  return (values instanceof Int32Array ? Int32Array.from(values) : Float64Array.from(values)) as Numbers;
}
