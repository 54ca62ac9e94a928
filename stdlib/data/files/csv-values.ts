import { conversionFunctions, integerSql } from "../../../language/expressions/conversions.ts";
import type { ColumnType } from "../../../language/types/schema.ts";
import { showColumnType } from "../../../language/types/schema.ts";
import { literal, sqlType } from "../../../runtime/relational/sql.ts";

/** SQL of a number's text with a point before its decimals. With a decimal comma, a point is no part of a number. */
export const withPoint = (text: string, decimal: "." | ","): string => (decimal === "," ? `translate(${text}, ',.', '.,')` : text);

const infinite = "[+-]?(inf|Inf|INF|infinity|Infinity)";
const notANumber = "[+-]?(nan|NaN|NAN)";

/** SQL of a text's value as a column that is said to be of a type: null where it is nothing of the kind. */
export function valueOf(text: string, type: ColumnType, decimal: "." | ","): string {
  if (type.kind === "string") return text;
  const number = withPoint(text, decimal);
  if (type.kind === "int") return integerSql(text);
  const convert = conversionFunctions.find(({ name }) => name === `to_${type.kind}`);
  const value = convert?.sql([type.kind === "float" ? number : text], [{ kind: "string" }], []) ?? text;
  return type.kind === "float" ? `(CASE WHEN regexp_full_match(${text}, '${infinite}') THEN TRY_CAST(${text} AS DOUBLE) ELSE ${value} END)` : value;
}

/** SQL that is true where a text is no value of a type. What is not a number is missing in a column of floats. */
export function isUnreadable(text: string, type: ColumnType, decimal: "." | ","): string {
  if (type.kind === "string") return "FALSE";
  const isMissing = type.kind === "float" ? ` AND NOT regexp_full_match(${text}, '${notANumber}')` : "";
  return `(${text} IS NOT NULL AND ${valueOf(text, type, decimal)} IS NULL${isMissing})`;
}

/** The same, but a text that is nothing of the kind stops the engine. */
export function strictValueOf(text: string, type: ColumnType, decimal: "." | ","): string {
  const words = literal(` is not ${showColumnType({ type, nullable: false })}`);
  return type.kind === "string" ? text : `(CASE WHEN ${isUnreadable(text, type, decimal)} THEN CAST(${text} || ${words} AS ${sqlType(type)}) ELSE ${valueOf(text, type, decimal)} END)`;
}

/** SQL of what is wrong with a text, or null. */
export const problemOf = (text: string, column: string, type: ColumnType, decimal: "." | ","): string =>
  `CASE WHEN ${isUnreadable(text, type, decimal)} THEN concat(${literal(`has text in \`${column}\` that is not ${showColumnType({ type, nullable: false })}: "`)}, left(${text}, 60), '"') END`;

/**
 * SQL of a column of integers that were found in a part of a file: the engine would round `1.5`, and such a text is to stop it.
 */
export const exactInteger = (text: string): string => `CAST(CASE WHEN contains(${text}, '.') OR contains(${text}, 'e') OR contains(${text}, 'E') THEN ${text} || ' is not an integer' ELSE ${text} END AS BIGINT)`;
