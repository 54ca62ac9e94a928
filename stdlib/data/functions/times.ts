import { dateOfDay, dayOfDate, dayOfTimestamp, timeOfTimestamp, timestampOfDay, weekdayOf } from "../../../language/expressions/calendar.ts";
import { fitsDay, fitsNumber, operand, wordsOf } from "../../../language/expressions/operands.ts";
import type { Cell, Operand, RowFunction } from "../../../language/nodes/functions.ts";
import type { ColumnType } from "../../../language/types/schema.ts";
import { daysOnly, untypedNull } from "./days.ts";
import { isMissing } from "./numbers.ts";

const months = { month: 1, quarter: 3, year: 12 } as const;
const dayUnits = { day: 1, week: 7 } as const;
const clock = { second: 1_000_000, minute: 60_000_000, hour: 3_600_000_000 } as const;

const isMonths = (unit: string): unit is keyof typeof months => unit in months;
const isDays = (unit: string): unit is keyof typeof dayUnits => unit in dayUnits;
const isClock = (unit: string): unit is keyof typeof clock => unit in clock;
const units = [...Object.keys(clock), ...Object.keys(dayUnits), ...Object.keys(months)];

/** As far as a timestamp reaches: about 290,000 years. */
const farthest = 9.2e18;
/** As far, each whole second is a whole number of microseconds that a float holds. */
const farthestExact = 2 ** 59;
const farthestDay = 106_000_000;

/** Why the last operand does not name a unit. */
function unitMistake(name: string, unit: Operand | undefined): string | undefined {
  const takes = `\`${name}\` takes one of "${units.join('", "')}" as its unit`;
  if (!unit?.constant) return unit?.type.kind === "unknown" ? undefined : `${takes}, written in the pipeline`;
  const { value } = unit.constant;
  return value === undefined || (typeof value === "string" && units.includes(value)) ? undefined : takes;
}

/** A date stays one where the unit is a day or longer. */
function momentOf(type: ColumnType | undefined, unit: Operand | undefined): "date" | "timestamp" {
  const value = unit?.constant?.value;
  return type?.kind === "date" && !(typeof value === "string" && isClock(value)) ? "date" : "timestamp";
}

/** The beginning of a day's week, month, quarter or year. */
function startDay(day: number, unit: string): number {
  if (unit === "week") return day - weekdayOf(day) + 1;
  if (!isMonths(unit)) return day;
  const { year, month } = dateOfDay(day);
  return dayOfDate({ year, month: month - ((month - 1) % months[unit]), day: 1 });
}

const truncate: RowFunction = {
  name: "date_trunc",
  summary: `The beginning of the second, minute, hour, day, week (its Monday), month, quarter or year that a day or a point in time lies in.`,
  example: 'date_trunc(.ordered, "month")',
  infer: (operands) => {
    const [moment, unit] = operands;
    if (!moment || !unit || operands.length !== 2) return "`date_trunc` takes a day or a point in time, and a unit";
    return daysOnly("date_trunc", [moment], 1, true) ?? unitMistake("date_trunc", unit) ?? operand(momentOf(moment.type, unit), true);
  },
  sql: ([moment = "NULL"], [type], [, unit]) => {
    const isDate = type?.kind === "date" && !isClock(String(unit));
    const far = `abs(CAST(epoch_us(CAST(${untypedNull(moment)} AS TIMESTAMP)) AS DOUBLE)) < ${farthest}`;
    return `(CASE WHEN ${far} THEN CAST(date_trunc('${String(unit)}', ${untypedNull(moment)}) AS ${isDate ? "DATE" : "TIMESTAMP"}) END)`;
  },
  row: ([moment, unit], [type]) => {
    if (typeof moment !== "number" || typeof unit !== "string") return null;
    if (Math.abs(type?.kind === "date" ? timestampOfDay(moment) : moment) >= farthest) return null;
    if (type?.kind === "date") return isClock(unit) ? timestampOfDay(moment) : startDay(moment, unit);
    if (isClock(unit)) return moment - mod(timeOfTimestamp(moment), clock[unit]);
    return timestampOfDay(startDay(dayOfTimestamp(moment), unit));
  },
};

const mod = (x: number, by: number): number => x - Math.floor(x / by) * by;

/** The same day of a later month, or that month's last day where it is shorter. */
function addMonths(day: number, count: number): number {
  const { year, month, day: own } = dateOfDay(day);
  const total = year * 12 + month - 1 + count;
  const [toYear, toMonth] = [Math.floor(total / 12), mod(total, 12) + 1];
  const next = dayOfDate({ year: toMonth === 12 ? toYear + 1 : toYear, month: (toMonth % 12) + 1, day: 1 });
  return Math.min(dayOfDate({ year: toYear, month: toMonth, day: own }), next - 1);
}

