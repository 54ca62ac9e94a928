import { dayOfDate, weekdayOf, type CivilDate } from "../../../language/expressions/calendar.ts";

/** What a field of a date is written from. */
export interface Moment extends CivilDate {
  /** Days since 1970-01-01. */
  readonly dayNumber: number;
  /** Since midnight. */
  readonly microseconds: number;
}

/** How a field is read from text. The pattern is one for both the engine and JavaScript. */
export interface Reading {
  readonly gives: "year" | "month" | "day" | "hour" | "minute" | "second" | "microsecond";
  readonly pattern: string;
  readonly sql: (text: string) => string;
  readonly row: (text: string) => number;
}

/** A directive of a format: `%Y`. */
export interface Field {
  readonly words: string;
  /** SQL for its text, of a date or a timestamp. */
  readonly sql: (moment: string) => string;
  readonly write: (moment: Moment) => string;
  /** Absent where a text is not read by it. */
  readonly read?: Reading;
}

const monthNames = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const dayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const short = (names: readonly string[]): readonly string[] => names.map((name) => name.slice(0, 3));

/** Digits with zeros in front, the sign counted with them, as `printf` does. */
const padded = (value: number, width: number): string => (value < 0 ? `-${String(-value).padStart(width - 1, "0")}` : String(value).padStart(width, "0"));

/** A number of some digits. */
function digits(words: string, width: number, sql: string, value: (moment: Moment) => number, gives?: Reading["gives"], pattern = "[0-9]{1,2}"): Field {
  const read: Reading | undefined = gives && { gives, pattern, sql: (text) => `TRY_CAST(${text} AS BIGINT)`, row: Number };
  return { words, sql: (moment) => `printf('%0${width}d', CAST(${sql.replaceAll("@", () => moment)} AS BIGINT))`, write: (moment) => padded(value(moment), width), ...(read && { read }) };
}

/** A name out of a list, read in any case. */
function named(words: string, names: readonly string[], sql: string, place: (moment: Moment) => number, gives?: Reading["gives"]): Field {
  const list = `[${names.map((name) => `'${name}'`).join(", ")}]`;
  const lower = names.map((name) => name.toLowerCase());
  const pattern = names.map((name) => [...name].map((letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`).join("")).join("|");
  const read: Reading | undefined = gives && { gives, pattern, sql: (text) => `list_position([${lower.map((name) => `'${name}'`).join(", ")}], lower(${text}))`, row: (text) => lower.indexOf(text.toLowerCase()) + 1 };
  return { words, sql: (moment) => `${list}[${sql.replaceAll("@", () => moment)}]`, write: (moment) => names[place(moment) - 1] ?? "", ...(read && { read }) };
}

const secondOf = ({ microseconds }: Moment): number => Math.floor(microseconds / 1_000_000);

/** Two digits are a year from 1969 to 2068, as POSIX has it. */
const shortYear: Field = {
  words: "the year in two digits, from 1969 to 2068",
  sql: (moment) => `printf('%02d', CAST(((year(${moment}) % 100) + 100) % 100 AS BIGINT))`,
  write: ({ year }) => padded(((year % 100) + 100) % 100, 2),
  read: {
    gives: "year",
    pattern: "[0-9]{2}",
    sql: (text) => `(TRY_CAST(${text} AS BIGINT) + CASE WHEN TRY_CAST(${text} AS BIGINT) < 69 THEN 2000 ELSE 1900 END)`,
    row: (text) => Number(text) + (Number(text) < 69 ? 2000 : 1900),
  },
};

const fraction: Field = {
  ...digits("six digits of the second's fraction", 6, "(microsecond(CAST(@ AS TIMESTAMP)) % 1000000)", ({ microseconds }) => microseconds % 1_000_000),
  read: { gives: "microsecond", pattern: "[0-9]{1,6}", sql: (text) => `TRY_CAST(rpad(${text}, 6, '0') AS BIGINT)`, row: (text) => Number(text.padEnd(6, "0")) },
};

const clock = "CAST(@ AS TIMESTAMP)";

/** The directives of formats, a part of those of `strftime`; names are English. */
export const directives: ReadonlyMap<string, Field> = new Map([
  ["Y", digits("the year", 4, "year(@)", ({ year }) => year, "year", "[0-9]{4}")],
  ["y", shortYear],
  ["m", digits("the month", 2, "month(@)", ({ month }) => month, "month")],
  ["d", digits("the day", 2, "day(@)", ({ day }) => day, "day")],
  ["H", digits("the hour", 2, `hour(${clock})`, (moment) => Math.floor(secondOf(moment) / 3600), "hour", "[01]?[0-9]|2[0-3]")],
  ["M", digits("the minute", 2, `minute(${clock})`, (moment) => Math.floor(secondOf(moment) / 60) % 60, "minute", "[0-5]?[0-9]")],
  ["S", digits("the second", 2, `second(${clock})`, (moment) => secondOf(moment) % 60, "second", "[0-5]?[0-9]")],
  ["f", fraction],
  ["b", named("the month's name in three letters", short(monthNames), "month(@)", ({ month }) => month, "month")],
  ["B", named("the month's name", monthNames, "month(@)", ({ month }) => month, "month")],
  ["a", named("the weekday's name in three letters", short(dayNames), "isodow(@)", ({ dayNumber }) => weekdayOf(dayNumber))],
  ["A", named("the weekday's name", dayNames, "isodow(@)", ({ dayNumber }) => weekdayOf(dayNumber))],
  ["j", digits("the day of the year in three digits", 3, "dayofyear(@)", ({ dayNumber, year }) => dayNumber - dayOfDate({ year, month: 1, day: 1 }) + 1)],
]);
