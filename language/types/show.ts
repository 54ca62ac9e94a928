import { showColumnType } from "./schema.ts";
import type { Type } from "./type.ts";

/** A type in the user's words: "a dataset", "a number". */
export function showType(type: Type): string {
  switch (type.kind) {
    case "error":
      return "something that could not be checked";
    case "scalar":
      return scalarWords[type.of];
    case "word":
      return `the word \`${type.word}\``;
    case "list":
      return type.of.kind === "error" ? "a list" : `a list of ${plural(type.of)}`;
    case "record":
      return "a record";
    case "optional":
      return `${showType(type.of)} that may be absent`;
    case "range":
      return "a range";
    case "column":
      return `the column \`.${type.column}\``;
    case "selector":
      return "a choice of columns";
    case "dataset":
      return "a dataset";
    case "recipe":
      return "a recipe";
    case "object":
      return named(type.name);
  }
}

const scalarWords = {
  int: "an integer",
  float: "a number",
  share: "a share",
  duration: "a duration",
  bytes: "a size in bytes",
  string: "a string",
  path: "a path",
  bool: "true or false",
  date: "a date",
  timestamp: "a timestamp",
  null: "null",
  any: "a value",
} as const;

/** `ModelVersion` → "a model version". */
export function named(typeName: string): string {
  const words = typeName.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return `${/^[aeiou]/.test(words) ? "an" : "a"} ${words}`;
}

function plural(type: Type): string {
  if (type.kind === "optional") return `${plural(type.of)} that may be absent`;
  if (type.kind === "list") return "lists";
  if (type.kind === "word" || type.kind === "column") return `${type.kind}s`;
  if (type.kind === "selector") return "choices of columns";
  if (type.kind === "scalar" && type.of === "bytes") return "sizes in bytes";
  if (type.kind === "scalar" && type.of === "bool") return "values that are true or false";
  return `${showType(type).replace(/^an? /, "")}s`;
}

/** A type as hover shows it, with a dataset's columns. */
export function describeType(type: Type): string {
  if (type.kind === "optional") return `${describeType(type.of)}?`;
  if (type.kind === "object") return type.name;
  if (type.kind === "recipe") return type.target === undefined ? "Recipe" : `Recipe(target: .${type.target})`;
  if (type.kind === "record") return `{ ${Object.entries(type.fields).map(([name, field]) => `${name}: ${describeType(field)}`).join(", ")} }`;
  if (type.kind === "scalar") return type.of;
  if (type.kind !== "dataset") return showType(type);
  if (!type.schema) return "Dataset";
  return `Dataset(${type.schema.columns.map((column) => `${column.name}: ${showColumnType(column)}`).join(", ")})`;
}
