import type { Span } from "../syntax/span.ts";
import { exclude, type Condition } from "./conditions.ts";
import type { Column } from "./schema.ts";

/** One origin of rows: a source, then what was taken of it on the way. */
export interface RowOrigin {
  /** Identifies the content that was loaded: the same file gives the same source, by whatever name it was bound. */
  readonly source: string;
  /** Where it was loaded. */
  readonly at?: Span;
  /** A node made these rows, and does not say from which: they may be those of any other source. */
  readonly hidden?: true;
  /** The source is told by its place in the file alone: its content is not known before the run. */
  readonly unnamed?: true;
  readonly path: readonly RowStep[];
}

/** What was taken of rows. `id` is the place in the file; `label` says the same of the same step in another run or file, where that can be said. */
export type RowStep =
  /** One of several parts that share no row. */
  | { readonly kind: "part"; readonly id: string; readonly part: string; readonly at?: Span; readonly label?: string }
  /** Some rows, chosen row by row or by a sample; `where` is what is known to be true of them. */
  | { readonly kind: "subset"; readonly id: string; readonly at?: Span; readonly label?: string; readonly where: Condition };

/** The rows a dataset may hold: the union of its origins. `undefined` origins mean that nothing is known. */
export interface RowSet {
  readonly origins: readonly RowOrigin[] | undefined;
  /** Fingerprints of the rows themselves are kept with the value, so the run can tell what the file cannot. */
  readonly recorded?: boolean;
  /** What `namesOf` gave for them in the run that recorded them. */
  readonly names?: readonly string[];
}

export const unknownRows: RowSet = { origins: undefined };
/** The rows that a version from another run has seen: only the run can compare them. */
export const recordedRows: RowSet = { origins: undefined, recorded: true };

/** A statistic that was computed from rows: where, of what, and which rows it has seen. */
export interface Learned {
  /** In the user's words: "medians", "category list". */
  readonly statistic: string;
  /** The node that learned it, as written in the file: "impute". */
  readonly step: string;
  readonly rows: RowSet;
  readonly at: Span;
  /** Which of `rows` stand behind the value in one row, seen from that row; absent where all may. */
  readonly reach?: Reach;
  /** What to do where it leaks, if not to put the step into the recipe. */
  readonly mend?: string;
}

/** The rows that a value in a row was computed from. */
export interface Reach {
  /** They are no later than the row by this column. */
  readonly upTo?: Column;
  /** They have the row's values in these columns. */
  readonly within?: readonly Column[];
}

export type Relation = "disjoint" | "subset" | "overlap" | "recorded" | "unknown";

/** All rows of one source. */
export function rowsOf(source: string, at?: Span, isNamed = true): RowSet {
  return { origins: [{ source, path: [], ...(at && { at }), ...(!isNamed && { unnamed: true }) }] };
}

/** The rows that a node made without saying from which: only what is taken of them on the way can be told apart. */
export function hiddenRows(place: string, at: Span): RowSet {
  return { origins: [{ source: `made at ${place}`, hidden: true, path: [], at }] };
}

/** The rows after one more step. */
export function taken(rows: RowSet, step: RowStep): RowSet {
  return rows.origins ? { origins: rows.origins.map((origin) => ({ ...origin, path: [...origin.path, step] })) } : rows;
}

/** One part of a split of these rows. */
export const partOf = (rows: RowSet, id: string, part: string): RowSet => taken(rows, { kind: "part", id, part });

export function unionRows(sets: readonly RowSet[]): RowSet {
  const seen = new Map<string, RowOrigin>();
  for (const { origins } of sets) {
    if (!origins) return unknownRows;
    for (const origin of origins) {
      const key = JSON.stringify([origin.source, origin.path.map(keyOf)]);
      if (!seen.has(key)) seen.set(key, origin);
    }
  }
  return { origins: [...seen.values()] };
}

const keyOf = (step: RowStep): readonly string[] => (step.kind === "part" ? [step.id, step.part] : [step.id]);

/** How the rows of `a` stand to those of `b`. Two origins of one source are disjoint only where a split or two conditions tell them apart. */
export function relate(a: RowSet, b: RowSet): Relation {
  if (a.origins?.length === 0 || b.origins?.length === 0) return "disjoint";
  if (a.recorded || b.recorded) return "recorded";
  if (!a.origins || !b.origins) return "unknown";
  const others = b.origins;
  let overlaps = false;
  let hidden = false;
  let covered = true;
  for (const origin of a.origins) {
    const relations = others.map((other) => relateOrigins(origin, other));
    overlaps ||= relations.some(mayShare);
    hidden ||= relations.includes("unknown");
    covered &&= relations.includes("subset");
  }
  if (!overlaps) return hidden ? "unknown" : "disjoint";
  return covered ? "subset" : "overlap";
}

export const mayShare = (relation: Relation): boolean => relation === "subset" || relation === "overlap";

/** An origin of each that may have rows in common: the two ways by which a row comes to both. */
export function sharedOrigins(a: RowSet, b: RowSet): readonly [RowOrigin, RowOrigin] | undefined {
  for (const one of a.origins ?? []) {
    for (const other of b.origins ?? []) if (mayShare(relateOrigins(one, other))) return [one, other];
  }
  return undefined;
}

function relateOrigins(a: RowOrigin, b: RowOrigin): Exclude<Relation, "recorded"> {
  if (a.source !== b.source) return a.hidden || b.hidden ? "unknown" : "disjoint";
  for (const step of b.path) {
    for (const own of a.path) if (areApart(own, step)) return "disjoint";
  }
  return b.path.every((step) => a.path.some((own) => isSame(own, step))) ? "subset" : "overlap";
}

function areApart(a: RowStep, b: RowStep): boolean {
  if (a.kind === "part" && b.kind === "part") return a.id === b.id && a.part !== b.part;
  return a.kind === "subset" && b.kind === "subset" && exclude(a.where, b.where);
}

const isSame = (a: RowStep, b: RowStep): boolean => a.id === b.id && (a.kind !== "part" || (b.kind === "part" && a.part === b.part));

/** Names these rows in every run and file where they are the same; `undefined` where that cannot be said. */
export function namesOf(rows: RowSet): readonly string[] | undefined {
  if (rows.names) return rows.names;
  const labels: string[] = [];
  for (const { source, path, hidden, unnamed } of rows.origins ?? []) {
    if (hidden || unnamed || path.some(({ label }) => label === undefined)) return undefined;
    labels.push(JSON.stringify([source, ...path.map((step) => (step.kind === "part" ? [step.label, step.part] : [step.label]))]));
  }
  return rows.origins && labels.sort();
}
