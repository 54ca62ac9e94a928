import type { Expr, Literal } from "../graph/graph.ts";
import type { Operand } from "./functions.ts";
import type { Parameters } from "./parameter.ts";

/**
 * A function of several rows: `sum(.amount)`. It stands where a parameter takes one, and gives one value for the rows of a group
 * (`aggregate`), or for the rows that a row looks at (`windows`). Only its types are told here; the nodes that use it know how it is computed.
 */
export interface AggregateFunction {
  readonly name: string;
  readonly summary: string;
  readonly example: string;
  /** Its arguments in their order: each may be given by its place or by its name. An expression is one over the rows. */
  readonly takes: Parameters;
  /** Where it has a meaning, if not everywhere. */
  readonly only?: AggregatePlace;
  /** The result for these operands, by their parameters, or in the user's words why they do not fit. */
  readonly infer: (operands: Readonly<Record<string, Operand>>) => Operand | string;
  /** Tells nothing of the values, but how many there are. */
  readonly counts?: true;
}

export type AggregatePlace = "groups" | "windows";

/** An aggregate as a node receives it: expressions over rows, and plain values, by their parameters. */
export interface Aggregate {
  readonly function: string;
  readonly args: Readonly<Record<string, Expr | Literal>>;
}
