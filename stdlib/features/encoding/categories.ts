import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { nothingToLearn } from "../../../language/diagnostics/registry/features.ts";
import { compareText } from "../../../language/expressions/order.ts";
import type { Expr } from "../../../language/graph/graph.ts";
import { isNumeric, type Column } from "../../../language/types/schema.ts";
import type { Context } from "../../../runtime/node.ts";
import type { DatasetValue } from "../../../runtime/values.ts";
import { applied, chosenColumns, literals, replacing, textOf } from "../step.ts";
import type { EncodeArgs, Unknown } from "./options.ts";

/** The categories of a column, as text, as an encoding tells them apart. */
export interface Categories {
  readonly column: Column;
  /** A row's category: one of the list, null, or where it was not learned, another text. */
  readonly text: Expr;
  /** In order: by code point, numbers by size, false before true. The one that collects others is the last. */
  readonly list: readonly string[];
  /** How many rows have each. */
  readonly counts: readonly number[];
  /** Each row's place in the list, -1 for null. */
  readonly codes: Int32Array;
  /** The category that collects the rare ones, and those that were not learned. */
  readonly other?: string;
  readonly unknown: Unknown;
}

/** Learns the categories of the chosen columns. Throws a diagnostic for a column without any. */
export async function learnCategories(rows: DatasetValue, args: EncodeArgs, context: Context, step = "encode"): Promise<readonly Categories[]> {
  const chosen = chosenColumns(step, args.columns, rows.schema);
  const texts = applied(rows, replacing(rows.schema, new Map(chosen.map((column) => [column.name, textOf(column)]))));
  const values = await (await context.engine()).columns(texts, chosen.map(({ name }) => name), context.signal);
  return chosen.map((column) => {
    const own = values.get(column.name);
    if (own?.kind !== "codes" || own.words.length === 0) return fail(nothingToLearn, { step, column: column.name });
    const compare = isNumeric(column.type) ? (a: string, b: string) => Number(a) - Number(b) : compareText;
    const list = [...own.words].sort(compare);
    const place = new Map(list.map((word, index) => [word, index]));
    const places = own.words.map((word) => place.get(word)!);
    const codes = own.codes.map((code) => (code < 0 ? -1 : places[code]!));
    const all: Categories = { column, text: textOf(column), list, counts: countsOf(codes, list.length), codes, unknown: args.unknown ?? "ignore" };
    return all.unknown === "other" ? collected(all, args) : all;
  });
}

function countsOf(codes: Int32Array, categories: number): readonly number[] {
  const counts = new Array<number>(categories).fill(0);
  for (const code of codes) if (code >= 0) counts[code]!++;
  return counts;
}

/** The same with one more category, for rare ones and for those that were not learned. */
function collected(all: Categories, args: EncodeArgs): Categories {
  const isRare = rareOnes(all.counts, all.codes.length, args);
  const kept = all.list.filter((_, index) => !isRare[index]);
  const other = freeName(kept);
  const list = [...kept, other];
  let next = 0;
  const places = isRare.map((rare) => (rare ? kept.length : next++));
  const codes = all.codes.map((code) => (code < 0 ? -1 : places[code]!));
  return { ...all, text: { call: "category_or", args: [all.text, { literal: other }, literals(kept)] }, list, counts: countsOf(codes, list.length), codes, other };
}

/**
 * Which categories are rare: fewer rows than `min_frequency` says, and of the others, beyond `max_categories` with the one that collects them,
 * those with the fewest rows, of equally frequent ones the first. As scikit-learn's infrequent categories.
 */
function rareOnes(counts: readonly number[], rows: number, { min_frequency, max_categories }: EncodeArgs): readonly boolean[] {
  const least = min_frequency === undefined ? 0 : min_frequency < 1 ? min_frequency * rows : min_frequency;
  const rare = counts.map((count) => count < least);
  if (max_categories === undefined || rare.filter((one) => !one).length + 1 <= max_categories) return rare;
  const ascending = counts.map((_, index) => index).sort((a, b) => counts[a]! - counts[b]! || a - b);
  for (const index of ascending.slice(0, counts.length - (max_categories - 1))) rare[index] = true;
  return rare;
}

/** `other`, or a name like it that no category has. */
function freeName(taken: readonly string[]): string {
  const names = new Set(taken);
  let name = "other";
  while (names.has(name)) name = `(${name})`;
  return name;
}

/** The place of a row's category in the list; null for null, and where it was not learned unless that is refused. */
export function codeOf({ column, text, list, unknown }: Categories): Expr {
  return unknown === "error" ? { call: "strict_category_code", args: [text, { literal: column.name }, literals(list)] } : { call: "category_code", args: [text, literals(list)] };
}

/** The number beside a row's category; `missing` for null, and `otherwise` where it was not learned unless that is refused. */
export function valueOf(own: Categories, numbers: readonly number[], missing: number | null, otherwise: number | null): Expr {
  if (own.unknown !== "error") return { call: "category_value", args: [own.text, { literal: missing }, { literal: otherwise }, literals(own.list), literals(numbers)] };
  const known: Expr = { call: "item_at", args: [codeOf(own), literals(numbers)] };
  return missing === null ? known : { call: "??", args: [known, { literal: missing }] };
}
