import { noColumnsLeft } from "../../language/diagnostics/registry/data-columns.ts";
import { fail } from "../../language/diagnostics/diagnostic.ts";
import { columns } from "../../language/nodes/parameter.ts";
import { selectColumns } from "../../language/types/selectors.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { project, sameColumns } from "../../runtime/relational/dataset.ts";
import { onlyColumns } from "./columns.ts";
import { rowFunctionNamed } from "./functions/index.ts";

export const select = defineNode({
  name: "select",
  version: 1,
  group: "data",
  summary: "Keeps some columns.",
  doc: "The columns keep the order they have in the table.",
  examples: ["small = rows |> select([.age, .plan])", "numbers = rows |> select(numeric)"],
  takes: { rows: datasetInput("The rows."), columns: columns("The columns to keep.") },
  positional: ["rows", "columns"],
  returns: "Dataset",
  rows: "keep",
  keepsGaps: true,
  step: true,
  infer: (call) => {
    const schema = call.dataset("rows")?.schema;
    const kept = call.columns("columns");
    if (!schema || !kept) return call.rows(undefined);
    if (kept.length === 0) call.report(noColumnsLeft, { node: "select" }, "columns");
    return call.rows(onlyColumns(schema, kept));
  },
  execution: {
    kind: "transform",
    plan: ({ rows, columns: selector }) => {
      const kept = onlyColumns(rows.schema, selectColumns(selector, rows.schema));
      return kept.columns.length === 0 ? fail(noColumnsLeft, { node: "select" }) : project(rows, sameColumns(kept), rowFunctionNamed);
    },
  },
});
