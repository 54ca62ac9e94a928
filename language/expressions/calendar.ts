/** Dates are days and timestamps are microseconds since 1970-01-01 UTC, in the proleptic Gregorian calendar. */

const microsecondsPerDay = 86_400_000_000;

export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The calendar date of a day. The algorithm is Howard Hinnant's `civil_from_days`. */
export function dateOfDay(days: number): CivilDate {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1 };
}

/** The day of a calendar date. The algorithm is Howard Hinnant's `days_from_civil`. */
export function dayOfDate({ year, month, day }: CivilDate): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

/** The day that a timestamp lies in. */
export const dayOfTimestamp = (microseconds: number): number => Math.floor(microseconds / microsecondsPerDay);

/** Microseconds since midnight. */
export const timeOfTimestamp = (microseconds: number): number => microseconds - dayOfTimestamp(microseconds) * microsecondsPerDay;

export const timestampOfDay = (days: number): number => days * microsecondsPerDay;

/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (days: number): number => ((((days + 3) % 7) + 7) % 7) + 1;

/** Blanks that may stand around a value in text, for both a regular expression of the engine and of JavaScript. */
export const blanks = "[ \\t\\n\\r\\f\\v]*";
export const datePattern = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
export const timestampPattern = `${datePattern}(?:[ T](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\\.[0-9]{1,6})?Z?)?)?`;

const dateText = new RegExp(`^${blanks}(${datePattern})${blanks}$`);
const timestampText = new RegExp(`^${blanks}(${timestampPattern})${blanks}$`);

/** `2024-12-31` as a day; null for any other text and for days that are not in the calendar. */
export function parseDate(text: string): number | null {
  const match = dateText.exec(text)?.[1];
  return match === undefined ? null : dayOfText(match);
}

function dayOfText(text: string): number | null {
  const date = { year: Number(text.slice(0, 4)), month: Number(text.slice(5, 7)), day: Number(text.slice(8, 10)) };
  const day = dayOfDate(date);
  const back = dateOfDay(day);
  return back.year === date.year && back.month === date.month && back.day === date.day ? day : null;
}

/** `2024-12-31 23:59:59.5` (also with `T`, `Z`, or without seconds or time) as microseconds, read as UTC; null for any other text. More than 285 years from 1970 fractions of a second are cut to 32 microseconds or fewer. */
export function parseTimestamp(text: string): number | null {
  const match = timestampText.exec(text)?.[1];
  const day = match === undefined ? null : dayOfText(match);
  if (match === undefined || day === null) return null;
  const [hours = "0", minutes = "0", seconds = "0"] = match.slice(11).replace("Z", "").split(":");
  const [whole = "0", fraction = ""] = seconds.split(".");
  const second = timestampOfDay(day) + (Number(hours || 0) * 3600 + Number(minutes) * 60 + Number(whole)) * 1_000_000;
  // Down to what a double can keep: to the next one, the last microsecond of a year would be in the year after.
  const step = Math.max(1, 2 ** (Math.floor(Math.log2(Math.abs(second))) - 52));
  return second + Math.floor(Number(fraction.padEnd(6, "0")) / step) * step;
}

const padded = (value: number, width: number): string => String(value).padStart(width, "0");

/** A day as `2024-12-31`; years before 1 end in ` (BC)`. */
export function dateToText(days: number): string {
  const { year, month, day } = dateOfDay(days);
  const text = `${padded(year > 0 ? year : 1 - year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
  return year > 0 ? text : `${text} (BC)`;
}

/** A timestamp as `2024-12-31 23:59:59.5`: its day as `dateToText` writes it, and the time of day. */
export function timestampToText(microseconds: number): string {
  const time = timeOfTimestamp(microseconds);
  const seconds = Math.floor(time / 1_000_000);
  const fraction = padded(time - seconds * 1_000_000, 6).replace(/0+$/, "");
  const clock = `${padded(Math.floor(seconds / 3600), 2)}:${padded(Math.floor(seconds / 60) % 60, 2)}:${padded(seconds % 60, 2)}${fraction && `.${fraction}`}`;
  return `${dateToText(dayOfTimestamp(microseconds))} ${clock}`;
}
