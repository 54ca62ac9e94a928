import { originUnknown, rowsSeen, statisticSeen } from "../diagnostics/registry/leakage.ts";
import type { Span } from "../syntax/span.ts";
import { relate } from "../types/rows.ts";
import type { DatasetType, Seen, Type } from "../types/type.ts";
import { nameOf, type CallSite, type CheckedArguments } from "./calls.ts";
import type { CheckContext } from "./context.ts";

/**
 * The sink rule: where a signature says that the rows of one argument must be unseen by another, no row of the first and no statistic
 * learned from them may stand behind the second. Nothing here knows a node by its name.
 */
export function checkUnseen(cx: CheckContext, site: CallSite, checked: CheckedArguments): void {
  const { unseen } = site.signature;
  const data = unseen && checked.known.get(unseen.rows);
  const judged = unseen && checked.known.get(unseen.by);
  if (!data || !judged) return;
  const rows = present(data.type);
  if (rows?.kind !== "dataset") return;
  const name = nameOf(site.matched.given.get(unseen.rows), "this dataset");
  for (const type of [judged.type, ...(judged.items ?? [])].map(present)) {
    if (type?.kind === "object" && type.facts.seen && reportFirst(cx, rows, type.facts.seen, name, data.span)) return;
  }
}

const present = (type: Type): Type => (type.kind === "optional" ? type.of : type);

/** One message a leak: seen rows come before seen statistics, and what is proven before what is only possible. */
function reportFirst(cx: CheckContext, data: DatasetType, seen: Seen, name: string, span: Span): boolean {
  const shared = seen.rows.find(({ rows }) => ["subset", "overlap"].includes(relate(data.rows, rows)));
  if (shared) {
    const related = samePlace(shared.at, span) ? [] : [{ span: shared.at, message: `${shared.how} these rows` }];
    cx.report(rowsSeen, span, { data: name, how: shared.how }, { label: "judged here", related });
    return true;
  }
  const learned = seen.learned.find(({ rows }) => ["subset", "overlap"].includes(relate(data.rows, rows)));
  if (learned) {
    const message = `its ${learned.statistic} are learned here, from rows that end up in ${name}`;
    cx.report(statisticSeen, span, { data: name, statistic: learned.statistic, step: learned.step }, { label: "judged here", related: [{ span: learned.at, message }] });
    return true;
  }
  const unknown = seen.rows.find(({ rows }) => relate(data.rows, rows) === "unknown") ?? seen.learned.find(({ rows }) => relate(data.rows, rows) === "unknown");
  if (!unknown) return false;
  cx.report(originUnknown, span, { data: name }, { label: "judged here", related: [{ span: unknown.at, message: "seen here" }] });
  return true;
}

const samePlace = (a: Span, b: Span) => a.file === b.file && a.start === b.start;
