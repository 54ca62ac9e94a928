import { fail } from "../../language/diagnostics/diagnostic.ts";
import { nothingNamed } from "../../language/diagnostics/registry/data-columns.ts";
import { orderUnsuited, windowTwice, windowUnlike } from "../../language/diagnostics/registry/data-relations.ts";
import type { Aggregate } from "../../language/nodes/aggregates.ts";
import { aggregateOf, bool, column, columns, optional, withDefault } from "../../language/nodes/parameter.ts";
import type { AggregateFacts, Call } from "../../language/nodes/signature.ts";
import { ofOtherRows } from "../../language/types/provenance.ts";
import { columnNamed, showColumnType, type Column, type ColumnType, type Schema } from "../../language/types/schema.ts";
import { selectColumns } from "../../language/types/selectors.ts";
import type { DatasetType } from "../../language/types/type.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { query } from "../../runtime/relational/dataset.ts";
import type { Frame } from "./aggregates/frames.ts";
import { placed } from "./columns.ts";
import { checkNames, reportNames, resultOf } from "./files/names.ts";

const example = { node: "windows", example: "windows(by: .customer, order: .date, before: lag(.amount), mean_7d: mean(.amount, over: 7d))" };

export const windows = defineNode({
  name: "windows",
  version: 1,
  group: "data",
  summary: "Adds columns that are computed from earlier rows.",
  doc: [
    "Each argument besides `by`, `order` and `include_current` is a column's name and a [function of several rows](functions.md#aggregate-functions) that gives its value, from the rows that are earlier by `order` and equal in the columns of `by`: `lag(.amount)` from the one before, `mean(.amount)` from all before, `mean(.amount, over: 7d)` from those of the last seven days (the beginning counts, as in pandas' `closed: left`), `sum(.amount, last: 5)` from the last five.",
    "",
    "A row sees only rows of earlier moments: neither itself nor others of its own moment, so that their order does not matter. With `include_current: true` it sees its own moment, too; with `last: 5`, the fifth is then the row itself, and rows of one moment are in the order of the table. Missing values are left out, where none is left the result is missing, and a count is 0. A row without a moment sees nothing and is seen by none: all its new values are missing.",
    "",
    "`order` is a date, a timestamp, or a column of integers; `over` is then a duration, or an integer. Rows keep their order and numbers; a name that is there already replaces that column. All sums are the same on any number of threads, to the last bit.",
    "",
    "To the checker, the new values were learned from rows that are no later, of the same group. So they are sound in front of a split `by_time` of the same column, and of one by `group` or `key` of columns of `by`; a random split behind them puts rows into the training part that look back at rows of the test part. What a row sees of the target of earlier rows is not its own target, and may be a feature.",
  ].join("\n"),
  examples: ["visits |> windows(by: .customer, order: .date, before: lag(.amount), mean_7d: mean(.amount, over: 7d), visits: count())", "days |> windows(order: .date, warm: max(.temp, last: 3), include_current: true)"],
  takes: {
    rows: datasetInput("The rows."),
    by: optional(columns("Only rows that are equal in these columns see each other.")),
    order: column("What orders the rows in time.", "rows"),
    include_current: withDefault(bool("Whether a row also sees its own moment."), false),
  },
  rest: aggregateOf("The values of the column.", "windows"),
  positional: ["rows"],
  returns: "Dataset",
  rows: "keep",
  needsTable: true,
  keepsGaps: true,
  infer: (call) => {
    const rows = call.dataset("rows");
    const given = call.rest();
    if (given.length === 0) call.report(nothingNamed, example);
    const name = call.column("order");
    const order = rows?.schema && name !== undefined ? columnNamed(rows.schema, name) : undefined;
    const keys = call.has("by") ? call.columns("by") : [];
    if (!rows?.schema || !order || !keys) return call.rows(undefined);
    if (!isOrder(order.type)) {
      call.report(orderUnsuited, { column: order.name, type: showColumnType({ type: order.type, nullable: false }) }, "order");
      return call.rows(undefined);
    }
    const made = madeColumns(call, rows, order, keys);
    const all = made && placed(rows.schema.columns, made);
    return call.rows(all && reportNames(call, all.map(({ name: one }) => one)) ? { columns: all } : undefined);
  },
  execution: {
    kind: "transform",
    plan: async ({ rows, by, order, include_current, rest }) => {
      if (Object.keys(rest).length === 0) fail(nothingNamed, example);
      const { ExpressionColumns, readCall } = await import("./aggregates/call.ts");
      const { windowsSql } = await import("./aggregates/frames.ts");
      const moment = columnNamed(rows.schema, order);
      if (!moment || !isOrder(moment.type)) return fail(orderUnsuited, { column: order, type: moment ? showColumnType(moment) : "not there" });
      const columnsOf = new ExpressionColumns(rows.schema);
      const results = Object.entries(rest).map(([name, given]) => ({ name, call: readCall(given as Aggregate, columnsOf), frame: frameOf(given as Aggregate, moment.type, include_current ?? false) }));
      const made = new Map(results.map(({ name, call }): [string, Column] => [name, { name, type: call.operand.type, nullable: call.operand.nullable || moment.nullable }]));
      const schema: Schema = { columns: placed(rows.schema.columns, made) };
      const names = schema.columns.map(({ name }) => name);
      checkNames(names, resultOf("windows"));
      const keys = by ? selectColumns(by, rows.schema) : [];
      return query(rows, (table) => windowsSql({ table, keys, order: moment, columns: columnsOf, results, names }), schema, { broken: "windows" });
    },
  },
});

