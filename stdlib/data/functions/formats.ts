import { dateOfDay, timeOfTimestamp, timestampOfDay } from "../../../language/expressions/calendar.ts";
import { fitsText, operand, wordsOf } from "../../../language/expressions/operands.ts";
import type { Operand, RowFunction } from "../../../language/nodes/functions.ts";
import type { ColumnType } from "../../../language/types/schema.ts";
import { literal } from "../../../runtime/relational/sql.ts";
import { dayOf, daysOnly, untypedNull } from "./days.ts";
import { directives, type Field, type Reading } from "./directives.ts";
import { dayInCalendar, dayInCalendarSql } from "./times.ts";

/** A format in its parts: text, and what stands for a field of a date. A message where it is none. */
export function partsOfFormat(format: string): readonly (string | Field)[] | string {
  const parts: (string | Field)[] = [];
  for (const [whole, letter, text] of format.matchAll(/%(.?)|([^%]+)/gsu)) {
    const field = letter === undefined ? undefined : directives.get(letter);
    if (letter === "%" || text !== undefined) parts.push(text ?? "%");
    else if (field) parts.push(field);
    else return `there is no \`${whole}\`; there are ${[...directives.keys()].map((each) => `\`%${each}\``).join(", ")} and \`%%\``;
  }
  return parts;
}

/** Why an operand is no format that is written in the pipeline. */
function formatMistake(name: string, format: Operand | undefined, wanted: (parts: readonly (string | Field)[]) => string | undefined): string | undefined {
  if (!format?.constant) return format?.type.kind === "unknown" ? undefined : `\`${name}\` takes a format that is written in the pipeline: \`${name}(.day, "%d.%m.%Y")\``;
  const { value } = format.constant;
  if (value === undefined) return undefined;
  if (typeof value !== "string") return `\`${name}\` takes a format as text, like "%d.%m.%Y"`;
  const parts = partsOfFormat(value);
  const mistake = typeof parts === "string" ? parts : wanted(parts);
  return mistake === undefined ? undefined : `\`${name}\` cannot read this format: ${mistake}`;
}

