import { fail } from "../../language/diagnostics/diagnostic.ts";
import { sampleSize } from "../../language/diagnostics/registry/data-columns.ts";
import { columns, int, optional, share } from "../../language/nodes/parameter.ts";
import { selectColumns } from "../../language/types/selectors.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { columnList, query } from "../../runtime/relational/dataset.ts";
import { identifier } from "../../runtime/relational/sql.ts";
import { rowNumber } from "../../runtime/values.ts";
import { mixOfRowSql, saltOf } from "./splitting/mix.ts";

export const sample = defineNode({
  name: "sample",
  version: 2,
  group: "data",
  summary: "Keeps some rows, drawn at random.",
  doc: "The same rows and the same seed give the same sample. The rows keep their order; where there are fewer than `count`, all stay. A share is rounded up.\n\nWith `stratify`, each class gets its share of the sample, as near as whole rows allow: rows that are equal in these columns are a class. Of a number with many values, each range gets its share.",
  examples: ["few = rows |> sample(count: 1000)", "tenth = rows |> sample(share: 10%)", "alike = rows |> sample(count: 1000, stratify: .Churn)"],
  takes: {
    rows: datasetInput("The rows."),
    count: optional(int("How many rows.", { min: 1 })),
    share: optional(share("Which part of the rows.", { above: 0, max: 1 })),
    stratify: optional(columns("The columns of whose values the sample holds the same shares.", "rows")),
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
    plan: ({ rows, count, share: part, stratify }, context) => {
      const why = wrongSize(count !== undefined, part !== undefined);
      if (why !== undefined) fail(sampleSize, { why });
      const classes = stratify === undefined ? [] : selectColumns(stratify, rows.schema).map(identifier);
      return query(rows, (table) => `SELECT ${number}, ${columnList(rows.schema)} FROM ${table} QUALIFY ${drawn(classes, count ?? `ceil(${part} * count(*) OVER () - 1e-9)`, saltOf(context.seed, "sample"))} ORDER BY ${number}`, rows.schema, { path: "keep" });
    },
  },
});

const number = identifier(rowNumber);

/**
 * SQL for whether a row is drawn. The first of the random order; or, with the rows of each class side by side and in that order within it, rows
 * at equal distances: `size` of `N` rows in all, and of `n` rows in a row `size · n / N`, rounded down or up.
 */
function drawn(classes: readonly string[], size: number | string, salt: number): string {
  const order = `OVER (ORDER BY ${[...classes, mixOfRowSql(number, salt), number].join(", ")})`;
  if (classes.length === 0) return `row_number() ${order} <= ${size}`;
  const before = (rows: string) => `CAST(${rows} AS HUGEINT) * CAST(least(${size}, count(*) OVER ()) AS HUGEINT) // count(*) OVER ()`;
  return `${before(`row_number() ${order}`)} > ${before(`(row_number() ${order} - 1)`)}`;
}

function wrongSize(count: boolean, part: boolean): string | undefined {
  if (count && part) return "`sample` was given both a number of rows and a share of them";
  return count || part ? undefined : "`sample` was not told how many rows to take";
}
