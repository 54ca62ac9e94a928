import { Matrix } from "ml-matrix";
import { eachColumn } from "../estimator.ts";
import type { Design } from "../numeric/design.ts";

/** Rows `from` to `to` of the standardised columns with every mean taken away, one-hot blocks spread out. For small matrices only. */
export function centredColumns(design: Design, from = 0, to = design.x.rows): Matrix {
  const z = new Matrix(to - from, design.x.width);
  eachColumn(design.x, (j, block, category) => {
    const mean = design.mean[j]!;
    const scale = design.scale[j]!;
    for (let i = from; i < to; i++) {
      const value = block.kind === "dense" ? block.values[i]! : block.codes[i] === category ? 1 : 0;
      z.set(i - from, j, (value - mean) / scale);
    }
  });
  return z;
}
