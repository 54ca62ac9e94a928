import type { Span } from "../syntax/span.ts";

/** One origin of rows: a source, then the part taken at each split on the way. */
export interface RowOrigin {
  /** Identifies the content that was loaded: the same file gives the same source, by whatever name it was bound. */
  readonly source: string;
  readonly path: readonly { readonly split: string; readonly part: string }[];
}

/** The rows a dataset may hold: the union of its origins. `undefined` origins mean that nothing is known. */
export interface RowSet {
  readonly origins: readonly RowOrigin[] | undefined;
}

export const unknownRows: RowSet = { origins: undefined };

/** A statistic that was computed from rows: where, of what, and which rows it has seen. */
export interface Learned {
  /** In the user's words: "medians", "category list". */
  readonly statistic: string;
  /** The node that learned it, as written in the file: "impute". */
  readonly step: string;
  readonly rows: RowSet;
  readonly at: Span;
}

export type Relation = "disjoint" | "subset" | "overlap" | "unknown";

/** All rows of one source. */
export function rowsOf(source: string): RowSet {
  return { origins: [{ source, path: [] }] };
}

/** One part of a split of these rows. */
export function partOf(rows: RowSet, split: string, part: string): RowSet {
  return { origins: rows.origins?.map((origin) => ({ ...origin, path: [...origin.path, { split, part }] })) };
}

export function unionRows(sets: readonly RowSet[]): RowSet {
  const seen = new Map<string, RowOrigin>();
  for (const { origins } of sets) {
    if (!origins) return unknownRows;
    for (const origin of origins) seen.set(JSON.stringify(origin), origin);
  }
  return { origins: [...seen.values()] };
}

/** How the rows of `a` stand to those of `b`. Two origins of one source are disjoint only when they are different parts of the same split. */
export function relate(a: RowSet, b: RowSet): Relation {
  if (a.origins?.length === 0 || b.origins?.length === 0) return "disjoint";
  if (!a.origins || !b.origins) return "unknown";
  const others = b.origins;
  let overlaps = false;
  let covered = true;
  for (const origin of a.origins) {
    const relations = others.map((other) => relateOrigins(origin, other));
    overlaps ||= relations.some((relation) => relation !== "disjoint");
    covered &&= relations.includes("subset");
  }
  if (!overlaps) return "disjoint";
  return covered ? "subset" : "overlap";
}

function relateOrigins(a: RowOrigin, b: RowOrigin): Exclude<Relation, "unknown"> {
  if (a.source !== b.source) return "disjoint";
  const parts = new Map(a.path.map(({ split, part }) => [split, part]));
  for (const { split, part } of b.path) {
    const own = parts.get(split);
    if (own !== undefined && own !== part) return "disjoint";
  }
  return b.path.every(({ split, part }) => parts.get(split) === part) ? "subset" : "overlap";
}
