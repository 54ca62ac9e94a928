import { isNullTest } from "../../../language/expressions/comparison.ts";
import { conversionFunctions } from "../../../language/expressions/conversions.ts";
import type { RowFunction } from "../../../language/nodes/functions.ts";
import { numberFunctions } from "./numbers.ts";

/** The functions that may stand in expressions over rows. */
export const rowFunctions: readonly RowFunction[] = [...numberFunctions, ...conversionFunctions, isNullTest];

/** The same, by name. */
export const rowFunctionNamed: ReadonlyMap<string, RowFunction> = new Map(rowFunctions.map((definition) => [definition.name, definition]));
