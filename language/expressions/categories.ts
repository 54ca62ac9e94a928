import { fail } from "../diagnostics/diagnostic.ts";
import { categoryUnseen } from "../diagnostics/registry/features.ts";
import type { Cell, RowFunction } from "../nodes/functions.ts";
import { operand } from "./operands.ts";

/** What the engine's error begins with where a value is none of the known categories; the details follow as JSON. */
export const categoryUnseenMark = "mlp:category:";

const position = (value: string, categories: readonly string[]): string => `nullif(list_position([${categories.join(", ")}], ${value}), 0)`;
const isMissing = (cell: Cell | undefined): cell is null | undefined => cell === null || cell === undefined;

/** `category_code(text, [categories])`: the place in the list, from 0; null for null and for text that is not in it. */
const categoryCode: RowFunction = {
  name: "category_code",
  summary: "The place of a text in a list, from 0; null where it is not in it.",
  example: 'category_code(.size, ["small", "large"])',
  infer: () => operand("int", true),
  sql: ([value = "NULL", ...categories]) => `(CASE WHEN ${value} IS NULL THEN NULL ELSE CAST(${position(value, categories)} AS BIGINT) - 1 END)`,
  row: ([value, ...categories]) => {
    const place = isMissing(value) ? -1 : categories.indexOf(value);
    return place < 0 ? null : place;
  },
};

/** `strict_category_code(text, "column", [categories])`: text that is not in the list is a mistake of the data. */
const strictCategoryCode: RowFunction = {
  name: "strict_category_code",
  summary: "As `category_code`, and a text that is not in the list is a mistake.",
  example: 'strict_category_code(.size, "size", ["small", "large"])',
  infer: () => operand("int", true),
  sql: ([value = "NULL", column = "''", ...categories]) => {
    const details = `json_object('column', ${column}, 'value', left(CAST(${value} AS VARCHAR), 200))`;
    return `(CASE WHEN ${value} IS NULL THEN NULL WHEN ${position(value, categories)} IS NULL THEN error('${categoryUnseenMark}' || CAST(${details} AS VARCHAR)) ELSE CAST(${position(value, categories)} AS BIGINT) - 1 END)`;
  },
  row: ([value, column, ...categories]) => {
    if (isMissing(value)) return null;
    const place = categories.indexOf(value);
    return place < 0 ? fail(categoryUnseen, { column: String(column), value: String(value).slice(0, 200) }) : place;
  },
};

/** What `encode` becomes. They stand in graphs only; the categories are text, never null. */
export const categoryOperators: readonly RowFunction[] = [categoryCode, strictCategoryCode];
