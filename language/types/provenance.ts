import type { Span } from "../syntax/span.ts";

/** What the values of a column were computed from. */
export interface Provenance {
  /** The columns of sources behind it, through any chain of steps, in the order in which they came. */
  readonly origins: readonly ColumnOrigin[];
  /** Where in the file it was computed, first to last. A column that is as it was loaded was made nowhere. */
  readonly made: readonly Made[];
  /** A node does not say from which of them: it may be any. */
  readonly guessed?: true;
}

/** A column as it was loaded. The same file gives the same source, by whatever name it was bound. */
export interface ColumnOrigin {
  readonly source: string;
  readonly column: string;
  /** Its values are of other rows than the one they stand in: what a row's neighbours had does not tell what it has itself. */
  readonly others?: true;
}

export interface Made {
  readonly column: string;
  readonly at: Span;
}

/** What was computed from no column. */
export const nothing: Provenance = { origins: [], made: [] };

export const columnOf = (source: string, column: string): Provenance => ({ origins: [{ source, column }], made: [] });

/** What is computed from all of these, and from nothing else. */
export function mergeProvenance(all: readonly Provenance[]): Provenance {
  const [only] = all;
  if (only && all.length === 1) return only;
  const origins = new Map(all.flatMap((one) => one.origins).map((origin) => [keyOf(origin), origin]));
  const made = new Map(all.flatMap((one) => one.made).map((step) => [`${step.at.file}:${step.at.start}`, step]));
  return { origins: [...origins.values()], made: [...made.values()], ...(all.some(({ guessed }) => guessed) && { guessed: true }) };
}

/** The same values, computed into a column of this name here. */
export const madeHere = (from: Provenance, column: string, at: Span): Provenance => ({ ...from, made: [...from.made, { column, at }] });

/** The same values, taken from other rows. */
export const ofOtherRows = (from: Provenance): Provenance => ({ ...from, origins: from.origins.map((origin) => ({ ...origin, others: true as const })) });

/** The same values, where those of other rows may have come back to their own. */
export function ofAnyRows(from: Provenance): Provenance {
  if (!isOfOthers(from)) return from;
  const origins = new Map(from.origins.map(({ source, column }) => [keyOf({ source, column }), { source, column }]));
  return { ...from, origins: [...origins.values()] };
}

export const isOfOthers = ({ origins }: Provenance): boolean => origins.some(({ others }) => others);

/** Whether everything that stands behind `part` also stands behind one of the others. */
export function covers(others: readonly Provenance[], part: Provenance): boolean {
  const known = new Set(others.flatMap((one) => one.origins).map(keyOf));
  return part.origins.length > 0 && part.origins.every((origin) => known.has(keyOf(origin)));
}

export const sharesOrigin = (a: Provenance, b: Provenance): boolean => {
  const known = new Set(b.origins.map(keyOf));
  return a.origins.some((origin) => known.has(keyOf(origin)));
};

const keyOf = ({ source, column, others }: ColumnOrigin): string => JSON.stringify([source, column, others === true]);
