import { Matrix } from "ml-matrix";
import { eachColumn, type FeatureMatrix } from "../estimator.ts";
import type { Scaling } from "../numeric/design.ts";

/** Rows `from` to `to` of the standardised columns with every mean taken away, one-hot blocks spread out. For small matrices only. */
export function centredColumns(x: FeatureMatrix, scaling: Scaling, from = 0, to = x.rows): Matrix {
  const z = new Matrix(to - from, x.width);
  eachColumn(x, (j, block, category) => {
    const mean = scaling.mean[j]!;
    const scale = scaling.scale[j]!;
    for (let i = from; i < to; i++) {
      const value = block.kind === "dense" ? block.values[i]! : block.codes[i] === category ? 1 : 0;
      z.set(i - from, j, (value - mean) / scale);
    }
  });
  return z;
}
