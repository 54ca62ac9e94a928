import { unitsDiffer } from "../diagnostics/registry/types.ts";
import type { Operand, RowFunction } from "../nodes/functions.ts";
import type { Expression } from "../syntax/ast.ts";
import { combineUnits, readUnit, sameUnit, showUnit, type Unit } from "../types/units.ts";
import type { CheckContext } from "./context.ts";

const comparisons = new Set(["==", "!=", "<", "<=", ">", ">="]);

/**
 * The unit of a result. Numbers of different units are neither added nor compared; a product has the product of the units; a literal has
 * none and fits any. What other functions make of a number with a unit is not known.
 */
export function unitOf(cx: CheckContext, whole: Expression, { name, units: rule }: RowFunction, operands: readonly Operand[]): string | undefined {
  const units = operands.map(({ unit }) => (unit === undefined ? undefined : readUnit(unit)));
  const known = units.filter((unit): unit is Unit => unit !== undefined);
  const [first] = known;
  if (!first) return undefined;
  if (rule === "alike" || comparisons.has(name)) {
    const other = known.find((unit) => !sameUnit(unit, first));
    if (other) cx.report(unitsDiffer, whole.span, { operator: name, left: showUnit(first), right: showUnit(other) });
    return other || comparisons.has(name) ? undefined : showUnit(first);
  }
  if (name === "*" || name === "/") {
    const [left, right] = units;
    const combined = combineUnits(left ?? new Map(), right ?? new Map(), name === "*" ? 1 : -1);
    return combined.size === 0 ? undefined : showUnit(combined);
  }
  return rule === "kept" ? showUnit(first) : undefined;
}
