import { columns, optional } from "../../language/nodes/parameter.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { statisticsSchema } from "./profiling/schema.ts";

export const profile = defineNode({
  name: "profile",
  version: 2,
  group: "data",
  summary: "Says of each column what it holds: a dataset with a row for every column.",
  doc: [
    "All rows count, and every number is exact and the same on any number of threads:",
    "",
    "- `column`, `type`, `rows`, `missing` (nulls) and `distinct` (different values that are not null);",
    "- of numbers `mean`, `std` (with n - 1, as pandas' `describe`), `min`, `q05`, `q25`, `median`, `q75`, `q95` and `max`; quantiles are interpolated, R's type 7, as NumPy's. NaN counts as no value in them;",
    "- of text, categories, dates and timestamps `first` and `last` in their order;",
    "- of text, categories and booleans `top`, the most frequent value, of several the one that appears first, and `top_rows`, how many rows have it.",
    "",
    "Values of columns that a schema calls `pii` are left out; their counts are told. `mlp profile FILE -o page.html` makes a page of a file of rows, with pictures.",
  ].join("\n"),
  examples: ["overview = rows |> profile()\nsaved = save(overview, \"overview.csv\")", "rows |> profile(numeric) |> filter(.missing > 0)"],
  takes: { rows: datasetInput("The rows."), columns: optional(columns("The columns. Default: all.", "rows")) },
  positional: ["rows", "columns"],
  returns: "Dataset",
  infer: (call) => call.rows(statisticsSchema),
  execution: {
    kind: "operation",
    where: "main",
    run: async ({ rows, columns: chosen }, context) => {
      const { statisticsOf } = await import("./profiling/statistics.ts");
      return statisticsOf(rows, chosen, context);
    },
  },
});