/** No count of units leads farther than a timestamp reaches. */
const mostAdded = (unit: string): number => (isMonths(unit) ? 3_480_000 / months[unit] : isDays(unit) ? farthestDay / dayUnits[unit] : isClock(unit) ? Math.floor(9e15 / clock[unit]) : 0);

const add: RowFunction = {
  name: "date_add",
  summary: "The day or point in time so many seconds, minutes, hours, days, weeks, months, quarters or years later, earlier where the number is negative. A day that a month does not have becomes its last; null where that is out of what a timestamp holds, or with seconds, minutes or hours more than 285 years away, or 18,000 years from today.",
  example: 'date_add(.ordered, 30, "day")',
  infer: (operands) => {
    const [moment, count, unit] = operands;
    if (!moment || !count || !unit || operands.length !== 3) return "`date_add` takes a day or a point in time, how many units to add, and the unit";
    if (!fitsNumber(count) || count.type.kind === "float") return `\`date_add\` takes an integer as how many units to add, and this is ${wordsOf(count.type)}`;
    return daysOnly("date_add", [moment], 1, true) ?? unitMistake("date_add", unit) ?? operand(momentOf(moment.type, unit), true);
  },
  sql: ([moment = "NULL", count = "NULL"], [type], [, , named]) => {
    const unit = String(named);
    const isDate = type?.kind === "date" && !isClock(unit);
    const [start, many] = [`CAST(${untypedNull(moment)} AS TIMESTAMP)`, `CAST(${count} AS BIGINT)`];
    const step = isMonths(unit) ? `to_months(CAST(${many} * ${months[unit]} AS INTEGER))` : isDays(unit) ? `to_days(CAST(${many} * ${dayUnits[unit]} AS INTEGER))` : `to_microseconds(${many} * ${isClock(unit) ? clock[unit] : 0})`;
    const days = isMonths(unit) ? 30.436875 * months[unit] : isDays(unit) ? dayUnits[unit] : 0;
    const reached = `CAST(epoch_us(${start}) AS DOUBLE) + CAST(${count} AS DOUBLE) * ${days === 0 && isClock(unit) ? clock[unit] : Math.round(days * 86_400_000_000)}.0`;
    const inside = `abs(CAST(${count} AS DOUBLE)) <= ${mostAdded(unit)} AND abs(${reached}) < ${isClock(unit) ? farthestExact : farthest}`;
    return `(CASE WHEN ${inside} THEN CAST(${start} + ${step} AS ${isDate ? "DATE" : "TIMESTAMP"}) END)`;
  },
  row: ([moment, count, unit], [type]) => {
    if (typeof moment !== "number" || typeof count !== "number" || typeof unit !== "string" || Math.abs(count) > mostAdded(unit)) return null;
    const start = type?.kind === "date" ? timestampOfDay(moment) : moment;
    const size = isMonths(unit) ? Math.round(30.436875 * months[unit] * 86_400_000_000) : isDays(unit) ? dayUnits[unit] * 86_400_000_000 : isClock(unit) ? clock[unit] : 0;
    if (Math.abs(start + count * size) >= (isClock(unit) ? farthestExact : farthest)) return null;
    if (isClock(unit)) return start + count * size;
    const day = dayOfTimestamp(start);
    const later = isMonths(unit) ? addMonths(day, count * months[unit]) : isDays(unit) ? day + count * dayUnits[unit] : day;
    return type?.kind === "date" ? later : timestampOfDay(later) + timeOfTimestamp(start);
  },
};

function elapsed(unit: keyof typeof clock): RowFunction {
  const name = `${unit}s_between`;
  return {
    name,
    summary: `How many ${unit}s the second point in time lies after the first, with fractions.`,
    example: `${name}(.started, .ended)`,
    infer: (operands) => daysOnly(name, operands, 2) ?? operand("float", operands.some(({ nullable }) => nullable)),
    sql: ([a = "NULL", b = "NULL"]) => {
      const [from, to] = [a, b].map((arg) => `CAST(epoch_us(CAST(${arg} AS TIMESTAMP)) AS DOUBLE)`);
      return `((${to} - ${from}) / ${clock[unit]}.0)`;
    },
    row: ([a, b], [first, second]) => (isMissing(a) || isMissing(b) ? null : (pointOf(b, second) - pointOf(a, first)) / clock[unit]),
  };
}

const pointOf = (cell: Cell, type: ColumnType | undefined): number => (type?.kind === "date" ? timestampOfDay(Number(cell)) : Number(cell));

/** Whole months from the first to the second point in time. The last day of a month counts as any day that it is too short for. */
function wholeMonths(from: number, to: number): number {
  if (from > to) return -wholeMonths(to, from) + 0;
  const [first, last] = [dayOfTimestamp(from), dayOfTimestamp(to)];
  const [start, end] = [dateOfDay(first), dateOfDay(last)];
  const isLastDay = dateOfDay(last + 1).day === 1;
  const day = isLastDay ? Math.min(start.day, end.day) : start.day;
  const complete = end.day > day || (end.day === day && timeOfTimestamp(to) >= timeOfTimestamp(from));
  return (end.year - start.year) * 12 + end.month - start.month - (complete ? 0 : 1);
}

