import type { Span } from "../syntax/span.ts";
import type { Comparison, Condition } from "./conditions.ts";
import { taken, unionRows, type Learned, type RowSet } from "./rows.ts";
import { sameValues, type Column, type Schema } from "./schema.ts";

/** How a step divides or chooses rows. */
export type Division =
  | { readonly kind: "subset"; readonly step: Step; readonly where: Condition }
  | {
      readonly kind: "parts";
      readonly step: Step;
      /** The part that is looked at, and all of them, in their order. */
      readonly part: string;
      readonly parts: readonly string[];
      /** The column that orders the parts: rows of one moment are in one part. */
      readonly order: Column | undefined;
      /** Rows with equal values of these columns are in one part. */
      readonly together: readonly Column[];
    };

interface Step {
  readonly id: string;
  readonly at: Span;
}

/**
 * What is behind values that come from other rows, once those in which they stand are divided or chosen. Where a value comes from rows that are
 * no later, those of a part of a split in time come from this part and the earlier ones, and those before a moment from before it. Where it comes
 * from rows of the same group, those of a part of whole groups come from this part. The step is taken of all rows behind a value, also of those
 * that have been left out on the way: it decides by the same column, and says of each of them where it would be.
 */
export class Reached {
  readonly #division: Division | undefined;
  readonly #known = new Map<Learned, Learned>();

  constructor(division: Division | undefined) {
    this.#division = division;
  }

  all(learned: readonly Learned[]): readonly Learned[] {
    return this.#division ? learned.map((one) => this.#one(one)) : learned;
  }

  schema(schema: Schema): Schema {
    if (!this.#division || !schema.columns.some(({ learned }) => learned?.some(({ reach }) => reach))) return schema;
    return { ...schema, columns: schema.columns.map((column) => (column.learned?.some(({ reach }) => reach) ? { ...column, learned: this.all(column.learned) } : column)) };
  }

  #one(learned: Learned): Learned {
    const known = this.#known.get(learned);
    if (known) return known;
    const rows = this.#division && learned.reach && reachedRows(learned, this.#division);
    const made = rows ? { ...learned, rows } : learned;
    this.#known.set(learned, made);
    return made;
  }
}

function reachedRows({ rows, reach }: Learned, division: Division): RowSet | undefined {
  const { step } = division;
  if (division.kind === "subset") {
    const where = reach?.upTo && upTo(division.where, reach.upTo);
    return where && taken(rows, { kind: "subset", ...step, where });
  }
  const { order, together, part, parts } = division;
  const inPart = (name: string): RowSet => taken(rows, { kind: "part", ...step, part: name });
  if (reach?.upTo && order && sameValues(reach.upTo, order) && parts.includes(part)) return unionRows(parts.slice(0, parts.indexOf(part) + 1).map(inPart));
  const isWhole = together.length > 0 && together.every((column) => reach?.within?.some((other) => sameValues(column, other)));
  return isWhole ? inPart(part) : undefined;
}

const ends: ReadonlyMap<string, "<" | "<="> = new Map([["<", "<"], ["<=", "<="], ["==", "<="]] as const);
const endsOfOthers: ReadonlyMap<string, "<" | "<="> = new Map([[">=", "<"], [">", "<="]] as const);

/** What a condition on rows says of all that are no later: the upper bounds of the column, where each of its alternatives has one. */
function upTo(condition: Condition, column: Column): Condition | undefined {
  const bounds = condition.map((all) => all.flatMap((one): readonly Comparison[] => {
    const end = (one.not ? endsOfOthers : ends).get(one.is);
    const [own] = one.columns;
    if (!end || !own || one.columns.length > 1 || one.subject !== JSON.stringify({ column: own.name }) || !sameValues(own, column)) return [];
    return [{ ...one, is: end, not: false }];
  }));
  return bounds.some((all) => all.length === 0) ? undefined : bounds;
}
