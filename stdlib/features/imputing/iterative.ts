import type { Compute } from "../../../runtime/computation.ts";
import { bayesianRidge, type Line } from "./bayesian-ridge.ts";
import { present } from "../statistics.ts";
import { meanOf } from "../../training/numeric/sums.ts";

/** Regressions in the order in which they fill, round by round; each has a coefficient for every column but its own. */
export interface IterativeState {
  readonly way: "iterative";
  readonly means: Float64Array;
  readonly lines: readonly (Line & { readonly column: number })[];
}

export interface IterativeOptions {
  readonly rounds: number;
  readonly tolerance: number;
  readonly check: () => void;
  readonly progress: (done: number) => void;
}

/**
 * Learns to fill each column from all others: scikit-learn's `IterativeImputer` with its `BayesianRidge`, columns with the fewest gaps first. Gaps start as the
 * mean; each round fits a regression a column on the rows that have it, and fills its gaps anew, until no fill moves by more than a share of the largest value.
 * `settled` is false where the rounds ended before that.
 */
export function learnIterative(columns: readonly Float64Array[], { rounds, tolerance, check, progress }: IterativeOptions): { readonly state: IterativeState; readonly settled: boolean } {
  const means = Float64Array.from(columns, (values) => meanOf(present(values)));
  const rows = columns[0]?.length ?? 0;
  const gaps = columns.map((values) => Int32Array.from({ length: rows }, (_, row) => row).filter((row) => Number.isNaN(values[row]!)));
  const order = columns.map((_, column) => column).sort((a, b) => gaps[a]!.length - gaps[b]!.length || a - b);
  const filled = columns.map((values, column) => values.map((value) => (Number.isNaN(value) ? means[column]! : value)));
  const limit = tolerance * columns.reduce((most, values) => values.reduce((own, value) => (Math.abs(value) > own ? Math.abs(value) : own), most), 0);
  const lines: (Line & { readonly column: number })[] = [];
  if (columns.length < 2) return { state: { way: "iterative", means, lines }, settled: true };
  for (let round = 0; round < rounds; round++) {
    let moved = 0;
    for (const column of order) {
      check();
      const line = { column, ...lineFor(column, filled, gaps[column]!) };
      lines.push(line);
      const own = filled[column]!;
      for (const row of gaps[column]!) {
        const before = own[row]!;
        own[row] = predicted(line, filled, row);
        moved = Math.max(moved, Math.abs(own[row]! - before));
      }
    }
    progress((round + 1) / rounds);
    if (moved < limit) return { state: { way: "iterative", means, lines }, settled: true };
  }
  return { state: { way: "iterative", means, lines }, settled: false };
}

function lineFor(column: number, filled: readonly Float64Array[], gaps: Int32Array): Line {
  const others = filled.filter((_, place) => place !== column);
  if (gaps.length === 0) return bayesianRidge(others, filled[column]!);
  const missing = new Set(gaps);
  const known = Int32Array.from({ length: filled[column]!.length }, (_, row) => row).filter((row) => !missing.has(row));
  const at = (values: Float64Array): Float64Array => Float64Array.from(known, (row) => values[row]!);
  return bayesianRidge(others.map(at), at(filled[column]!));
}

function predicted({ column, coefficients, intercept }: IterativeState["lines"][number], filled: readonly Float64Array[], row: number): number {
  let sum = 0;
  for (let place = 0, other = 0; place < filled.length; place++) if (place !== column) sum += coefficients[other++]! * filled[place]![row]!;
  return sum + intercept;
}

/** Takes rows with gaps through all rounds, as the rows that were learned from went. */
export function fillIteratively({ means, lines }: IterativeState): Compute {
  return (columns, rows) => {
    const given = columns.map((column) => (column.kind === "numbers" ? column.values : new Float64Array(rows)));
    const filled = given.map((values, column) => values.map((value) => (Number.isNaN(value) ? means[column]! : value)));
    const gaps = given.map((values) => Int32Array.from({ length: rows }, (_, row) => row).filter((row) => Number.isNaN(values[row]!)));
    for (const line of lines) for (const row of gaps[line.column]!) filled[line.column]![row] = predicted(line, filled, row);
    return filled;
  };
}
