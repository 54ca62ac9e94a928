import { fail } from "../../language/diagnostics/diagnostic.ts";
import { noColumnsLeft } from "../../language/diagnostics/registry/data-columns.ts";
import { columns } from "../../language/nodes/parameter.ts";
import { selectColumns } from "../../language/types/selectors.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { project, sameColumns } from "../../runtime/relational/dataset.ts";
import { withoutColumns } from "./columns.ts";
import { rowFunctionNamed } from "./functions/index.ts";

export const dropColumns = defineNode({
  name: "drop_columns",
  version: 1,
  group: "data",
  summary: "Drops some columns.",
  examples: ["rows |> drop_columns([.id, .name])", 'rows |> drop_columns(matching("tmp_*"))'],
  takes: { rows: datasetInput("The rows."), columns: columns("The columns to drop.") },
  positional: ["rows", "columns"],
  returns: "Dataset",
  rows: "keep",
  keepsGaps: true,
  step: true,
  infer: (call) => {
    const schema = call.dataset("rows")?.schema;
    const dropped = call.columns("columns");
    if (!schema || !dropped) return call.rows(undefined);
    const left = withoutColumns(schema, dropped);
    if (left.columns.length === 0) call.report(noColumnsLeft, { node: "drop_columns" }, "columns");
    return call.rows(left);
  },
  execution: {
    kind: "transform",
    plan: ({ rows, columns: selector }) => {
      const left = withoutColumns(rows.schema, selectColumns(selector, rows.schema));
      return left.columns.length === 0 ? fail(noColumnsLeft, { node: "drop_columns" }) : project(rows, sameColumns(left), rowFunctionNamed);
    },
  },
});
