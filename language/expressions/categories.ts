import { fail } from "../diagnostics/diagnostic.ts";
import { categoryUnseen } from "../diagnostics/registry/features.ts";
import type { Cell, RowFunction } from "../nodes/functions.ts";
import { operand } from "./operands.ts";
import { prepared } from "./prepared.ts";

/** What the engine's error begins with where a value is none of the known categories; the details follow as JSON. */
export const categoryUnseenMark = "mlp:category:";

const isMissing = (cell: Cell | undefined): cell is null | undefined => cell === null || cell === undefined;

/** Places of texts in a list, from 0; of one that is there twice, the first. */
function placesOf(categories: readonly Cell[]): ReadonlyMap<Cell, number> {
  const places = new Map<Cell, number>();
  categories.forEach((category, place) => void (places.has(category) || places.set(category, place)));
  return places;
}

/**
 * The place of a text in a list, from 0, null where it is not there: an enumeration finds it by its hash, however long the list is.
 * The categories are given as SQL texts.
 */
function placeSql(value: string, categories: readonly string[]): string {
  const places = placesOf(categories);
  if (places.size === 0) return "CAST(NULL AS BIGINT)";
  const code = `CAST(enum_code(TRY_CAST(${value} AS ENUM(${[...places.keys()].join(", ")}))) AS BIGINT)`;
  return places.size === categories.length ? code : `CAST([${[...places.values()].join(", ")}][${code} + 1] AS BIGINT)`;
}

/** An untyped null is no text to the engine. */
const textSql = (value: string): string => (value === "NULL" ? "CAST(NULL AS VARCHAR)" : value);

/** `category_code(text, [categories])`: the place in the list, from 0; null for null and for text that is not in it. */
const categoryCode: RowFunction = {
  name: "category_code",
  summary: "The place of a text in a list, from 0; null where it is not in it.",
  example: 'category_code(.size, ["small", "large"])',
  infer: () => operand("int", true),
  sql: ([value = "NULL", ...categories]) => placeSql(textSql(value), categories),
  ...prepared((categories) => {
    const places = placesOf(categories);
    return (value) => (value === null ? null : (places.get(value) ?? null));
  }),
  byColumn: true,
};

/** `strict_category_code(text, "column", [categories])`: text that is not in the list is a mistake of the data. */
const strictCategoryCode: RowFunction = {
  name: "strict_category_code",
  summary: "As `category_code`, and a text that is not in the list is a mistake.",
  example: 'strict_category_code(.size, "size", ["small", "large"])',
  infer: () => operand("int", true),
  sql: ([value = "NULL", column = "''", ...categories]) => {
    const text = textSql(value);
    const details = `json_object('column', ${column}, 'value', left(CAST(${text} AS VARCHAR), 200))`;
    return `(CASE WHEN ${text} IS NULL THEN NULL ELSE coalesce(${placeSql(text, categories)}, CAST(error('${categoryUnseenMark}' || CAST(${details} AS VARCHAR)) AS BIGINT)) END)`;
  },
  ...prepared(([column = null, ...categories]) => {
    const places = placesOf(categories);
    return (value) => (isMissing(value) ? null : (places.get(value) ?? fail(categoryUnseen, { column: String(column), value: String(value).slice(0, 200) })));
  }),
};

/** `category_or(text, "other", [categories])`: the text itself where it is in the list, and the other text where it is not; null for null. */
const categoryOr: RowFunction = {
  name: "category_or",
  summary: "The text where it is in a list, and another text where it is not.",
  example: 'category_or(.size, "other", ["small", "large"])',
  infer: ([value]) => operand("string", value?.nullable ?? true),
  sql: ([value = "NULL", other = "''", ...categories]) => {
    const text = textSql(value);
    return `(CASE WHEN ${text} IS NULL OR ${placeSql(text, categories)} IS NOT NULL THEN ${text} ELSE ${other} END)`;
  },
  ...prepared(([other = null, ...categories]) => {
    const known = new Set(categories);
    return (value) => (value === null || known.has(value) ? value : other);
  }),
  byColumn: true,
};

/** `category_unless(text, "first")`: the text, and null where it is this one. */
const categoryUnless: RowFunction = {
  name: "category_unless",
  summary: "The text; null where it is a certain one.",
  example: 'category_unless(.size, "small")',
  infer: () => operand("string", true),
  sql: ([value = "NULL", dropped = "NULL"]) => `nullif(${textSql(value)}, ${dropped})`,
  ...prepared(([dropped = null]) => (value) => (value === dropped ? null : value)),
  byColumn: true,
};

/**
 * `category_value(text, missing, otherwise, [categories], [numbers])`: the number beside the text; `missing` for null, `otherwise` for text that is not in the list.
 */
const categoryValue: RowFunction = {
  name: "category_value",
  summary: "The number beside a text in a list.",
  example: 'category_value(.size, null, 0, ["small", "large"], [12, 80])',
  infer: ([, missing, otherwise]) => operand("float", (missing?.nullable ?? true) || (otherwise?.nullable ?? true)),
  sql: ([value = "NULL", missing = "NULL", otherwise = "NULL", ...lists]) => {
    const count = lists.length / 2;
    const [text, numbers] = [textSql(value), `CAST([${lists.slice(count).join(", ")}] AS DOUBLE[])`];
    return `(CASE WHEN ${text} IS NULL THEN CAST(${missing} AS DOUBLE) ELSE coalesce(${numbers}[${placeSql(text, lists.slice(0, count))} + 1], CAST(${otherwise} AS DOUBLE)) END)`;
  },
  ...prepared(([missing = null, otherwise = null, ...lists]) => {
    const count = lists.length / 2;
    const places = placesOf(lists.slice(0, count));
    return (value) => {
      if (value === null) return missing;
      const place = places.get(value);
      return place === undefined ? otherwise : (lists[count + place] ?? null);
    };
  }),
  byColumn: true,
};

/** What `encode` becomes. They stand in graphs only; the categories are text, never null. */
export const categoryOperators: readonly RowFunction[] = [categoryCode, strictCategoryCode, categoryOr, categoryUnless, categoryValue];
