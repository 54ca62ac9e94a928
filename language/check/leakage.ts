import type { Related } from "../diagnostics/diagnostic.ts";
import { originUnknown, rowsSeen, statisticSeen } from "../diagnostics/registry/leakage.ts";
import { placeKey, type Span } from "../syntax/span.ts";
import { mayShare, relate, sharedOrigins, type Learned, type RowOrigin, type RowSet } from "../types/rows.ts";
import type { DatasetType, Seen, Type } from "../types/type.ts";
import { learnedBehind, usedOf } from "./call-facts.ts";
import { nameOf, type CallSite, type CheckedArguments } from "./calls.ts";
import type { CheckContext } from "./context.ts";

/**
 * The sink rule: where a signature says that the rows of one argument must be unseen by another, no row of the first and no statistic
 * learned from them may stand behind the second. Nothing here knows a node by its name.
 */
export function checkUnseen(cx: CheckContext, site: CallSite, checked: CheckedArguments): void {
  for (const { rows, by, unless } of site.signature.unseen ?? []) {
    const data = checked.known.get(rows);
    const judge = checked.known.get(by);
    const type = data && present(data.type);
    if (!data || !judge || type?.kind !== "dataset" || (unless !== undefined && checked.known.has(unless))) continue;
    const sink: Sink = { rows: type, name: nameOf(site.matched.given.get(rows), "this dataset"), span: data.span, how: site.signature.sees?.[rows] ?? "judged on" };
    if (rows === by) {
      reportFirst(cx, sink, { rows: [], learned: learnedBefore(type, usedOf(site.signature, checked, by, type)) });
      continue;
    }
    [judge.type, ...(judge.items ?? [])].some((one) => reportFirst(cx, sink, seenBy(usedBy(site, checked, by, present(one)), judge.span, site.signature.sees?.[by])));
  }
}

const usedBy = ({ signature }: CallSite, checked: CheckedArguments, parameter: string, type: Type): Type => (type.kind === "dataset" ? usedOf(signature, checked, parameter, type) : type);

/** Of rows that are divided here: what they have learned of themselves before, and is behind what of them is used. */
function learnedBefore(rows: DatasetType, used: DatasetType): readonly Learned[] {
  const before = new Set(learnedBehind(rows));
  return learnedBehind(used).filter((learned) => before.has(learned));
}

/** Where rows must be new. */
interface Sink {
  readonly rows: DatasetType;
  readonly name: string;
  readonly span: Span;
  readonly how: string;
}

const present = (type: Type): Type => (type.kind === "optional" ? type.of : type);

/** What stands behind a value: behind a dataset, its own rows, and what was learned on the way to them. */
function seenBy(type: Type, at: Span, how = "given"): Seen | undefined {
  if (type.kind === "object") return type.facts.seen;
  return type.kind === "dataset" ? { rows: [{ rows: type.rows, at, how }], learned: learnedBehind(type) } : undefined;
}

/** One message a leak: seen rows come before seen statistics, and what is proven before what is only possible. */
function reportFirst(cx: CheckContext, sink: Sink, seen: Seen | undefined): boolean {
  if (!seen) return false;
  const { name, span } = sink;
  const label = `${sink.how.replace(/ on$/, "")} here`;
  const relationTo = (rows: RowSet) => relate(sink.rows.rows, rows);
  const shared = seen.rows.find(({ rows }) => mayShare(relationTo(rows)));
  if (shared) {
    const related = [...wayOf(sink.rows.rows, shared.rows), { span: shared.at, message: `${shared.how} these rows` }];
    cx.report(rowsSeen, span, { data: name, how: shared.how, now: sink.how }, { label, related: apartFrom(span, related) });
    return true;
  }
  const learned = seen.learned.find(({ rows }) => mayShare(relationTo(rows)));
  if (learned) {
    const message = `its ${learned.statistic} are learned here, from rows that end up in ${name}`;
    const related = [...wayOf(sink.rows.rows, learned.rows), { span: learned.at, message }];
    cx.report(statisticSeen, span, { data: name, statistic: learned.statistic, step: learned.step, mend: learned.mend }, { label, related: apartFrom(span, related) });
    return true;
  }
  const unknown = seen.rows.find(({ rows }) => relationTo(rows) === "unknown") ?? seen.learned.find(({ rows }) => relationTo(rows) === "unknown");
  if (!unknown) return false;
  cx.report(originUnknown, span, { data: name }, { label, related: [{ span: unknown.at, message: "seen here" }] });
  return true;
}

/** The two ways by which the same rows come to where they are judged and to where they were seen, as far as they differ. */
function wayOf(judged: RowSet, seen: RowSet): readonly Related[] {
  const [a, b] = sharedOrigins(judged, seen) ?? [];
  if (!a || !b) return [];
  const loads = a.at && b.at && !samePlace(a.at, b.at) ? [{ span: b.at, message: "loaded here" }, { span: a.at, message: "the same data, loaded again here" }] : [];
  return [...loads, ...stepsOf(a, b), ...stepsOf(b, a)];
}

function stepsOf(own: RowOrigin, other: RowOrigin): readonly Related[] {
  return own.path.flatMap((step) => {
    if (!step.at || other.path.some(({ id }) => id === step.id)) return [];
    return [{ span: step.at, message: step.kind === "part" ? `the part \`${step.part}\` is taken here` : "some of the rows are taken here" }];
  });
}

/** Each place once, and not the one that the message itself points at. */
function apartFrom(span: Span, related: readonly Related[]): readonly Related[] {
  return related.filter((one, index) => !samePlace(one.span, span) && related.findIndex((other) => samePlace(other.span, one.span)) === index);
}

const samePlace = (a: Span, b: Span) => placeKey(a) === placeKey(b);
