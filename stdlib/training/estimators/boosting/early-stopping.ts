import { featureMatrix, type FeatureBlock, type FeatureMatrix } from "../../estimator.ts";
import { randomFrom } from "../../numeric/random.ts";
import { columnAccess, leavesOf, type ColumnAccess, type Tree } from "../trees/tree.ts";
import { meanLoss, type Loss } from "./loss.ts";

/** Rows that tell when to stop, with their target as the loss takes it. */
export interface HeldOut {
  readonly x: FeatureMatrix;
  readonly target: Float64Array;
}

/** Losses that differ by less are equally good. */
const tolerance = 1e-7;

/** Follows the loss on rows that are not trained on. */
export class EarlyStopping {
  /** The round with the smallest loss so far; 0 before the first. */
  best = 0;
  private readonly loss: Loss;
  private readonly target: Float64Array;
  private readonly access: ColumnAccess;
  private readonly raw: readonly Float64Array[];
  private readonly patience: number;
  private readonly leaves: Int32Array<ArrayBuffer>;
  private lowest: number;
  private round = 0;

  constructor(loss: Loss, { x, target }: HeldOut, start: Float64Array, patience: number) {
    this.loss = loss;
    this.target = target;
    this.access = columnAccess(x);
    this.raw = Array.from(start, (value) => new Float64Array(x.rows).fill(value));
    this.leaves = new Int32Array(x.rows);
    this.patience = patience;
    this.lowest = meanLoss(loss, this.raw, target);
  }

  /** Takes a round's trees, one an output; says whether to stop. */
  ends(trees: readonly Tree[]): boolean {
    trees.forEach((tree, k) => {
      leavesOf(tree, this.access, this.leaves);
      const raw = this.raw[k]!;
      for (let i = 0; i < raw.length; i++) raw[i]! += tree.value[this.leaves[i]!]!;
    });
    this.round++;
    const found = meanLoss(this.loss, this.raw, this.target);
    if (found < this.lowest - tolerance) {
      this.lowest = found;
      this.best = this.round;
    }
    return this.round - this.best >= this.patience;
  }
}

/** A tenth of the rows, drawn by the seed, and the rest; of each class a tenth. Undefined where there are too few rows. */
export function holdOut(x: FeatureMatrix, target: Float64Array, byClass: boolean, seed: number): { readonly train: HeldOut; readonly held: HeldOut } | undefined {
  const groups = new Map<number, number[]>();
  for (let i = 0; i < target.length; i++) {
    const group = byClass ? target[i]! : 0;
    const rows = groups.get(group);
    if (rows) rows.push(i);
    else groups.set(group, [i]);
  }
  const random = randomFrom(seed, 1);
  const out = new Uint8Array(target.length);
  for (const [, rows] of [...groups].sort(([a], [b]) => a - b)) {
    for (let taken = 0; taken < Math.floor(rows.length / 10); taken++) {
      const at = taken + random.below(rows.length - taken);
      out[rows[at]!] = 1;
      rows[at] = rows[taken]!;
    }
  }
  const held = Int32Array.from(out.keys()).filter((row) => out[row] === 1);
  if (held.length === 0) return undefined;
  const rest = Int32Array.from(out.keys()).filter((row) => out[row] === 0);
  return { train: rowsOf(x, target, rest), held: rowsOf(x, target, held) };
}

function rowsOf(x: FeatureMatrix, target: Float64Array, rows: Int32Array): HeldOut {
  const blocks = x.blocks.map((block): FeatureBlock =>
    block.kind === "dense" ? { ...block, values: Float64Array.from(rows, (row) => block.values[row]!) } : { ...block, codes: rows.map((row) => block.codes[row]!) },
  );
  return { x: featureMatrix(rows.length, blocks), target: Float64Array.from(rows, (row) => target[row]!) };
}
