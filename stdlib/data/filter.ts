import { expression } from "../../language/nodes/parameter.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { filter as keepRows } from "../../runtime/relational/dataset.ts";
import { rowFunctionNamed } from "./functions/index.ts";

export const filter = defineNode({
  name: "filter",
  version: 1,
  group: "data",
  summary: "Keeps the rows for which a condition is true.",
  doc: "A row for which the condition is null, as a comparison with a missing value is, is not kept. Requests to a served model are not filtered: this only chooses rows to learn from.",
  examples: ['adults = rows |> filter(.age >= 18 and .country == "SE")'],
  takes: { rows: datasetInput("The rows."), where: expression("What must be true for a row.", "bool") },
  positional: ["rows", "where"],
  returns: "Dataset",
  rows: "subset",
  chooses: { by: "where", keeps: true },
  infer: (call) => call.rows(call.dataset("rows")?.schema),
  execution: { kind: "transform", plan: ({ rows, where }) => keepRows(rows, where, rowFunctionNamed) },
});
