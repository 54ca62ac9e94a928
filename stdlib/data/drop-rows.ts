import { expression } from "../../language/nodes/parameter.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { filter } from "../../runtime/relational/dataset.ts";
import { rowFunctionNamed } from "./functions/index.ts";

export const dropRows = defineNode({
  name: "drop_rows",
  version: 1,
  group: "data",
  summary: "Drops the rows for which a condition is true.",
  doc: "A row for which the condition is null, as a comparison with a missing value is, is kept. Requests to a served model are never dropped.",
  examples: ["rows |> drop_rows(where: .price == null or .price < 0)"],
  takes: { rows: datasetInput("The rows."), where: expression("What is true for the rows to drop.", "bool") },
  positional: ["rows", "where"],
  returns: "Dataset",
  rows: "subset",
  chooses: { by: "where", keeps: false },
  infer: (call) => call.rows(call.dataset("rows")?.schema),
  execution: {
    kind: "transform",
    // Only where it is known to be true is a row dropped: null must become false before it is turned around.
    plan: ({ rows, where }) => filter(rows, { call: "not", args: [{ call: "??", args: [where, { literal: false }] }] }, rowFunctionNamed),
  },
});
