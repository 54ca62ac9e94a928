import { orderUnsuited, windowUnlike } from "../../language/diagnostics/registry/data-relations.ts";
import { anyScalar, bool, column, columns, oneOf, optional, string, withDefault } from "../../language/nodes/parameter.ts";
import type { Call } from "../../language/nodes/signature.ts";
import { sameValues, showColumnType, type Column, type Schema } from "../../language/types/schema.ts";
import type { Selector } from "../../language/types/selectors.ts";
import type { DatasetType } from "../../language/types/type.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import type { DatasetValue } from "../../runtime/values.ts";
import { checkNames, reportNames, resultOf } from "./files/names.ts";
import { asOfSql } from "./joining/as-of.ts";
import { broughtColumns, failing, isUnlike, keysOf, reportUnlike, type Complain, type Keys } from "./joining/columns.ts";
import { areOthers, besideOthers, valuesOf } from "./joining/types.ts";

export const joinAsOf = defineNode({
  name: "join_asof",
  version: 1,
  group: "data",
  summary: "Adds the columns of another table as they were at each row's moment.",
  doc: [
    "For each left row, the right row with the same keys (`on`) that is nearest in time and not later; with `direction: forward`, not earlier. `exact: false` leaves out rows of the same moment, `tolerance: 7d` those that are further away. Of several right rows of one moment, the last of the table counts (`forward`: the first). All left rows stay, in their order and with their numbers; where there is no such row, its columns are missing. A missing moment or key equals nothing.",
    "",
    "`time` is a date, a timestamp or a column of integers, and `right_time` what it is called in the right table. Where that is given, the right moment is added, too.",
    "",
    "To the checker, the values beside a row were learned from the right table's rows. Where both tables are of one source, and look back in the same column of time, it knows that these are no later, as behind `windows`.",
  ].join("\n"),
  examples: ["visits |> join_asof(prices, on: .product, time: .date, tolerance: 30d)", "visits |> join_asof(weather, time: .moment, right_time: .measured, exact: false)"],
  takes: {
    rows: datasetInput("The left table."),
    right: datasetInput("The right table."),
    time: column("The moment of a left row.", "rows"),
    right_time: optional(column("That of a right row. Default: of the same name.", "right")),
    on: optional(columns("The columns that must be equal, of the left table.", "rows")),
    right_on: optional(columns("Those of the right table, in the same order. Default: of the same names.", "right")),
    direction: withDefault(oneOf(["backward", "forward"], "Whether right rows are earlier or later."), "backward"),
    exact: withDefault(bool("Whether a right row of the same moment counts."), true),
    tolerance: optional(anyScalar("How far away it may be: `7d`; or in the numbers of the time.")),
    suffix: optional(string("What columns of the right table get behind their names where the left one has these, too.")),
  },
  positional: ["rows", "right"],
  returns: "Dataset",
  rows: "keep",
  needsTable: true,
  infer: (call) => {
    const [left, right] = [call.dataset("rows"), call.dataset("right")];
    const schema = left && right && schemaOf(call, left, right);
    const made = call.rows(schema);
    return schema || !right ? made : { ...made, learned: [...made.learned, valuesOf(call, right)] };
  },
  execution: {
    kind: "transform",
    plan: ({ rows: left, right, time, right_time, on, right_on, direction = "backward", exact, tolerance, suffix }): DatasetValue => {
      const sides = sidesOf({ left: left.schema, right: right.schema, time, rightTime: right_time, on, rightOn: right_on, suffix }, failing);
      if (!sides) throw new Error("join_asof was not told its columns");
      const columnsOf = sides.brought.map(({ column: one, name }) => ({ ...one, name, nullable: true }));
      checkNames([...left.schema.columns, ...columnsOf].map(({ name }) => name), resultOf("join_asof"));
      const sql = asOfSql(left, right, { ...sides, direction, exact: exact ?? true, tolerance: typeof tolerance === "number" ? tolerance : undefined });
      return { kind: "dataset", schema: { columns: [...left.schema.columns, ...columnsOf] }, table: { sql }, path: { broken: "join_asof" } };
    },
  },
});

interface Given {
  readonly left: Schema;
  readonly right: Schema;
  readonly time: string;
  readonly rightTime: string | undefined;
  readonly on: Selector | undefined;
  readonly rightOn: Selector | undefined;
  readonly suffix: string | undefined;
}

/** What is compared and what is brought; `undefined` after a complaint. */
function sidesOf({ left, right, time, rightTime, on, rightOn, suffix }: Given, complain: Complain) {
  const none: Keys = { left: [], right: [] };
  const keys = on ? keysOf("join_asof", left, right, on, rightOn, complain) : none;
  const moments = keysOf("join_asof", left, right, { select: "columns", names: [time] }, rightTime === undefined ? undefined : { select: "columns", names: [rightTime] }, complain);
  const [own, other] = [moments?.left[0], moments?.right[0]];
  if (!keys || !own || !other) return undefined;
  if (!isMoment(own)) return void complain(orderUnsuited, { column: own.name, type: showColumnType({ type: own.type, nullable: false }) }, "time");
  if (own.type.kind !== other.type.kind || isUnlike(own, other)) return void reportUnlike("join_asof", own, other, "time", complain);
  const brought = broughtColumns("join_asof", left, right, rightTime === undefined ? [...keys.right, other] : keys.right, suffix, complain);
  return brought && { keys, own, other, brought };
}

const isMoment = ({ type: { kind } }: Column): boolean => kind === "date" || kind === "timestamp" || kind === "int";

function schemaOf(call: Call, left: DatasetType, right: DatasetType): Schema | undefined {
  const time = call.column("time");
  const [suffix, on] = [call.constant("suffix"), call.selector("on")];
  if (!left.schema || !right.schema || time === undefined || (call.has("suffix") && suffix === undefined) || (call.has("on") && !on)) return undefined;
  const sides = sidesOf({ left: left.schema, right: right.schema, time, rightTime: call.column("right_time"), on, rightOn: call.selector("right_on"), suffix: call.has("suffix") ? String(suffix) : undefined }, (kind, details, parameter) => call.report(kind, details, parameter));
  if (!sides || !isTolerable(call, sides.own)) return undefined;
  const looksBack = call.constant("direction") === "backward" && sameValues(sides.own, sides.other);
  const learned = valuesOf(call, right, looksBack ? { upTo: sides.own } : undefined);
  const isOther = areOthers(left, right) || (looksBack && call.constant("exact") === false);
  const all = [...left.schema.columns, ...sides.brought.map((one) => besideOthers(one, learned, { isOther, mayMiss: true }))];
  return reportNames(call, all.map(({ name }) => name)) ? { columns: all } : undefined;
}

/** Whether the tolerance is in the measure of the time. */
function isTolerable(call: Call, time: Column): boolean {
  const [given, value] = [call.type("tolerance"), call.constant("tolerance")];
  if (given?.kind !== "scalar" || given.of === "any") return true;
  if (given.of === (time.type.kind === "int" ? "int" : "duration") && !(typeof value === "number" && value <= 0)) return true;
  call.report(windowUnlike, { name: "tolerance", order: time.name, type: time.type.kind }, "tolerance");
  return false;
}
