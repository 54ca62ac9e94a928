import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { sparseTooLarge } from "../../../language/diagnostics/registry/features-computed.ts";
import { featureMatrix, type FeatureBlock, type FeatureMatrix, type MixedMatrix, type SparseBlock } from "../estimator.ts";

/** The most values that are spread out at once: 1 GB of doubles. */
const mostCells = 1.25e8;

/** The matrix with a dense column for each column of its sparse blocks. Throws a diagnostic that names the estimator where that would take more than 1 GB. */
export function spreadOut(x: MixedMatrix, estimator: string): FeatureMatrix {
  const columns = x.blocks.reduce((sum, block) => sum + (block.kind === "sparse" ? block.names.length : 0), 0);
  if (columns * x.rows > mostCells) fail(sparseTooLarge, { estimator, rows: x.rows, columns });
  return featureMatrix(x.rows, x.blocks.flatMap((block): readonly FeatureBlock[] => (block.kind === "sparse" ? denseColumns(block, x.rows) : [block])));
}

function denseColumns({ names, offsets, indices, values }: SparseBlock, rows: number): readonly FeatureBlock[] {
  const columns = names.map(() => new Float64Array(rows));
  for (let i = 0; i < rows; i++) for (let at = offsets[i]!; at < offsets[i + 1]!; at++) columns[indices[at]!]![i] = values[at]!;
  return columns.map((own, place) => ({ kind: "dense", name: names[place] ?? "", values: own }));
}
