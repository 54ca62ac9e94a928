import type { Literal } from "../graph/graph.ts";
import type { ColumnType } from "../types/schema.ts";

/** A value of one cell: dates are days and timestamps are microseconds since 1970-01-01 UTC. */
export type Cell = number | string | boolean | null;

export interface Operand {
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** `kg`, `km/h`: of a number that a schema gives a unit, and of what is computed from it. */
  readonly unit?: string;
  /** Of a literal and of a name that stands for one: it is the same for every row. The value of a param may be known in the run only. */
  readonly constant?: { readonly value?: Literal };
}

/**
 * A function or operator on the values of a row: one definition gives the checker's type,
 * the engine's SQL and the row form that serves requests. Both forms must agree on every value.
 */
export interface RowFunction {
  readonly name: string;
  readonly summary: string;
  readonly example: string;
  /** What it is told beside in the reference. */
  readonly group?: string;
  /** Whether its operands must have one unit, which is the result's (`alike`), or the result has that of the first (`kept`). */
  readonly units?: "alike" | "kept";
  /** The result for these operands, or in the user's words why they do not fit. */
  readonly infer: (operands: readonly Operand[]) => Operand | string;
  /** `types` are the operands' types, for functions that differ by type; `constants` the values of those that are the same for every row. */
  readonly sql: (args: readonly string[], types: readonly ColumnType[], constants: readonly (Literal | undefined)[]) => string;
  readonly row: (args: readonly Cell[], types: readonly ColumnType[]) => Cell;
  /** The row form, ready for many calls, of a function whose arguments behind the first are literals: long lists are looked at once. */
  readonly prepare?: (rest: readonly Cell[], types: readonly ColumnType[]) => (first: Cell) => Cell;
  /** It may be computed on whole columns that have left the engine, by its prepared row form. */
  readonly byColumn?: true;
}
