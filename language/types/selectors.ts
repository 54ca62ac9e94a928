import { isCategorical, isNumeric, isTemporal, type Schema } from "./schema.ts";

/** Columns chosen by name or by schema: the plain-data form that stands in a Graph. */
export type Selector =
  | { readonly select: "numeric" | "categorical" | "temporal" | "all" }
  | { readonly select: "columns"; readonly names: readonly string[] }
  | { readonly select: "matching"; readonly pattern: string }
  | { readonly select: "except"; readonly of: readonly Selector[] }
  | { readonly select: "any"; readonly of: readonly Selector[] };

export const selectorWords = ["numeric", "categorical", "temporal", "all"] as const;
export const selectorCalls = ["matching", "except"] as const;

/**
 * The names that a selector chooses, in the schema's order. `exclude` (a recipe's target) is never chosen by kind or pattern, only by its own name.
 * Names that the schema does not have are left out: see `missingColumns`.
 */
export function selectColumns(selector: Selector, schema: Schema, exclude?: string): string[] {
  const chosen = choose(selector, schema, exclude);
  return schema.columns.map((column) => column.name).filter((name) => chosen.has(name));
}

/** Names in the selector that the schema does not have. */
export function missingColumns(selector: Selector, schema: Schema): string[] {
  const known = new Set(schema.columns.map((column) => column.name));
  return namesIn(selector).filter((name) => !known.has(name));
}

function namesIn(selector: Selector): readonly string[] {
  if (selector.select === "columns") return selector.names;
  if (selector.select === "any" || selector.select === "except") return selector.of.flatMap(namesIn);
  return [];
}

function choose(selector: Selector, schema: Schema, exclude: string | undefined): Set<string> {
  const where = (test: (column: Schema["columns"][number]) => boolean) =>
    new Set(schema.columns.filter((column) => column.name !== exclude && test(column)).map((column) => column.name));
  switch (selector.select) {
    case "numeric":
      return where((column) => isNumeric(column.type));
    case "categorical":
      return where((column) => isCategorical(column.type));
    case "temporal":
      return where((column) => isTemporal(column.type));
    case "all":
      return where(() => true);
    case "columns":
      return new Set(selector.names);
    case "matching": {
      const matches = globMatcher(selector.pattern);
      return where((column) => matches(column.name));
    }
    case "any":
      return new Set(selector.of.flatMap((part) => [...choose(part, schema, exclude)]));
    case "except": {
      const dropped = new Set(selector.of.flatMap((part) => [...choose(part, schema, undefined)]));
      return where((column) => !dropped.has(column.name));
    }
  }
}

/** `*` stands for any text and `?` for one character; linear in the text's length times the pattern's, whatever the pattern. */
export function globMatcher(pattern: string): (text: string) => boolean {
  const wanted = [...pattern];
  return (text) => {
    const letters = [...text];
    let p = 0;
    let star = -1;
    let retry = 0;
    let i = 0;
    while (i < letters.length) {
      if (wanted[p] === "*") {
        star = p++;
        retry = i;
      } else if (p < wanted.length && (wanted[p] === "?" || wanted[p] === letters[i])) {
        p++;
        i++;
      } else if (star >= 0) {
        p = star + 1;
        i = ++retry;
      } else return false;
    }
    while (wanted[p] === "*") p++;
    return p === wanted.length;
  };
}
