import { splitMethods } from "../../language/diagnostics/registry/data-split.ts";
import { timeIgnored } from "../../language/diagnostics/registry/soundness.ts";
import { bool, column, columns, duration, int, optional, withDefault } from "../../language/nodes/parameter.ts";
import type { Call } from "../../language/nodes/signature.ts";
import { mayOrderRows } from "./id-like.ts";
import { reportMisfits, splitWays } from "./split-method.ts";

/** How rows are divided into folds; `rows` is the parameter that brings them. */
export const foldParameters = (rows: string) => ({
  k: withDefault(int("How many folds.", { min: 2, max: 100 }), 5),
  stratify: optional(columns("The column whose classes every fold has in the same shares, or several whose combinations are the classes.", rows)),
  bins: optional(int("With `stratify`: into how many ranges with as many rows each a column of numbers is cut.", { min: 2, max: 1000 })),
  group: optional(column("The column by which rows stay together.", rows)),
  by_time: optional(column("The column that orders rows in time.", rows)),
  gap: optional(duration("With `by_time`: rows less than this before a test are not trained on.")),
  key: optional(columns("The column that identifies a row for good, or several that do so together.", rows)),
  shuffle: withDefault(bool("Whether rows are drawn; otherwise they go into the folds in their own order."), true),
});

/** What of it cannot be, and rows in time that are drawn as if they had no order. */
export function reportFolds(call: Call, rows: string): void {
  const schema = call.dataset(rows)?.schema;
  const given = splitWays.filter((name) => call.has(name));
  if (given.length > 1) call.report(splitMethods, { given }, given[1]);
  reportMisfits(call, schema);
  const times = schema?.columns.filter(mayOrderRows).map(({ name }) => name) ?? [];
  if (times.length > 0 && !["by_time", "group", "key", "shuffle"].some((name) => call.has(name))) call.report(timeIgnored, { columns: times }, rows);
}
