import type { Described } from "../language/nodes/parameter.ts";
import type { ColumnValues } from "./engine/engine.ts";
import type { Computation, Value } from "./values.ts";

/**
 * Columns of some rows from other columns of these rows: one array for each column that the computation gives, NaN for null.
 * A row's values follow from that row alone, to the last digit: the engine cuts rows into chunks as it likes, and a request brings one.
 */
export type Compute = (columns: readonly ColumnValues[], rows: number) => readonly Float64Array[];

/** What a node provides whose steps are computations: what was learned, made ready for many calls. */
export interface Computing {
  readonly compute: (state: unknown) => Compute;
}

/** A computation in the store, to which the engine's SQL refers by the digest of this value. */
export interface StoredComputation extends Value {
  readonly kind: "computation";
  readonly computation: Computation;
}

/** The code of a computation, ready for many calls. */
export async function computeOf({ compute: { node, version }, state }: Computation, implementation: (described: Described) => Promise<unknown>): Promise<Compute> {
  const { compute } = (await implementation({ describe: node, version, args: {} })) as Computing;
  return compute(state);
}
