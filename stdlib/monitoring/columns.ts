import { fail } from "../../language/diagnostics/diagnostic.ts";
import { nothingToWatch, referenceColumnUnknown } from "../../language/diagnostics/registry/monitoring.ts";
import { isTemporal, type Schema } from "../../language/types/schema.ts";
import { missingColumns, selectColumns, type Selector } from "../../language/types/selectors.ts";

/**
 * The columns of the reference that a check chooses, at least one; throws a diagnostic otherwise.
 * Dates and timestamps are chosen only by name or by `temporal`: time moves on by itself, and would always have drifted.
 */
export function watchedColumns(check: string, selector: Selector, schema: Schema): readonly string[] {
  const [unknown] = missingColumns(selector, schema);
  if (unknown !== undefined) fail(referenceColumnUnknown, { column: unknown, check, known: schema.columns.map((column) => column.name) });
  const temporal = new Set(schema.columns.filter((column) => isTemporal(column.type)).map((column) => column.name));
  const chosen = selectColumns(selector, schema).filter((name) => !temporal.has(name) || meansTemporal(selector, name));
  if (chosen.length === 0) fail(nothingToWatch, { check });
  return chosen;
}

/** Whether a selector names a column itself: then it is missed when the logged rows do not have it. */
export function isNamed(selector: Selector, column: string): boolean {
  if (selector.select === "columns") return selector.names.includes(column);
  return selector.select === "any" && selector.of.some((part) => isNamed(part, column));
}

function meansTemporal(selector: Selector, column: string): boolean {
  if (selector.select === "temporal") return true;
  if (selector.select === "any") return selector.of.some((part) => meansTemporal(part, column));
  return isNamed(selector, column);
}
