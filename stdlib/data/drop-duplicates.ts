import { columns, optional } from "../../language/nodes/parameter.ts";
import { selectColumns } from "../../language/types/selectors.ts";
import { datasetInput, defineNode, type Context } from "../../runtime/node.ts";
import { choose, query } from "../../runtime/relational/dataset.ts";
import { identifier } from "../../runtime/relational/sql.ts";
import { rowNumber, type DatasetValue } from "../../runtime/values.ts";

export const dropDuplicates = defineNode({
  name: "drop_duplicates",
  version: 1,
  group: "data",
  summary: "Keeps the first of rows that are equal.",
  doc: "Rows are equal when they are so in all columns, or in those of `by`; a missing value equals another. The order of the rows stays.",
  examples: ["rows |> drop_duplicates()", "rows |> drop_duplicates(by: [.customer, .date])"],
  takes: { rows: datasetInput("The rows."), by: optional(columns("The columns that count. Default: all.")) },
  positional: ["rows"],
  returns: "Dataset",
  rows: "subset",
  infer: (call) => call.rows(call.dataset("rows")?.schema),
  execution: {
    kind: "transform",
    plan: ({ rows, by }, context) => firstRows(rows, by === undefined ? rows.schema.columns.map(({ name }) => name) : selectColumns(by, rows.schema), context),
  },
});

const number = identifier(rowNumber);

/**
 * The rows without those that equal an earlier one. Rows are equal only where their hashes are, and those are few: only rows that share
 * a hash are compared, so that a table without duplicates is hashed, and nothing more. Where they are many, the engine groups all rows.
 */
async function firstRows(rows: DatasetValue, names: readonly string[], { engine, signal }: Pick<Context, "engine" | "signal">): Promise<DatasetValue> {
  if (names.length === 0) return choose(rows, (table) => `SELECT * FROM ${table} ORDER BY ${number} LIMIT 1`);
  const open = await engine();
  const table = await open.tableOf(rows);
  const key = names.map(identifier).join(", ");
  const hash = `hash(${key})`;
  const shared = `SELECT ${hash} FROM ${table} GROUP BY ALL HAVING count(*) > 1`;
  const later = `SELECT ${number} AS n FROM (SELECT ${number}, row_number() OVER (PARTITION BY ${key} ORDER BY ${number}) AS place FROM ${table} WHERE ${hash} IN (${shared})) WHERE place > 1 ORDER BY n LIMIT ${mostListed + 1}`;
  const repeated = (await open.rows(later, signal)).map(({ n }) => Number(n));
  if (repeated.length === 0) return rows;
  if (repeated.length <= mostListed) return choose(rows, (from) => `SELECT * FROM ${from} WHERE ${number} NOT IN (${repeated.join(", ")})`);
  return query(rows, (from) => `SELECT * FROM ${from} QUALIFY row_number() OVER (PARTITION BY ${key} ORDER BY ${number}) = 1 ORDER BY ${number}`, rows.schema, { path: "keep" });
}

/** As many rows are named in a query by their numbers. */
const mostListed = 10_000;
