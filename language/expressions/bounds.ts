import type { RowFunction } from "../nodes/functions.ts";
import { anyNullable, fitsNumber, operand } from "./operands.ts";
import { compareNumbers } from "./order.ts";

/** A number kept on one side of a bound; null stays null. NaN is above every bound. */
function bound(name: string, summary: string, sql: "<" | ">", sign: 1 | -1): RowFunction {
  return {
    name,
    units: "alike",
    summary,
    example: `${name}(.age, 18)`,
    infer: (operands) => {
      if (operands.length !== 2 || !operands.every(fitsNumber)) return "`clip` works on numbers";
      return operand(operands.every(({ type }) => type.kind === "int") ? "int" : "float", anyNullable(operands));
    },
    sql: ([value, limit], types) => {
      const target = types.every((type) => type.kind === "int") ? "BIGINT" : "DOUBLE";
      return `(CASE WHEN ${value} ${sql} ${limit} THEN CAST(${limit} AS ${target}) ELSE CAST(${value} AS ${target}) END)`;
    },
    row: ([value, limit]) => {
      if (typeof value !== "number") return null;
      if (typeof limit !== "number") return value;
      return sign * compareNumbers(value, limit) < 0 ? limit : value;
    },
  };
}

/** What `clip` becomes. A limit that is null bounds nothing. */
export const boundOperators: readonly RowFunction[] = [
  bound("at_least", "The number, or the limit where it is below.", "<", 1),
  bound("at_most", "The number, or the limit where it is above.", ">", -1),
];