export const formatDate: RowFunction = {
  name: "format_date",
  summary: `A day or a point in time as text, by a format: ${[...directives].map(([letter, { words }]) => `\`%${letter}\` ${words}`).join(", ")}.`,
  example: 'format_date(.ordered, "%d.%m.%Y")',
  infer: (operands) => {
    const [moment, format] = operands;
    if (!moment || !format || operands.length !== 2) return "`format_date` takes a day or a point in time, and a format";
    return daysOnly("format_date", [moment], 1, true) ?? formatMistake("format_date", format, () => undefined) ?? operand("string", moment.nullable || format.type.kind === "unknown");
  },
  sql: ([moment = "NULL"], _, [, format]) => {
    const at = untypedNull(moment);
    const parts = typeof format === "string" ? partsOfFormat(format) : [];
    const texts = typeof parts === "string" ? [] : parts.map((part) => (typeof part === "string" ? literal(part) : part.sql(at)));
    return `(CASE WHEN ${at} IS NOT NULL THEN ${texts.length === 0 ? "''" : texts.join(" || ")} END)`;
  },
  row: ([moment, format], [type]) => {
    if (typeof moment !== "number" || typeof format !== "string") return null;
    const parts = partsOfFormat(format);
    const day = dayOf(moment, type);
    const microseconds = type?.kind === "timestamp" ? timeOfTimestamp(moment) : 0;
    return typeof parts === "string" ? null : parts.map((part) => (typeof part === "string" ? part : part.write({ ...dateOfDay(day), dayNumber: day, microseconds }))).join("");
  },
};

/** What a text must say, for there to be a day. */
function readable(parts: readonly (string | Field)[]): string | undefined {
  const fields = parts.filter((part): part is Field => typeof part !== "string");
  const mute = fields.find(({ read }) => !read);
  if (mute) return `text is not read by ${mute.words}`;
  const gives = fields.flatMap(({ read }) => (read ? [read.gives] : []));
  const twice = gives.find((name, index) => gives.indexOf(name) !== index);
  if (twice) return `it says the ${twice} twice`;
  const missing = (["year", "month", "day"] as const).find((name) => !gives.includes(name));
  return missing && `it does not say the ${missing}`;
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
const patternOf = (parts: readonly (string | Field)[]): string => `^[ \\t\\n\\r\\f\\v]*${parts.map((part) => (typeof part === "string" ? escaped(part) : `(${part.read?.pattern ?? ""})`)).join("")}[ \\t\\n\\r\\f\\v]*$`;
const readingsOf = (parts: readonly (string | Field)[]): readonly Reading[] => parts.flatMap((part) => (typeof part === "string" || !part.read ? [] : [part.read]));

/** SQL for the values that a text holds by a format, by what they are of; 0 for what the format does not say. */
function readSql(text: string, parts: readonly (string | Field)[]): (name: Reading["gives"]) => string {
  const pattern = literal(patternOf(parts));
  const places = new Map(readingsOf(parts).map((reading, index) => [reading.gives, reading.sql(`regexp_extract(${text}, ${pattern}, ${index + 1})`)]));
  return (name) => places.get(name) ?? "CAST(0 AS BIGINT)";
}

function read(text: string, parts: readonly (string | Field)[]): ReadonlyMap<Reading["gives"], number> | undefined {
  const found = new RegExp(patternOf(parts), "u").exec(text);
  return found ? new Map(readingsOf(parts).map((reading, index) => [reading.gives, reading.row(found[index + 1] ?? "")])) : undefined;
}

/** `to_date(.x, "%d.%m.%Y")`: as the conversion that is given, and by a format where one is written. */
export function withFormat(conversion: RowFunction, gives: "date" | "timestamp"): RowFunction {
  const { name } = conversion;
  return {
    ...conversion,
    summary: `${conversion.summary} With a format, of text that is written so: \`${name}("31.12.2024", "%d.%m.%Y")\`; the directives are those of \`format_date\`.`,
    infer: (operands) => {
      const [text, format] = operands;
      if (!text || !format || operands.length !== 2) return operands.length > 2 ? `\`${name}\` takes a value, and a format where it is text` : conversion.infer(operands);
      if (!fitsText(text)) return `\`${name}\` reads text by a format, and this is ${wordsOf(text.type)}`;
      return formatMistake(name, format, readable) ?? operand(gives, true);
    },
    sql: (args, types, constants) => {
      if (args.length < 2) return conversion.sql(args, types, constants);
      const parts = typeof constants[1] === "string" ? partsOfFormat(constants[1]) : "";
      if (typeof parts === "string") return "NULL";
      const value = readSql(`CAST(${args[0]} AS VARCHAR)`, parts);
      const day = dayInCalendarSql(value("year"), value("month"), value("day"));
      if (gives === "date") return day;
      const time = `${value("hour")} * 3600000000 + ${value("minute")} * 60000000 + ${value("second")} * 1000000 + ${value("microsecond")}`;
      return `(CAST(${day} AS TIMESTAMP) + to_microseconds(${time}))`;
    },
    row: (cells, types) => (cells.length < 2 ? conversion.row(cells, types) : readCell(cells, gives)),
  };
}

function readCell([text, format]: Parameters<RowFunction["row"]>[0], gives: ColumnType["kind"]): number | null {
  const parts = typeof format === "string" ? partsOfFormat(format) : "";
  const found = typeof text === "string" && typeof parts !== "string" ? read(text, parts) : undefined;
  if (!found) return null;
  const value = (name: Reading["gives"]): number => found.get(name) ?? 0;
  const day = dayInCalendar(value("year"), value("month"), value("day"));
  if (day === null || gives === "date") return day;
  return timestampOfDay(day) + value("hour") * 3_600_000_000 + value("minute") * 60_000_000 + value("second") * 1_000_000 + value("microsecond");
}
