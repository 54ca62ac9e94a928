import { dateOfDay, dayOfDate, dayOfTimestamp, timeOfTimestamp, weekdayOf } from "../../../language/expressions/calendar.ts";
import { fitsDay, operand, wordsOf } from "../../../language/expressions/operands.ts";
import type { Cell, Operand, RowFunction } from "../../../language/nodes/functions.ts";
import type { ColumnType } from "../../../language/types/schema.ts";

/** Why operands are not so many days or points in time; `undefined` where they are. */
export function daysOnly(name: string, operands: readonly Operand[], count: number, timed = false): string | undefined {
  if (operands.length !== count) return `\`${name}\` takes ${count === 1 ? `one ${timed ? "timestamp" : "date"}` : "two dates"}`;
  const wrong = operands.find((each) => !fitsDay(each));
  if (!wrong) return undefined;
  return `\`${name}\` takes a date or a timestamp, and this is ${wordsOf(wrong.type)}; \`to_date(…)\` and \`to_timestamp(…)\` read one from text`;
}

export const dayOf = (cell: number, type: ColumnType | undefined): number => (type?.kind === "timestamp" ? dayOfTimestamp(cell) : cell);
export const untypedNull = (sql: string): string => (sql === "NULL" ? "CAST(NULL AS TIMESTAMP)" : sql);

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

const dayOfYear = (day: number): number => day - dayOfDate({ year: dateOfDay(day).year, month: 1, day: 1 }) + 1;

/** The week is that of its Thursday. */
const weekOf = (day: number): number => Math.ceil(dayOfYear(day - weekdayOf(day) + 4) / 7);

export const dayFunctions: readonly RowFunction[] = [
  part("year", "year", "The year.", (cell, type) => dateOfDay(dayOf(cell, type)).year),
  part("month", "month", "The month, 1 to 12.", (cell, type) => dateOfDay(dayOf(cell, type)).month),
  part("day", "day", "The day of the month, 1 to 31.", (cell, type) => dateOfDay(dayOf(cell, type)).day),
  part("weekday", "isodow", "The day of the week, 1 for Monday to 7 for Sunday.", (cell, type) => weekdayOf(dayOf(cell, type))),
  part("quarter", "quarter", "The quarter of the year, 1 to 4.", (cell, type) => Math.ceil(dateOfDay(dayOf(cell, type)).month / 3)),
  part("week", "weekofyear", "The week of the year, 1 to 53, as ISO 8601 counts them: from Monday, and the first week is the one with the first Thursday.", (cell, type) => weekOf(dayOf(cell, type))),
  part("day_of_year", "dayofyear", "The day of the year, 1 to 366.", (cell, type) => dayOfYear(dayOf(cell, type))),
  {
    ...part("is_weekend", "isodow", "Whether the day is a Saturday or a Sunday.", (cell, type) => weekdayOf(dayOf(cell, type)) > 5),
    infer: (operands) => daysOnly("is_weekend", operands, 1) ?? operand("bool", operands[0]?.nullable ?? true),
    sql: ([a = "NULL"]) => `(isodow(${untypedNull(a)}) > 5)`,
  },
  part("hour", "hour", "The hour, 0 to 23; 0 of a date.", (cell, type) => Math.floor(secondsOfDay(cell, type) / 3600)),
  part("minute", "minute", "The minute, 0 to 59; 0 of a date.", (cell, type) => Math.floor(secondsOfDay(cell, type) / 60) % 60),
  part("second", "second", "The whole second, 0 to 59; 0 of a date.", (cell, type) => secondsOfDay(cell, type) % 60),
  daysBetween,
];
