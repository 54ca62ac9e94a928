import { dateOfDay, dayOfTimestamp, timeOfTimestamp, weekdayOf } from "../../../language/expressions/calendar.ts";
import { fitsDay, operand, wordsOf } from "../../../language/expressions/operands.ts";
import type { Cell, Operand, RowFunction } from "../../../language/nodes/functions.ts";
import type { ColumnType } from "../../../language/types/schema.ts";

function daysOnly(name: string, operands: readonly Operand[], count: number, timed = false): string | undefined {
  if (operands.length !== count) return `\`${name}\` takes ${count === 1 ? `one ${timed ? "timestamp" : "date"}` : "two dates"}`;
  const wrong = operands.find((each) => !fitsDay(each));
  if (!wrong) return undefined;
  return `\`${name}\` takes a date or a timestamp, and this is ${wordsOf(wrong.type)}; \`to_date(…)\` and \`to_timestamp(…)\` read one from text`;
}

const dayOf = (cell: number, type: ColumnType | undefined): number => (type?.kind === "timestamp" ? dayOfTimestamp(cell) : cell);
const untypedNull = (sql: string): string => (sql === "NULL" ? "CAST(NULL AS TIMESTAMP)" : sql);

/** A number of a day or a point in time; null where that is null. */
function part(name: string, sql: string, summary: string, compute: (cell: number, type: ColumnType | undefined) => Cell): RowFunction {
  return {
    name,
    summary,
    example: `${name}(.date)`,
    infer: (operands) => daysOnly(name, operands, 1) ?? operand("int", operands[0]?.nullable ?? true),
    sql: ([a = "NULL"]) => `${sql}(${untypedNull(a)})`,
    row: ([cell], [type]) => (typeof cell === "number" ? compute(cell, type) : null),
  };
}

const daysBetween: RowFunction = {
  name: "days_between",
  summary: "How many days the second date lies after the first; times of day do not count.",
  example: "days_between(.ordered, .delivered)",
  infer: (operands) => daysOnly("days_between", operands, 2) ?? operand("int", operands.some(({ nullable }) => nullable)),
  sql: ([a = "NULL", b = "NULL"]) => `date_diff('day', CAST(${a} AS DATE), CAST(${b} AS DATE))`,
  row: ([a, b], [first, second]) => (typeof a === "number" && typeof b === "number" ? dayOf(b, second) - dayOf(a, first) : null),
};

const secondsOfDay = (cell: number, type: ColumnType | undefined): number => (type?.kind === "timestamp" ? Math.floor(timeOfTimestamp(cell) / 1_000_000) : 0);

export const dayFunctions: readonly RowFunction[] = [
  part("year", "year", "The year.", (cell, type) => dateOfDay(dayOf(cell, type)).year),
  part("month", "month", "The month, 1 to 12.", (cell, type) => dateOfDay(dayOf(cell, type)).month),
  part("day", "day", "The day of the month, 1 to 31.", (cell, type) => dateOfDay(dayOf(cell, type)).day),
  part("weekday", "isodow", "The day of the week, 1 for Monday to 7 for Sunday.", (cell, type) => weekdayOf(dayOf(cell, type))),
  part("hour", "hour", "The hour, 0 to 23; 0 of a date.", (cell, type) => Math.floor(secondsOfDay(cell, type) / 3600)),
  part("minute", "minute", "The minute, 0 to 59; 0 of a date.", (cell, type) => Math.floor(secondsOfDay(cell, type) / 60) % 60),
  daysBetween,
];
