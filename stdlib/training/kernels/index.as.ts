// The module of all kernels: its exported functions are the jobs that threads share (jobs.ts).
export { columnSums, gram, projections, standardise } from "./design.as";
export { logisticGram, logisticValue } from "./logistic.as";
