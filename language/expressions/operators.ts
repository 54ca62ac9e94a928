import type { RowFunction } from "../nodes/functions.ts";
import { arithmeticOperators } from "./arithmetic.ts";
import { boundOperators } from "./bounds.ts";
import { categoryOperators } from "./categories.ts";
import { comparisonOperators, isNullTest, isPresentTest } from "./comparison.ts";
import { interpolate, strictCasts } from "./conversions.ts";
import { hashOperators } from "./hashing.ts";
import { logicOperators } from "./logic.ts";
import { shapeOperators } from "./shapes.ts";
import { tableOperators } from "./tables.ts";

/**
 * The operators, by the names they have in a Graph. Names that no one can write in a pipeline are there, too: what `"a${.b}"`,
 * `cast`, `clip` and the steps of recipes become. Their treatment of null is described where each family is defined.
 */
export const operators: readonly RowFunction[] = [
  ...arithmeticOperators,
  ...comparisonOperators,
  ...logicOperators,
  interpolate,
  isPresentTest,
  isNullTest,
  ...boundOperators,
  ...strictCasts,
  ...categoryOperators,
  ...tableOperators,
  ...shapeOperators,
  ...hashOperators,
];
