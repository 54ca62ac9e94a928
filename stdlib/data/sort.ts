import { fail } from "../../language/diagnostics/diagnostic.ts";
import { notSortedBy } from "../../language/diagnostics/registry/data-columns.ts";
import { columns, oneOf, optional, withDefault } from "../../language/nodes/parameter.ts";
import { selectColumns } from "../../language/types/selectors.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { columnList, query } from "../../runtime/relational/dataset.ts";
import { identifier } from "../../runtime/relational/sql.ts";
import { rowNumber } from "../../runtime/values.ts";
import { writtenOrder } from "./columns.ts";

export const sort = defineNode({
  name: "sort",
  version: 2,
  group: "data",
  summary: "Puts the rows in order.",
  doc: "By the columns in the order in which they are written; rows that are equal in them keep their order, and missing values come last, in either direction, unless `nulls: first` says otherwise. NaN counts as the largest number. The rows are numbered anew, so that later steps keep this order: a split after `sort` draws other rows than one before it.",
  examples: ["rows |> sort(by: [.country, .date])", "rows |> sort(by: .price, descending: .price)", "rows |> sort(by: [.country, .price], descending: .price, nulls: first)"],
  takes: {
    rows: datasetInput("The rows."),
    by: columns("The columns to order by."),
    descending: optional(columns("Those of them of which the largest comes first.")),
    nulls: withDefault(oneOf(["first", "last"], "Where missing values come."), "last"),
  },
  positional: ["rows"],
  returns: "Dataset",
  rows: "keep",
  sameColumns: true,
  keepsGaps: true,
  infer: (call) => {
    const column = otherColumn(call.columns("by"), call.columns("descending"));
    if (column !== undefined) call.report(notSortedBy, { column }, "descending");
    return call.rows(call.dataset("rows")?.schema);
  },
  execution: {
    kind: "transform",
    plan: ({ rows, by, descending, nulls }) => {
      const falling = new Set(descending === undefined ? [] : selectColumns(descending, rows.schema));
      const column = otherColumn(selectColumns(by, rows.schema), [...falling]);
      if (column !== undefined) fail(notSortedBy, { column });
      const number = identifier(rowNumber);
      const keys = writtenOrder(by, rows.schema).map((name) => `${identifier(name)} ${falling.has(name) ? "DESC" : "ASC"} NULLS ${nulls === "first" ? "FIRST" : "LAST"}`);
      const order = [...keys, number].join(", ");
      return query(rows, (table) => `SELECT row_number() OVER (ORDER BY ${order}) - 1 AS ${number}, ${columnList(rows.schema)} FROM ${table} ORDER BY ${number}`, rows.schema, { path: "keep" });
    },
  },
});

const otherColumn = (by: readonly string[] | undefined, descending: readonly string[] | undefined): string | undefined => by && descending?.find((name) => !by.includes(name));
