import { aggregateOf, columns, optional } from "../../language/nodes/parameter.ts";
import { nothingNamed } from "../../language/diagnostics/registry/data-columns.ts";
import type { Aggregate } from "../../language/nodes/aggregates.ts";
import { ofAnyRows } from "../../language/types/provenance.ts";
import { columnNamed, type Column, type Schema } from "../../language/types/schema.ts";
import { fail } from "../../language/diagnostics/diagnostic.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { query } from "../../runtime/relational/dataset.ts";
import { writtenOrder } from "./columns.ts";
import { checkNames, reportNames, resultOf } from "./files/names.ts";

const example = { node: "aggregate", example: "aggregate(by: .customer, total: sum(.amount), orders: count())" };

export const aggregate = defineNode({
  name: "aggregate",
  version: 1,
  group: "data",
  summary: "Makes one row of each group of rows.",
  doc: [
    "Each argument besides `by` is a column's name and a [function of several rows](functions.md#aggregate-functions) that gives its value: `sum(.amount)`, `count()`. Missing values are left out; where none is left, the result is missing, and a count is 0.",
    "",
    "The columns of `by` come first. Rows that have no value in them are a group, too. The groups are in the order in which they begin in the table. Without `by`, all rows are one group, also where there are none.",
    "",
    "Sums, means, variances and standard deviations are the same on any number of threads, to the last bit: they are added as integers.",
    "",
    "To the checker, a row of the result is all rows of its group: groups can be split into parts, and a model that is trained on groups has seen their rows. Joined back to single rows, they are statistics that were learned from all rows that were aggregated: `train |> join(train |> aggregate(…), on: …)` is sound, and the same from all rows has seen the test part.",
  ].join("\n"),
  examples: ["customers = orders |> aggregate(by: .customer, total: sum(.price * .count), orders: count(), latest: max(.date))", "overall = orders |> aggregate(mean_price: mean(.price), p90: quantile(.price, 0.9))"],
  takes: { rows: datasetInput("The rows."), by: optional(columns("The columns whose equal values make a group. Default: all rows are one.")) },
  rest: aggregateOf("The values of the column.", "groups"),
  positional: ["rows"],
  returns: "Dataset",
  rows: "groups",
  infer: (call) => {
    const schema = call.dataset("rows")?.schema;
    const given = call.rest();
    if (given.length === 0) call.report(nothingNamed, example);
    const by = call.selector("by");
    if (!schema || (call.has("by") && !by)) return call.rows(undefined);
    const keys = by ? writtenOrder(by, schema).flatMap((name) => columnNamed(schema, name) ?? []) : [];
    const made = given.map(({ name, expression }): Column => {
      const { type = { kind: "unknown" as const }, nullable = true, learned = [], provenance, unit } = expression ?? {};
      return { name, type, nullable, ...(learned.length > 0 && { learned }), ...(provenance && { provenance: ofAnyRows(provenance) }), ...(unit !== undefined && { unit }) };
    });
    const all = [...keys, ...made];
    return call.rows(reportNames(call, all.map(({ name }) => name)) ? { columns: all } : undefined);
  },
  execution: {
    kind: "transform",
    plan: async ({ rows, by, rest }) => {
      if (Object.keys(rest).length === 0) fail(nothingNamed, example);
      const { ExpressionColumns, readCall } = await import("./aggregates/call.ts");
      const { groupsSql } = await import("./aggregates/groups.ts");
      const columnsOf = new ExpressionColumns(rows.schema);
      const keys = by ? writtenOrder(by, rows.schema).flatMap((name) => columnNamed(rows.schema, name) ?? []) : [];
      const results = Object.entries(rest).map(([name, given]) => ({ name, call: readCall(given as Aggregate, columnsOf) }));
      const schema: Schema = { columns: [...keys, ...results.map(({ name, call }): Column => ({ name, type: call.operand.type, nullable: call.operand.nullable }))] };
      checkNames(schema.columns.map(({ name }) => name), resultOf("aggregate"));
      return query(rows, (table) => groupsSql({ table, keys, columns: columnsOf, results }), schema, { broken: "aggregate" });
    },
  },
});
