// The module of all kernels: its exported functions are the jobs that threads share (jobs.ts).
export { binCodes, binNumbers, sortColumns } from "./bins.as";
export { columnSums, gram, projections, standardise } from "./design.as";
export { deriveRows, deriveSoftmax, largestDerivatives } from "./gradients.as";
export { growTrees } from "./forest.as";
export { fillHistograms } from "./histogram.as";
export { logisticGram, logisticValue } from "./logistic.as";
export { addLeaves, divideRows, joinRows } from "./partition.as";
export { nearestRows } from "./nearest.as";
export { predictTrees } from "./predict-trees.as";
export { splitNodes } from "./split.as";
