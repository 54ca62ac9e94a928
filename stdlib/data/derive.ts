import { nothingNamed } from "../../language/diagnostics/registry/data-columns.ts";
import type { Expr } from "../../language/graph/graph.ts";
import { expression } from "../../language/nodes/parameter.ts";
import type { Column } from "../../language/types/schema.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { project, sameColumns } from "../../runtime/relational/dataset.ts";
import { placed } from "./columns.ts";
import { checkNames, reportNames, resultOf } from "./files/names.ts";
import { rowFunctionNamed } from "./functions/index.ts";

export const derive = defineNode({
  name: "derive",
  version: 1,
  group: "data",
  summary: "Adds columns that are computed from others of the same row.",
  doc: "Each argument is a column's name and the expression that gives its values. All are computed from the columns as they were before; a name that is there already replaces that column in its place. The same expressions compute the columns of requests to a served model.",
  examples: ["rows |> derive(per_month: .total / (.months + 1), year: year(.date))"],
  takes: { rows: datasetInput("The rows.") },
  rest: expression("The values of the column.", "any", "rows"),
  positional: ["rows"],
  returns: "Dataset",
  rows: "keep",
  keepsGaps: true,
  step: true,
  infer: (call) => {
    const schema = call.dataset("rows")?.schema;
    const given = call.rest();
    if (given.length === 0) call.report(nothingNamed, { node: "derive", example: "derive(new_column: .a + .b)" });
    if (!schema) return call.rows(undefined);
    const made = new Map(given.map(({ name, expression: value }): [string, Column] => {
      const learned = value?.learned ?? [];
      return [name, { name, type: value?.type ?? { kind: "unknown" }, nullable: value?.nullable ?? true, ...(learned.length > 0 && { learned }), ...(value?.provenance && { provenance: value.provenance }), ...(value?.unit !== undefined && { unit: value.unit }) }];
    }));
    const columns = placed(schema.columns, made);
    return call.rows(reportNames(call, columns.map(({ name }) => name)) ? { columns } : undefined);
  },
  execution: {
    kind: "transform",
    plan: ({ rows, rest }) => {
      const made = new Map(Object.entries(rest).map(([name, expr]) => [name, { name, expr: expr as Expr }]));
      const columns = placed(sameColumns(rows.schema), made);
      checkNames(columns.map(({ name }) => name), resultOf("derive"));
      return project(rows, columns, rowFunctionNamed);
    },
  },
});
