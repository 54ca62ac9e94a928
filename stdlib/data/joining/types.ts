import type { Call } from "../../../language/nodes/signature.ts";
import { isOfOthers, ofAnyRows, ofOtherRows, type Provenance } from "../../../language/types/provenance.ts";
import { relate, type Learned } from "../../../language/types/rows.ts";
import type { Column } from "../../../language/types/schema.ts";
import type { DatasetType } from "../../../language/types/type.ts";
import type { Brought } from "./columns.ts";

const joinedValues = "joined values";
const advice = (step: string): string => `take what \`${step}\` brings from rows that are not judged on: join it to each part behind the split, computed from the training part`;

/** What the checker says of values that rows are given from others: they have seen these. */
export function valuesOf(call: Call, from: DatasetType, reach?: Learned["reach"]): Learned {
  return call.learn(joinedValues, from, { mend: advice(call.name), ...(reach && { reach }) });
}

/**
 * A column as it stands beside rows of another table. Its values were learned from the rows that it comes from. Where these are known to be
 * other rows of the same source, what they hold of the target is not the target of the row that they stand beside.
 */
export function besideOthers({ column, name }: Brought, learned: Learned, { isOther, mayMiss }: { readonly isOther: boolean; readonly mayMiss: boolean }): Column {
  const { provenance, promises: _, ...kept } = column;
  return {
    ...kept,
    name,
    nullable: column.nullable || mayMiss,
    learned: [...new Set([...(column.learned ?? []).map(anywhere), learned])],
    ...(provenance && { provenance: moved(provenance, isOther) }),
  };
}

/** What is known of the rows behind a value holds for the row that it was computed in, and not for the one that it stands beside now. */
const anywhere = ({ reach: _, ...learned }: Learned): Learned => learned;

/** What has been brought from other rows once may come home when it is brought on. */
function moved(provenance: Provenance, isOther: boolean): Provenance {
  if (isOfOthers(provenance)) return ofAnyRows(provenance);
  // Not the same object: a moment that is brought from another row is not the row's own.
  return isOther ? ofOtherRows(provenance) : { ...provenance };
}

/** Whether no row of one table can be one of the other, though they come from the same source. */
export function areOthers(a: DatasetType, b: DatasetType): boolean {
  const sources = new Set(a.rows.origins?.map(({ source }) => source));
  return relate(a.rows, b.rows) === "disjoint" && (b.rows.origins ?? []).some(({ source }) => sources.has(source));
}
