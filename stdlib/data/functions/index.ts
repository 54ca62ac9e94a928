import { isNullTest } from "../../../language/expressions/comparison.ts";
import { conversionFunctions } from "../../../language/expressions/conversions.ts";
import type { RowFunction } from "../../../language/nodes/functions.ts";
import { dayFunctions } from "./days.ts";
import { numberFunctions } from "./numbers.ts";
import { textFunctions } from "./texts.ts";

/** The functions that may stand in expressions over rows. */
export const rowFunctions: readonly RowFunction[] = [...numberFunctions, ...textFunctions, ...dayFunctions, ...conversionFunctions, isNullTest];

/** The same, by name. */
export const rowFunctionNamed: ReadonlyMap<string, RowFunction> = new Map(rowFunctions.map((definition) => [definition.name, definition]));
