import { sqlOf } from "../../../runtime/relational/sql.ts";
import { resolveRow } from "../../../language/expressions/resolve.ts";
import type { Expr, Literal } from "../../../language/graph/graph.ts";
import type { Aggregate } from "../../../language/nodes/aggregates.ts";
import type { Operand } from "../../../language/nodes/functions.ts";
import type { ColumnType, Schema } from "../../../language/types/schema.ts";
import { rowFunctionNamed } from "../functions/index.ts";
import type { EngineAggregate, SqlArguments } from "./define.ts";
import { aggregateNamed } from "./values.ts";

/** The expressions that the aggregates of one node need, each as a column that is computed once. */
export class ExpressionColumns {
  readonly #names = new Map<string, string>();
  readonly #schema: Schema;

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  /** `SELECT` items. */
  get items(): readonly string[] {
    return [...this.#names].map(([sql, name]) => `${sql} AS ${name}`);
  }

  /** The column of an expression; numbers are all integers or all doubles. */
  column(expr: Expr): { readonly name: string; readonly operand: Operand } {
    const { type, nullable } = resolveRow(expr, this.#schema, rowFunctionNamed);
    const written = sqlOf(expr, this.#schema, rowFunctionNamed);
    const sql = type.kind === "int" ? `CAST(${written} AS BIGINT)` : type.kind === "float" ? `CAST(${written} AS DOUBLE)` : written;
    const name = this.#names.get(sql) ?? `__mlp_a${this.#names.size}`;
    this.#names.set(sql, name);
    return { name, operand: { type, nullable } };
  }
}

/** A call of an aggregate, ready to be computed. */
export interface AggregateCall {
  readonly definition: EngineAggregate;
  readonly args: SqlArguments;
  /** The result's type. */
  readonly operand: Operand;
}

/** Reads a call over the rows of `columns`; throws an Error for one that the checker would have refused. */
export function readCall({ function: name, args: given }: Aggregate, columns: ExpressionColumns): AggregateCall {
  const definition = aggregateNamed.get(name);
  if (!definition) throw new Error(`no aggregate ${name}`);
  const found = new Map<string, ReturnType<ExpressionColumns["column"]>>();
  for (const [parameter, { accepts }] of Object.entries(definition.takes)) {
    const value = given[parameter];
    if (accepts.kind === "expression" && value !== undefined && value !== null) found.set(parameter, columns.column(value as Expr));
  }
  const operand = definition.infer(Object.fromEntries([...found].map(([parameter, { operand: one }]) => [parameter, one])));
  if (typeof operand === "string") throw new Error(operand);
  const known = (parameter: string) => found.get(parameter) ?? absent(name, parameter);
  const args: SqlArguments = {
    has: (parameter) => found.has(parameter),
    column: (parameter) => known(parameter).name,
    type: (parameter): ColumnType => known(parameter).operand.type,
    value: (parameter) => {
      const preset = definition.takes[parameter]?.default;
      return (given[parameter] as Literal | undefined) ?? (typeof preset === "object" ? undefined : preset);
    },
  };
  return { definition, args, operand };
}

function absent(name: string, parameter: string): never {
  throw new Error(`${name} was not given ${parameter}`);
}
