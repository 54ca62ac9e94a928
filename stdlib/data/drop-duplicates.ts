import { columns, oneOf, optional, withDefault } from "../../language/nodes/parameter.ts";
import { selectColumns } from "../../language/types/selectors.ts";
import { datasetInput, defineNode, type Context } from "../../runtime/node.ts";
import { choose, query } from "../../runtime/relational/dataset.ts";
import { identifier } from "../../runtime/relational/sql.ts";
import { rowNumber, type DatasetValue } from "../../runtime/values.ts";

export const dropDuplicates = defineNode({
  name: "drop_duplicates",
  version: 1,
  group: "data",
  summary: "Keeps one of rows that are equal.",
  doc: "Rows are equal when they are so in all columns, or in those of `by`; a missing value equals another. The first of them stays, or the last; with `keep: none`, none of them does. The order of the rows stays.",
  examples: ["rows |> drop_duplicates()", "latest = rows |> sort(by: .date) |> drop_duplicates(by: .customer, keep: last)"],
  takes: {
    rows: datasetInput("The rows."),
    by: optional(columns("The columns that count. Default: all.")),
    keep: withDefault(oneOf(["first", "last", "none"], "Which of equal rows stays."), "first"),
  },
  positional: ["rows"],
  returns: "Dataset",
  rows: "subset",
  infer: (call) => call.rows(call.dataset("rows")?.schema),
  execution: {
    kind: "transform",
    plan: ({ rows, by, keep = "first" }, context) => oneOfEach(rows, by === undefined ? rows.schema.columns.map(({ name }) => name) : selectColumns(by, rows.schema), keep, context),
  },
});

const number = identifier(rowNumber);

/**
 * The rows without those that equal another one that stays. Rows are equal only where their hashes are, and those are few: only rows that share
 * a hash are compared, so that a table without duplicates is hashed, and nothing more. Where they are many, the engine groups all rows.
 */
async function oneOfEach(rows: DatasetValue, names: readonly string[], keep: Keep, { engine, signal }: Pick<Context, "engine" | "signal">): Promise<DatasetValue> {
  if (names.length === 0) return choose(rows, (from) => (keep === "none" ? `SELECT * FROM ${from} WHERE (SELECT count(*) FROM ${from}) = 1` : `SELECT * FROM ${from} ORDER BY ${number}${keep === "last" ? " DESC" : ""} LIMIT 1`));
  const place = placeSql(names, keep);
  const open = await engine();
  const table = await open.tableOf(rows);
  const hash = `hash(${names.map(identifier).join(", ")})`;
  const shared = `SELECT ${hash} FROM ${table} GROUP BY ALL HAVING count(*) > 1`;
  const later = `SELECT ${number} AS n FROM ${table} WHERE ${hash} IN (${shared}) QUALIFY ${place} > 1 ORDER BY n LIMIT ${mostListed + 1}`;
  const repeated = (await open.rows(later, signal)).map(({ n }) => Number(n));
  if (repeated.length === 0) return rows;
  if (repeated.length <= mostListed) return choose(rows, (from) => `SELECT * FROM ${from} WHERE ${number} NOT IN (${repeated.join(", ")})`);
  return query(rows, (from) => `SELECT * FROM ${from} QUALIFY ${place} = 1 ORDER BY ${number}`, rows.schema, { path: "keep" });
}

type Keep = "first" | "last" | "none";

/** A row's place among its equals, those that stay at 1. */
function placeSql(names: readonly string[], keep: Keep): string {
  const partition = `PARTITION BY ${names.map(identifier).join(", ")}`;
  return keep === "none" ? `count(*) OVER (${partition})` : `row_number() OVER (${partition} ORDER BY ${number}${keep === "last" ? " DESC" : ""})`;
}

/** As many rows are named in a query by their numbers. */
const mostListed = 10_000;
