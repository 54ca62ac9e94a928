import { promiseMisfit, unknownPromise } from "../diagnostics/registry/types.ts";
import { patternMistake } from "../patterns/parse.ts";
import type { Expression, SchemaField, SchemaPromise } from "../syntax/ast.ts";
import { isNumeric, isTemporal, type ColumnType, type Promises } from "../types/schema.ts";
import { readUnit } from "../types/units.ts";
import { constantOf } from "./constant.ts";
import type { CheckContext } from "./context.ts";

const words = ["matching", "unique", "unit", "pii"] as const;

/** What a field says of its values, beside their type. */
type FieldPromises = Promises & { readonly pii?: boolean; readonly unit?: string };

/** What a field of a schema promises of its values; reports what does not fit its type. */
export function promisesOf(cx: CheckContext, { promises }: SchemaField, type: ColumnType, file: string): FieldPromises {
  return promises.reduce<FieldPromises>((all, promise) => ({ ...all, ...promiseOf(cx, promise, type, file) }), {});
}

function promiseOf(cx: CheckContext, promise: SchemaPromise, type: ColumnType, file: string): FieldPromises {
  const misfit = (why: string) => {
    if (type.kind !== "unknown") cx.report(promiseMisfit, promise.span, { why });
    return {};
  };
  if (promise.kind === "in") {
    const range = rangeOf(cx, promise.range, type, file);
    return range ? { range } : misfit(isNumeric(type) ? "a range is two numbers, the lesser first: `in 0..120`" : isTemporal(type) ? 'a range of dates is two texts, the earlier first: `in "2020-01-01".."2024-12-31"`' : "only numbers, dates and timestamps have a range");
  }
  switch (promise.word.text) {
    case "unique":
      return promise.value ? misfit("`unique` takes no text") : { unique: true };
    case "pii":
      return promise.value ? misfit("`pii` takes no text") : { pii: true };
    case "unit": {
      const unit = promise.value && constantOf(cx, promise.value, file);
      if (!isNumeric(type)) return misfit("only numbers have a unit");
      return typeof unit === "string" && readUnit(unit) ? { unit } : misfit('`unit` takes a unit: `unit "kg"`, `unit "km/h"`');
    }
    case "matching": {
      const pattern = promise.value && constantOf(cx, promise.value, file);
      if (typeof pattern !== "string") return misfit('`matching` takes a pattern: `matching r"[A-Z]{2}\\d+"`');
      if (type.kind !== "string") return misfit("only text matches a pattern");
      const mistake = patternMistake(pattern);
      return mistake === undefined ? { pattern } : misfit(`this pattern cannot be read: ${mistake}`);
    }
    default:
      cx.misspelt(unknownPromise, promise.word.span, { word: promise.word.text }, { name: promise.word.text, among: ["in", ...words], what: "there are" });
      return {};
  }
}

function rangeOf(cx: CheckContext, range: Expression, type: ColumnType, file: string): Promises["range"] {
  if (range.kind !== "range") return undefined;
  const [from, to] = [constantOf(cx, range.from, file), constantOf(cx, range.to, file)];
  if (isNumeric(type) && typeof from === "number" && typeof to === "number" && from <= to) return [from, to];
  const isMoment = (value: unknown): value is string => typeof value === "string" && /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?$/.test(value);
  return isTemporal(type) && isMoment(from) && isMoment(to) && from <= to ? [from, to] : undefined;
}
