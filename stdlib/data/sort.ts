import { bool, columns, oneOf, withDefault } from "../../language/nodes/parameter.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { columnList, query } from "../../runtime/relational/dataset.ts";
import { identifier } from "../../runtime/relational/sql.ts";
import { rowNumber } from "../../runtime/values.ts";
import { writtenOrder } from "./columns.ts";

export const sort = defineNode({
  name: "sort",
  version: 1,
  group: "data",
  summary: "Puts the rows in order.",
  doc: "By the columns in the order in which they are written; rows that are equal in them keep their order, and missing values come last, or first with `missing: first`. The rows are numbered anew, so that later steps keep this order: a split after `sort` draws other rows than one before it.",
  examples: ["rows |> sort(by: [.country, .date])", "rows |> sort(by: .price, descending: true)"],
  takes: {
    rows: datasetInput("The rows."),
    by: columns("The columns to order by."),
    descending: withDefault(bool("Whether the largest comes first."), false),
    missing: withDefault(oneOf(["last", "first"], "Where rows without a value come."), "last"),
  },
  positional: ["rows"],
  returns: "Dataset",
  rows: "keep",
  sameColumns: true,
  keepsGaps: true,
  infer: (call) => call.rows(call.dataset("rows")?.schema),
  execution: {
    kind: "transform",
    plan: ({ rows, by, descending, missing }) => {
      const number = identifier(rowNumber);
      const keys = writtenOrder(by, rows.schema).map((name) => `${identifier(name)} ${descending ? "DESC" : "ASC"} NULLS ${missing === "first" ? "FIRST" : "LAST"}`);
      const order = [...keys, number].join(", ");
      return query(rows, (table) => `SELECT row_number() OVER (ORDER BY ${order}) - 1 AS ${number}, ${columnList(rows.schema)} FROM ${table} ORDER BY ${number}`, rows.schema, { path: "keep" });
    },
  },
});
