import { columns, share } from "../../../language/nodes/parameter.ts";
import type { Selector } from "../../../language/types/selectors.ts";
import { description } from "../../../language/types/type.ts";
import { defineNode } from "../../../runtime/node.ts";
import type { CheckResult, MonitorCheck } from "../check.ts";
import { isNamed, watchedColumns } from "../columns.ts";
import { showName, showShare } from "../show.ts";
import { tooFewRows } from "./few-rows.ts";

export interface MissingArgs {
  readonly columns: Selector;
  readonly at_most: number;
}

export const missingNode = defineNode({
  name: "missing",
  version: 1,
  group: "monitoring",
  summary: "Checks that no more than a share of a column's served values is missing.",
  doc: "Unlike `drift`, which compares with the reference, this is a fixed limit. A named column that the logged rows do not have at all counts as missing everywhere.",
  examples: ["missing(all, at_most: 5%)", "missing(.income, at_most: 0%)"],
  takes: {
    columns: columns("The columns to watch, chosen from the reference."),
    at_most: share("The largest share of missing values that passes."),
  },
  positional: ["columns"],
  returns: "Check",
  infer: () => description("Check"),
  execution: { kind: "description", provides: async () => missingCheck },
});

export const missingCheck: MonitorCheck<MissingArgs> = {
  reads: (schema, args) => watchedColumns("missing", args.columns, schema),

  run: (window, reference, args) => {
    if (window.rows < window.minRows) return [tooFewRows("missing", "missing", "missing_share", window.rows, window)];
    return watchedColumns("missing", args.columns, reference.schema).flatMap((column): CheckResult[] => {
      const sample = window.column(column);
      if (!sample && !isNamed(args.columns, column)) return [];
      const statistic = sample ? sample.missing / sample.rows : 1;
      const passed = statistic <= args.at_most;
      const message = `${showShare(statistic)} of ${showName(column)} is missing, ${showShare(args.at_most)} is allowed`;
      return [{ check: "missing", column, measures: "missing", test: "missing_share", statistic, threshold: args.at_most, status: passed ? "passed" : "failed", message }];
    });
  },
};