function monthsBetween(name: string, unit: "month" | "year", summary: string, example: string): RowFunction {
  return {
    name,
    summary,
    example,
    infer: (operands) => {
      const wrong = operands.length === 2 ? operands.find((each) => !fitsDay(each)) : undefined;
      return daysOnly(name, operands, 2) ?? (wrong ? wordsOf(wrong.type) : operand("int", operands.some(({ nullable }) => nullable)));
    },
    sql: ([a = "NULL", b = "NULL"]) => `datesub('${unit}', CAST(${a} AS TIMESTAMP), CAST(${b} AS TIMESTAMP))`,
    row: ([a, b], [first, second]) => (isMissing(a) || isMissing(b) ? null : Math.trunc(wholeMonths(pointOf(a, first), pointOf(b, second)) / (unit === "year" ? 12 : 1)) + 0),
  };
}

const makeDate: RowFunction = {
  name: "make_date",
  summary: "The day of a year, a month and a day; null where the calendar has none.",
  example: "make_date(.year, .month, 1)",
  infer: (operands) => {
    if (operands.length !== 3) return "`make_date` takes a year, a month and a day";
    const wrong = operands.find((each) => !fitsNumber(each) || each.type.kind === "float");
    return wrong ? `\`make_date\` takes integers, and this is ${wordsOf(wrong.type)}` : operand("date", true);
  },
  sql: (args) => {
    const [year, month, day] = args.map((arg) => `CAST(${arg} AS BIGINT)`);
    return `(CASE WHEN ${year} BETWEEN 1 AND 9999 AND ${month} BETWEEN 1 AND 12 AND ${day} BETWEEN 1 AND 31 THEN ${dayInCalendarSql(`${year}`, `${month}`, `${day}`)} END)`;
  },
  row: (cells) => {
    if (cells.some(isMissing)) return null;
    const [year = 0, month = 0, day = 0] = cells.map(Number);
    return year < 1 || year > 9999 ? null : dayInCalendar(year, month, day);
  },
};

/** The day of a date that is in the calendar; null where it is not. */
export function dayInCalendar(year: number, month: number, day: number): number | null {
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  const result = dayOfDate({ year, month, day });
  return dateOfDay(result).day === day ? result : null;
}

/** The same of integers of at most four and two digits. `TRY(make_date(…))` may fail: the engine computes what several expressions share before the TRY. */
export const dayInCalendarSql = (year: string, month: string, day: string): string => `TRY_CAST(printf('%04d-%02d-%02d', ${year}, ${month}, ${day}) AS DATE)`;

const epoch: RowFunction = {
  name: "epoch",
  summary: "How many seconds a point in time lies after the beginning of 1970 (UTC), with fractions.",
  example: "epoch(.created)",
  infer: (operands) => daysOnly("epoch", operands, 1, true) ?? operand("float", operands[0]?.nullable ?? true),
  sql: ([a = "NULL"]) => `(CAST(epoch_us(CAST(${untypedNull(a)} AS TIMESTAMP)) AS DOUBLE) / 1000000.0)`,
  row: ([a], [type]) => (isMissing(a) ? null : pointOf(a, type) / 1_000_000),
};

const fromEpoch: RowFunction = {
  name: "from_epoch",
  summary: "The point in time so many seconds after the beginning of 1970 (UTC), cut to microseconds; null where that is out of what a timestamp holds.",
  example: "from_epoch(.unix_time)",
  infer: (operands) => {
    const [seconds] = operands;
    if (!seconds || operands.length !== 1 || !fitsNumber(seconds)) return `\`from_epoch\` takes a number of seconds${seconds && operands.length === 1 ? `, and this is ${wordsOf(seconds.type)}` : ""}`;
    return operand("timestamp", true);
  },
  sql: ([a]) => {
    const micros = `floor(CAST(${a} AS DOUBLE) * 1000000.0)`;
    return `(CASE WHEN abs(${micros}) < ${farthest} THEN make_timestamp(CAST(${micros} AS BIGINT)) END)`;
  },
  row: ([a]) => {
    if (isMissing(a)) return null;
    const micros = Math.floor(Number(a) * 1_000_000);
    return Math.abs(micros) < farthest ? micros + 0 : null;
  },
};

export const timeFunctions: readonly RowFunction[] = [
  elapsed("second"),
  elapsed("minute"),
  elapsed("hour"),
  monthsBetween("months_between", "month", "How many whole months the second day or point in time lies after the first; the last day of a month counts as a day that it is too short for.", "months_between(.signed, .left)"),
  monthsBetween("years_between", "year", "How many whole years the second day or point in time lies after the first, as an age is counted.", "years_between(.born, .ordered)"),
  truncate,
  add,
  makeDate,
  epoch,
  fromEpoch,
];
