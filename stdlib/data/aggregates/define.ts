import type { AggregateFunction } from "../../../language/nodes/aggregates.ts";
import type { Literal } from "../../../language/graph/graph.ts";
import type { ColumnType } from "../../../language/types/schema.ts";

/** A function of several rows, with how the engine computes it. Whatever the order in which the engine takes the rows, the result is the same. */
export interface EngineAggregate extends AggregateFunction {
  /** Its value for a group, as SQL over what `build` has been asked for. */
  readonly group?: (args: SqlArguments, build: GroupBuilder) => string;
  /** Its value for the rows that a row looks at. */
  readonly window?: (args: SqlArguments, build: WindowBuilder) => string;
}

/** The arguments of one call: expressions as columns of the rows, and plain values. */
export interface SqlArguments {
  has(parameter: string): boolean;
  column(parameter: string): string;
  type(parameter: string): ColumnType;
  value(parameter: string): Literal | undefined;
}

/** The passes over the rows of groups that a result needs. Each gives the SQL of a value of the group. */
export interface GroupBuilder {
  /** An aggregate of the engine that is the same in any order of the rows. */
  plain(sql: string): string;
  /** The sum of a column, correctly rounded but for the last digit, whatever the order. Null where there is no value. */
  sum(column: string, type: ColumnType): string;
  /** The sum of squared distances from the mean. */
  squares(column: string, type: ColumnType): string;
  /** The most frequent value; of several, the smallest. */
  mode(column: string): string;
  /** The number of the row, which orders the rows. */
  readonly row: string;
}

/** The same for the rows that a row looks at. */
export interface WindowBuilder {
  /** An aggregate of the engine over these rows; one that is the same in any order of them. */
  over(sql: string): string;
  sum(column: string, type: ColumnType): string;
  squares(column: string, type: ColumnType): string;
  /** The value of a column so many rows back, of those of earlier moments. */
  back(column: string, rows: number): string;
  /** The place of a row in its order. */
  readonly place: string;
}
