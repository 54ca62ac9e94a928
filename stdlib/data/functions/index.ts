import { isNullTest } from "../../../language/expressions/comparison.ts";
import { conversionFunctions } from "../../../language/expressions/conversions.ts";
import type { RowFunction } from "../../../language/nodes/functions.ts";
import { choiceFunctions } from "./choices.ts";
import { dayFunctions } from "./days.ts";
import { formatDate, withFormat } from "./formats.ts";
import { mathematicsFunctions } from "./mathematics.ts";
import { numberFunctions } from "./numbers.ts";
import { patternFunctions } from "./patterns.ts";
import { textFunctions } from "./texts.ts";
import { timeFunctions } from "./times.ts";

const conversions = conversionFunctions.map((each) => (each.name === "to_date" ? withFormat(each, "date") : each.name === "to_timestamp" ? withFormat(each, "timestamp") : each));

const groups: Readonly<Record<string, readonly RowFunction[]>> = {
  "Choices and missing values": [...choiceFunctions, isNullTest],
  Numbers: numberFunctions,
  Mathematics: mathematicsFunctions,
  Text: textFunctions,
  Patterns: patternFunctions,
  "Dates and times": [...dayFunctions, ...timeFunctions, formatDate],
  Conversions: conversions,
};

/** The functions that may stand in expressions over rows. */
export const rowFunctions: readonly RowFunction[] = Object.entries(groups).flatMap(([group, functions]) => functions.map((definition) => ({ ...definition, group })));

/** The same, by name. */
export const rowFunctionNamed: ReadonlyMap<string, RowFunction> = new Map(rowFunctions.map((definition) => [definition.name, definition]));
