import { columns, oneOf, optional, string, withDefault } from "../../language/nodes/parameter.ts";
import type { Call } from "../../language/nodes/signature.ts";
import type { Schema } from "../../language/types/schema.ts";
import type { DatasetType } from "../../language/types/type.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import type { DatasetValue } from "../../runtime/values.ts";
import { checkNames, reportNames, resultOf } from "./files/names.ts";
import { cardinalities, holdCardinality, isOnce, type Cardinality } from "./joining/cardinality.ts";
import { broughtColumns, failing, keysOf, type Complain } from "./joining/columns.ts";
import { joinSql, matchingSql } from "./joining/sql.ts";
import { areOthers, besideOthers, valuesOf } from "./joining/types.ts";

type How = "inner" | "left" | "semi" | "anti";

export const join = defineNode({
  name: "join",
  version: 1,
  group: "data",
  summary: "Adds the columns of another table, where keys are equal.",
  doc: [
    "`on` names the columns that are compared, `right_on` what they are called in the right table where that is something else. A missing key equals nothing, not even another missing one. The result has the left table's columns, then the right table's without its keys; a name that both have needs a `suffix`, which the right table's column gets.",
    "",
    "- `left` keeps every left row; where the right table has no row for it, its columns are missing.",
    "- `inner` keeps the left rows that have one.",
    "- `semi` and `anti` add nothing: they keep the left rows that have a row in the right table, or those that have none.",
    "",
    "`expect` promises how often a key occurs, and the run stops with examples where it is not so. By default, `many_to_one`, the right table has a key at most once, so that no left row multiplies. Rows are in the order of the left table, and for each in that of the right one; left rows keep their numbers unless they may multiply.",
    "",
    "To the checker, the rows of the result are those of the left table, and the values beside them were learned from the rows of the right one: statistics of all rows, joined to a part of them, have seen the others. With `one_to_many` the rows are those of the right table (with `left`, of both), and with `many_to_many` they are new rows, of which nothing is known but how they are divided later.",
  ].join("\n"),
  examples: ["orders |> join(customers, on: .customer)", "orders |> join(shops, on: [.shop, .year], right_on: [.id, .year], how: inner, suffix: \"_shop\")", "new = orders |> join(known, on: .customer, how: anti)"],
  takes: {
    rows: datasetInput("The left table."),
    right: datasetInput("The right table."),
    on: columns("The columns of the left table that are compared.", "rows"),
    right_on: optional(columns("Those of the right table, in the same order. Default: of the same names.", "right")),
    how: withDefault(oneOf(["left", "inner", "semi", "anti"], "Which rows are kept."), "left"),
    expect: withDefault(oneOf(cardinalities, "How often a key may occur, in the left and in the right table."), "many_to_one"),
    suffix: optional(string("What columns of the right table get behind their names where the left one has these, too.")),
  },
  positional: ["rows", "right"],
  returns: "Dataset",
  rows: { by: "how", is: { left: "keep", inner: "subset", semi: "subset", anti: "subset" } },
  needsTable: { by: "how", is: { left: true, inner: true } },
  infer: (call) => {
    const [left, right] = [call.dataset("rows"), call.dataset("right")];
    const how = call.constant("how") as How | undefined;
    const expect = call.constant("expect") as Cardinality | undefined;
    if (!left || !right || how === undefined || expect === undefined) return rowsOf(call, undefined, "inner", "many_to_many");
    const schema = schemaOf(call, left, right, how, expect);
    const made = rowsOf(call, schema, how, expect);
    // The right table decides which rows there are.
    const isChosen = how !== "left" && isOnce("right", expect);
    return isChosen || !schema ? { ...made, learned: [...made.learned, valuesOf(call, right)] } : made;
  },
  execution: {
    kind: "operation",
    where: "main",
    run: async ({ rows: left, right, on, right_on, how = "left", expect = "many_to_one", suffix }, context): Promise<DatasetValue> => {
      const keys = keysOf("join", left.schema, right.schema, on, right_on, failing) ?? { left: [], right: [] };
      if (how === "semi" || how === "anti") return { kind: "dataset", schema: left.schema, table: { sql: matchingSql(left, right, keys, how) }, path: left.path };
      const brought = broughtColumns("join", left.schema, right.schema, keys.right, suffix, failing) ?? [];
      checkNames([...left.schema.columns, ...brought].map(({ name }) => name), resultOf("join"));
      await holdCardinality("join", "right", right, keys.right, expect, context);
      await holdCardinality("join", "left", left, keys.left, expect, context);
      const columns = brought.map(({ column, name }) => ({ ...column, name, nullable: column.nullable || how === "left" }));
      const sql = joinSql(left, right, keys, brought, { how, mayRepeat: !isOnce("right", expect) });
      return { kind: "dataset", schema: { columns: [...left.schema.columns, ...columns] }, table: { sql }, path: { broken: "join" } };
    },
  },
});

function schemaOf(call: Call, left: DatasetType, right: DatasetType, how: How, expect: Cardinality): Schema | undefined {
  const on = call.selector("on");
  if (!left.schema || !right.schema || !on) return undefined;
  const complain: Complain = (kind, details, parameter) => call.report(kind, details, parameter);
  const keys = keysOf("join", left.schema, right.schema, on, call.selector("right_on"), complain);
  if (!keys) return undefined;
  if (how === "semi" || how === "anti") return left.schema;
  const suffix = call.constant("suffix");
  const brought = broughtColumns("join", left.schema, right.schema, keys.right, call.has("suffix") ? String(suffix ?? "") : undefined, complain);
  if (!brought || (call.has("suffix") && suffix === undefined)) return undefined;
  const isOther = areOthers(left, right);
  const mayMiss = how === "left";
  const own = left.schema.columns.map((column) => (isBeside("left", how, expect) ? besideOthers({ column, name: column.name }, valuesOf(call, left), { isOther, mayMiss: false }) : column));
  const others = brought.map((one) => (isBeside("right", how, expect) ? besideOthers(one, valuesOf(call, right), { isOther, mayMiss }) : { ...one.column, name: one.name, nullable: one.column.nullable || mayMiss }));
  const columns = [...own, ...others];
  return reportNames(call, columns.map(({ name }) => name)) ? { columns } : undefined;
}

/** Whether the values of a table are looked up for the rows of the other. */
const isBeside = (side: "left" | "right", how: How, expect: Cardinality): boolean => (side === "right" ? isOnce("right", expect) : !isOnce("right", expect) && isOnce("left", expect) && how === "inner");

/** Whose rows they are: those of the table whose keys may repeat. */
function rowsOf(call: Call, schema: Schema | undefined, how: How, expect: Cardinality): DatasetType {
  if (how === "semi" || how === "anti" || isOnce("right", expect)) return call.rows(schema);
  if (isOnce("left", expect)) return call.rowsOf(schema, how === "left" ? ["rows", "right"] : ["right"]);
  return call.rowsOf(schema, []);
}
