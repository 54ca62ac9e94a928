import { fail } from "../../language/diagnostics/diagnostic.ts";
import { sampleSize } from "../../language/diagnostics/registry/data-columns.ts";
import { int, optional, share } from "../../language/nodes/parameter.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { columnList, query } from "../../runtime/relational/dataset.ts";
import { identifier } from "../../runtime/relational/sql.ts";
import { rowNumber } from "../../runtime/values.ts";
import { mixOfRowSql, saltOf } from "./splitting/mix.ts";

export const sample = defineNode({
  name: "sample",
  version: 1,
  group: "data",
  summary: "Keeps some rows, drawn at random.",
  doc: "The same rows and the same seed give the same sample. The rows keep their order; where there are fewer than `count`, all stay. A share is rounded up.",
  examples: ["few = rows |> sample(count: 1000)", "tenth = rows |> sample(share: 10%)"],
  takes: {
    rows: datasetInput("The rows."),
    count: optional(int("How many rows.", { min: 1 })),
    share: optional(share("Which part of the rows.", { above: 0, max: 1 })),
  },
  positional: ["rows", "count"],
  returns: "Dataset",
  rows: "subset",
  random: true,
  infer: (call) => {
    const why = wrongSize(call.has("count"), call.has("share"));
    if (why !== undefined) call.report(sampleSize, { why });
    return call.rows(call.dataset("rows")?.schema);
  },
  execution: {
    kind: "transform",
    plan: ({ rows, count, share: part }, context) => {
      const why = wrongSize(count !== undefined, part !== undefined);
      if (why !== undefined) fail(sampleSize, { why });
      const number = identifier(rowNumber);
      const order = mixOfRowSql(number, saltOf(context.seed, "sample"));
      const limit = count ?? `ceil(${part} * count(*) OVER () - 1e-9)`;
      return query(
        rows,
        (table) => `SELECT ${number}, ${columnList(rows.schema)} FROM ${table} QUALIFY row_number() OVER (ORDER BY ${order}, ${number}) <= ${limit} ORDER BY ${number}`,
        rows.schema,
        { path: "keep" },
      );
    },
  },
});

function wrongSize(count: boolean, part: boolean): string | undefined {
  if (count && part) return "`sample` was given both a number of rows and a share of them";
  return count || part ? undefined : "`sample` was not told how many rows to take";
}
