import { columns, optional } from "../../language/nodes/parameter.ts";
import { selectColumns } from "../../language/types/selectors.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { columnList, query } from "../../runtime/relational/dataset.ts";
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
    plan: ({ rows, by }) => (by === undefined ? distinctRows(rows) : firstOfEach(rows, selectColumns(by, rows.schema))),
  },
});

const number = identifier(rowNumber);

/** One pass that spills to the disk when it must. */
function distinctRows(rows: DatasetValue): DatasetValue {
  const all = columnList(rows.schema);
  return query(rows, (table) => `SELECT min(${number}) AS ${number}, ${all} FROM ${table} GROUP BY ${all} ORDER BY ${number}`, rows.schema, { path: "keep" });
}

function firstOfEach(rows: DatasetValue, names: readonly string[]): DatasetValue {
  const partition = names.length > 0 ? `PARTITION BY ${names.map(identifier).join(", ")} ` : "";
  return query(rows, (table) => `SELECT * FROM ${table} QUALIFY row_number() OVER (${partition}ORDER BY ${number}) = 1 ORDER BY ${number}`, rows.schema, { path: "keep" });
}
