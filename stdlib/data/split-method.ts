import { fail } from "../../language/diagnostics/diagnostic.ts";
import { binsUnfit, gapUnfit, splitMethods } from "../../language/diagnostics/registry/data-split.ts";
import type { Call } from "../../language/nodes/signature.ts";
import { columnNamed, isNumeric, isTemporal, type Schema } from "../../language/types/schema.ts";
import { selectColumns, type Selector } from "../../language/types/selectors.ts";
import type { Method } from "./splitting/work.ts";

/** The ways to divide rows, of which one can be followed. */
export const splitWays = ["stratify", "group", "by_time", "key"] as const;

/** What goes with one way only. */
export function reportMisfits(call: Call, schema: Schema | undefined): void {
  const typeOf = (name: string | undefined) => (name === undefined ? undefined : schema && columnNamed(schema, name)?.type);
  if (call.has("gap")) {
    const time = typeOf(call.column("by_time"));
    if (!call.has("by_time") || (time && !isTemporal(time) && time.kind !== "unknown")) call.report(gapUnfit, {}, "gap");
  }
  if (call.has("bins")) {
    const chosen = call.columns("stratify");
    const number = typeOf(chosen?.[0]);
    if (!call.has("stratify") || (chosen && chosen.length !== 1) || (number && !isNumeric(number) && number.kind !== "unknown")) call.report(binsUnfit, {}, "bins");
  }
}

type Given = { readonly stratify: Selector | undefined; readonly bins: number | undefined; readonly group: string | undefined; readonly by_time: string | undefined; readonly gap: number | undefined; readonly key: Selector | undefined };

/** The way that arguments say. */
export function methodOf(by: Given, schema: Schema): Method {
  const given = splitWays.filter((name) => by[name] !== undefined);
  if (given.length > 1) fail(splitMethods, { given });
  if (by.key !== undefined) return { by: "key", columns: selectColumns(by.key, schema) };
  if (by.group !== undefined) return { by: "group", column: by.group };
  if (by.by_time !== undefined) return { by: "by_time", column: by.by_time, ...(by.gap !== undefined && { gap: by.gap }) };
  return by.stratify === undefined ? { by: "row" } : { by: "stratify", columns: selectColumns(by.stratify, schema), ...(by.bins !== undefined && { bins: by.bins }) };
}