const isOrder = ({ kind }: ColumnType): boolean => kind === "date" || kind === "timestamp" || kind === "int";

/** The new columns, each with what it has seen; `undefined` after a complaint. */
function madeColumns(call: Call, rows: DatasetType, order: Column, keys: readonly string[]): ReadonlyMap<string, Column> | undefined {
  const within = keys.flatMap((name) => (rows.schema && columnNamed(rows.schema, name)) ?? []);
  const past = call.learn("values of earlier rows", rows, { reach: { upTo: order, within }, mend: adviceFor(order.name, keys) });
  const seesItself = call.constant("include_current") !== false;
  let isSound = true;
  const made = call.rest().map(({ name, expression, aggregate }): [string, Column] => {
    isSound = (!aggregate || reportFrame(call, name, aggregate, order)) && isSound;
    const { type = { kind: "unknown" as const }, nullable = true, learned = [], provenance, unit } = expression ?? {};
    const isOther = provenance && (aggregate?.definition.only === "windows" || !seesItself);
    return [name, { name, type, nullable: nullable || order.nullable, learned: [...learned, past], ...(provenance && { provenance: isOther ? ofOtherRows(provenance) : provenance }), ...(unit !== undefined && { unit }) }];
  });
  return isSound ? new Map(made) : undefined;
}

const columnText = (name: string): string => (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? `.${name}` : `.\`${name}\``);

function adviceFor(order: string, keys: readonly string[]): string {
  const [first] = keys;
  return `split by the time that \`windows\` looks back in, \`by_time: ${columnText(order)}\`${first === undefined ? "" : `, or by whole groups, \`group: ${columnText(first)}\``}; or apply \`windows\` to each part behind the split`;
}

/** Whether a function's rows are told in the order's own measure, and once. */
function reportFrame(call: Call, name: string, aggregate: AggregateFacts, order: Column): boolean {
  const over = aggregate.type("over");
  if (over && aggregate.type("last")) call.report(windowTwice, { name }, name);
  else if (over?.kind === "scalar" && over.of !== "any" && over.of !== (order.type.kind === "int" ? "int" : "duration")) call.report(windowUnlike, { name, order: order.name, type: order.type.kind }, name);
  else if (over && typeof aggregate.constant("over") === "number" && Number(aggregate.constant("over")) <= 0) call.report(windowUnlike, { name, order: order.name, type: order.type.kind }, name);
  else return true;
  return false;
}

const microseconds = 1000;

function frameOf({ args }: Aggregate, order: ColumnType, current: boolean): Frame {
  const [over, last] = [args["over"], args["last"]];
  return { over: typeof over === "number" ? Math.round(order.kind === "int" ? over : over * microseconds) : undefined, last: typeof last === "number" ? last : undefined, current };
}
