import { fail } from "../../language/diagnostics/diagnostic.ts";
import { nothingToDrop } from "../../language/diagnostics/registry/data-columns.ts";
import type { Expr } from "../../language/graph/graph.ts";
import { columns, expression, optional } from "../../language/nodes/parameter.ts";
import { selectColumns } from "../../language/types/selectors.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { filter } from "../../runtime/relational/dataset.ts";
import { rowFunctionNamed } from "./functions/index.ts";

export const dropRows = defineNode({
  name: "drop_rows",
  version: 2,
  group: "data",
  summary: "Drops the rows for which a condition is true, or that lack a value.",
  doc: "A row for which the condition is null, as a comparison with a missing value is, is kept. `missing` drops the rows that have no value in one of its columns, or in several. Requests to a served model are never dropped.",
  examples: ["rows |> drop_rows(where: .price < 0)", "rows |> drop_rows(missing: [.price, .sold])", "rows |> drop_rows(missing: all)"],
  takes: {
    rows: datasetInput("The rows."),
    where: optional(expression("What is true for the rows to drop.", "bool")),
    missing: optional(columns("The columns in which a row to drop has no value.", "rows")),
  },
  positional: ["rows", "where"],
  returns: "Dataset",
  rows: "subset",
  chooses: { by: "where", keeps: false },
  infer: (call) => {
    if (!call.has("where") && !call.has("missing")) call.report(nothingToDrop, {});
    return call.rows(call.dataset("rows")?.schema);
  },
  execution: {
    kind: "transform",
    plan: ({ rows, where, missing }) => {
      if (where === undefined && missing === undefined) fail(nothingToDrop, {});
      // Only where it is known to be true is a row dropped: null must become false before it is turned around.
      const holds = where === undefined ? [] : [call("not", call("??", where, { literal: false }))];
      const present = missing === undefined ? [] : selectColumns(missing, rows.schema).map((column) => call("!=", { column }, { literal: null }));
      const [first, ...others] = [...holds, ...present];
      return first ? filter(rows, others.reduce((all, each) => call("and", all, each), first), rowFunctionNamed) : rows;
    },
  },
});

const call = (name: string, ...args: readonly Expr[]): Expr => ({ call: name, args });
