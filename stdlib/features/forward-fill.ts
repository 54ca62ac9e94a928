import { fail } from "../../language/diagnostics/diagnostic.ts";
import { stepColumnMissing } from "../../language/diagnostics/registry/features.ts";
import { columns, int, optional } from "../../language/nodes/parameter.ts";
import { changeColumns } from "../../language/types/schema.ts";
import { missingColumns, selectColumns, type Selector } from "../../language/types/selectors.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { query } from "../../runtime/relational/dataset.ts";
import { identifier, literal } from "../../runtime/relational/sql.ts";
import { rowNumber, type DatasetValue } from "../../runtime/values.ts";
import { writtenOrder } from "../data/columns.ts";

export const forwardFill = defineNode({
  name: "forward_fill",
  version: 1,
  group: "features",
  summary: "Fills missing values with the last value before them.",
  doc: `Rows follow each other by the columns of \`order\`, and where these are equal, or none is given, as they stand; with \`by\`, within rows that are equal in its columns. A gap in front of the first value stays, and with \`most:\` one that is further behind than so many rows. The rows keep their places.
A value that comes from another row may come from one that a model is judged on: fill each part after the split. A single row has no rows before it, so a model that is fitted behind \`forward_fill\` cannot be served.`,
  examples: ["readings |> forward_fill(.temperature, by: .station, order: .time)"],
  takes: {
    rows: datasetInput("The rows."),
    columns: columns("The columns to fill."),
    order: optional(columns("The columns that say which row comes before which: smaller values first, missing ones last.")),
    by: optional(columns("Rows that are equal in these columns fill each other, and no others.")),
    most: optional(int("How many rows after a value it fills at most.", { min: 1 })),
  },
  positional: ["rows", "columns"],
  returns: "Dataset",
  rows: "keep",
  needsTable: true,
  keepsGaps: true,
  infer: (call) => {
    const rows = call.dataset("rows");
    const names = call.columns("columns");
    if (!rows?.schema || !names) return call.rows(rows?.schema && names ? rows.schema : undefined);
    const learned = call.learn("values of earlier rows", rows);
    return call.rows(changeColumns(rows.schema, names, (column) => ({ ...column, learned: [...(column.learned ?? []), learned] })));
  },
  execution: {
    kind: "transform",
    plan: ({ rows, columns: chosen, order, by, most }) => {
      for (const selector of [chosen, order, by]) demandColumns(rows, selector);
      const filled = new Set(selectColumns(chosen, rows.schema));
      const groups = by ? selectColumns(by, rows.schema).map(identifier) : [];
      const keys = [...(order ? writtenOrder(order, rows.schema).map((name) => `${identifier(name)} NULLS LAST`) : []), identifier(rowNumber)];
      const from = most === undefined ? "UNBOUNDED" : literal(most);
      const window = `(${groups.length > 0 ? `PARTITION BY ${groups.join(", ")} ` : ""}ORDER BY ${keys.join(", ")} ROWS BETWEEN ${from} PRECEDING AND CURRENT ROW)`;
      const select = rows.schema.columns.map(({ name }) => (filled.has(name) ? `last_value(${identifier(name)} IGNORE NULLS) OVER ${window} AS ${identifier(name)}` : identifier(name)));
      return query(rows, (table) => `SELECT ${[identifier(rowNumber), ...select].join(", ")} FROM ${table} ORDER BY ${identifier(rowNumber)}`, rows.schema, { broken: "forward_fill" });
    },
  },
});

function demandColumns(rows: DatasetValue, selector: Selector | undefined): void {
  const [missing] = selector ? missingColumns(selector, rows.schema) : [];
  if (missing !== undefined) fail(stepColumnMissing, { step: "forward_fill", column: missing });
}
