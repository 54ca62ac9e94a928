import { columnNamed, type Schema } from "./schema.ts";

/**
 * How many rows at least are known to have no value, by column, from a count. It stands beside the columns of a dataset and not in them:
 * columns are compared as objects, and choosing rows changes this and not the column.
 */
export type Gaps = Readonly<Record<string, number>>;

/** A random part that has none of the rows without a value by less than this chance counts as having some. */
const unlikely = 1e-5;

/** What is known of a random part with this share of the rows. */
export function gapsOfPart(gaps: Gaps, share: number): Gaps {
  const sure = Object.entries(gaps).filter(([, count]) => (1 - share) ** count <= unlikely);
  return Object.fromEntries(sure.map(([name, count]) => [name, Math.max(1, Math.floor((count * share) / 2))]));
}

/** What is left behind a node that keeps rows and what is missing in them: of columns that still hold the same, and may hold a null. */
export function gapsKept(gaps: Gaps, before: Schema, after: Schema): Gaps {
  const kept = after.columns.filter(({ name, nullable, provenance }) => nullable && provenance !== undefined && columnNamed(before, name)?.provenance === provenance);
  return Object.fromEntries(kept.flatMap(({ name }) => (Object.hasOwn(gaps, name) ? [[name, gaps[name] ?? 0] as const] : [])));
}
