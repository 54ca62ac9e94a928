import { diagnose, MlpError } from "../../language/diagnostics/diagnostic.ts";
import { expectationEmpty, expectationFailed, referenceUnfit } from "../../language/diagnostics/registry/data-expect.ts";
import { column, columns, expression, int, oneOf, optional, share, withDefault } from "../../language/nodes/parameter.ts";
import { columnNamed } from "../../language/types/schema.ts";
import type { Expr } from "../../language/graph/graph.ts";
import { commonType } from "../../language/expressions/operands.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";

export const expect = defineNode({
  name: "expect",
  version: 2,
  group: "data",
  summary: "Stops the run where the rows are not as they should be.",
  doc: [
    "Gives the rows on unchanged. All that is expected is looked at, and all that is broken told at once, each with the number of rows and the first of them by their numbers, counted from 1. Values of columns that a schema calls `pii` are not shown.",
    "",
    "- `where`, and conditions under any name, must hold for each row. The name says what they are about. A row for which a condition is null, as a comparison with a missing value is, counts as one for which it does not hold.",
    "- `unique: [.shop, .receipt]`: no two rows have the same values in all of these columns. A missing value is equal to none.",
    "- `references: .customer, to: customers, by: .id`: every value of the column is among those of the other dataset's column, which has the same name if `by` is left out. A missing value refers to nothing.",
    "- `min_rows`, `max_rows`: how many rows there are.",
    "",
    "With `at_least: 99%`, what is expected of rows must hold for so many of them.",
  ].join("\n"),
  examples: [
    "rows |> expect(.age >= 0 and .age <= 120)",
    "rows |> expect(where: .email != null, at_least: 95%, on_fail: warn)",
    "orders |> expect(paid_in_time: .paid <= .due, has_mail: .email != null, unique: .id, references: .customer, to: customers, by: .id, min_rows: 1000)",
  ],
  takes: {
    rows: datasetInput("The rows."),
    where: optional(expression("What must hold for a row.", "bool")),
    unique: optional(columns("The columns in whose values no two rows agree.", "rows")),
    references: optional(column("The column whose values are among those of another dataset.", "rows")),
    to: optional(datasetInput("That other dataset.")),
    by: optional(column("Its column; the one of the same name, if left out.", "to")),
    min_rows: optional(int("How many rows there are at least.", { min: 0 })),
    max_rows: optional(int("How many rows there are at most.", { min: 0 })),
    at_least: withDefault(share("For which share of the rows it must hold."), 1),
    on_fail: withDefault(oneOf(["fail", "warn"], "Whether the run stops or only says so."), "fail"),
  },
  rest: expression("What must hold for a row, by a name of its own.", "bool"),
  positional: ["rows", "where"],
  returns: "Dataset",
  rows: "keep",
  sameColumns: true,
  infer: (call) => {
    const rows = call.dataset("rows");
    const isAnything = ["where", "unique", "references", "min_rows", "max_rows"].some((name) => call.has(name)) || call.rest().length > 0;
    if (!isAnything) call.report(expectationEmpty, {});
    const [from, to] = [call.column("references"), call.dataset("to")];
    if (call.has("references") !== call.has("to") || (call.has("by") && !call.has("to"))) call.report(referenceUnfit, { why: "`references:` names a column of these rows, `to:` the other dataset, and `by:` its column" }, call.has("references") ? "references" : "to");
    const own = from === undefined || !rows?.schema ? undefined : columnNamed(rows.schema, from);
    const other = from === undefined || !to?.schema ? undefined : columnNamed(to.schema, call.column("by") ?? from);
    if (from !== undefined && to?.schema && !other) call.report(referenceUnfit, { why: `the other dataset has no column \`${call.column("by") ?? from}\`; \`by:\` names the one that is meant` }, "to");
    if (own && other && !commonType(own.type, other.type)) call.report(referenceUnfit, { why: `\`${own.name}\` and \`${other.name}\` are of different types` }, "references");
    // Nothing of the other dataset comes into these rows.
    return rows ?? call.rows(undefined);
  },
  execution: {
    kind: "operation",
    where: "main",
    run: async ({ rows, rest, at_least, on_fail, ...expected }, context) => {
      const { brokenExpectations } = await import("./expectations.ts");
      const broken = await brokenExpectations(rows, { ...expected, conditions: rest as Readonly<Record<string, Expr>>, atLeast: at_least ?? 1 }, context);
      if (broken.length === 0) return rows;
      const found = diagnose(expectationFailed, undefined, { broken });
      if (on_fail !== "warn") throw new MlpError(found);
      context.log("warning", found.message);
      return rows;
    },
  },
});
