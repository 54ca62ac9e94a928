import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { classTooSmall, countsNotAll, partTooSmall } from "../../../language/diagnostics/registry/data-split.ts";
import { saltOf } from "./mix.ts";
import { isCount, sizesWithCounts, stratifiedSizes } from "./sizes.ts";
import type { Method, Sizing } from "./work.ts";

/** A part of a split: a share of the rows, or how many of them. */
export interface Part {
  readonly name: string;
  readonly size: number;
}

/** How `split` shares rows out. */
export function sizingOf(parts: readonly Part[], method: Method, seed: number): Sizing {
  const given = parts.map(({ size }) => size);
  const salt = saltOf(seed, "split");
  const column = method.by === "stratify" ? method.columns.join(", ") : "";
  return {
    parts: parts.map(({ name }) => name),
    shares: given,
    sizes: (rows) => {
      const counted = given.reduce((a, b) => a + b, 0);
      if (given.every(isCount) && counted !== rows) fail(countsNotAll, { counted, rows });
      return sizesWithCounts(rows, given);
    },
    classes: (classes, sizes) => {
      const small = classes.find(({ rows }) => rows < 2);
      if (small) fail(classTooSmall, { column, value: JSON.stringify(small.value), count: small.rows, parts: parts.length });
      const narrow = sizes.findIndex((size) => size < classes.length);
      const part = parts[narrow];
      if (part) fail(partTooSmall, { part: part.name, rows: sizes[narrow] ?? 0, classes: classes.length, column });
      return stratifiedSizes(classes.map(({ rows }) => rows), sizes, salt);
    },
  };
}
