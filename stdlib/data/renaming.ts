import type { Column, Schema } from "../../language/types/schema.ts";
import { project } from "../../runtime/relational/dataset.ts";
import type { DatasetValue } from "../../runtime/values.ts";
import { rowFunctionNamed } from "./functions/index.ts";

const renamedColumns = new WeakMap<Column, Map<string, Column>>();

/** The same column under another name: the same object each time, since its values are the same. */
function renamed(column: Column, name: string): Column {
  if (column.name === name) return column;
  const names = renamedColumns.get(column) ?? new Map<string, Column>();
  renamedColumns.set(column, names);
  const known = names.get(name) ?? { ...column, name };
  names.set(name, known);
  return known;
}

/** A schema whose columns have these names, in its order. */
export const renamedSchema = (schema: Schema, names: readonly string[]): Schema => ({ columns: schema.columns.map((each, index) => renamed(each, names[index] ?? each.name)) });

/** Rows whose columns have these names, in their order. */
export const renamedRows = (rows: DatasetValue, names: readonly string[]): DatasetValue =>
  project(rows, rows.schema.columns.map(({ name }, index) => ({ name: names[index] ?? name, expr: { column: name } })), rowFunctionNamed);

/** How new names are made of old ones: one after the other, as they stand here. */
export interface NameRule {
  readonly replace?: string | undefined;
  readonly with?: string | undefined;
  readonly case?: "snake" | "lower" | "upper" | undefined;
  readonly prefix?: string | undefined;
  readonly suffix?: string | undefined;
}

export const nameParts = ["replace", "with", "case", "prefix", "suffix"] as const;

export function nameBy(rule: NameRule, name: string): string {
  const replaced = rule.replace === undefined ? name : name.replaceAll(rule.replace, () => rule.with ?? "");
  const cased = rule.case === undefined ? replaced : inCase[rule.case](replaced);
  return `${rule.prefix ?? ""}${cased}${rule.suffix ?? ""}`;
}

const inCase = {
  lower: (name: string) => name.toLowerCase(),
  upper: (name: string) => name.toUpperCase(),
  snake: snakeCase,
};

/** `Body Mass (g)` → `body_mass_g`, `customerID` → `customer_id`, `HTTPServer2` → `http_server2`; a name without letters and digits stays. */
function snakeCase(name: string): string {
  const parted = name.replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1_$2").replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1_$2");
  const words = parted.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return words.length === 0 ? name : words.join("_").toLowerCase();
}

/** What keeps what is given from being a rule. */
export function wrongRule(given: (part: keyof NameRule) => boolean, replace: unknown): string | undefined {
  if (given("with") && !given("replace")) return "`with:` says what takes the place of `replace:`, and there is none";
  if (replace === "") return "`replace:` is empty, and every name holds nothing in many places";
  return nameParts.some((part) => part !== "with" && given(part)) ? undefined : "`rename_columns` was not told how to make the new names";
}
