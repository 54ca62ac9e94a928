import { dateToText, parseDate, parseTimestamp, timestampToText } from "../../language/expressions/calendar.ts";
import type { Cell } from "../../language/nodes/functions.ts";
import type { ColumnType } from "../../language/types/schema.ts";

const dateText = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const timestampText = /^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)(?:Z|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))?$/;

/** An ISO date as days since 1970-01-01; null for any other text. */
export const dayOfIso = (text: string): number | null => (dateText.test(text) ? parseDate(text) : null);

/** An ISO timestamp as microseconds since 1970-01-01 UTC (without an offset it is UTC); null for any other text. */
export function microsecondsOfIso(text: string): number | null {
  const [, local, sign, hours = "0", minutes = "0"] = timestampText.exec(text) ?? [];
  const time = local === undefined ? null : parseTimestamp(local);
  if (time === null) return null;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000_000;
  return sign === "-" ? time + offset : time - offset;
}

/** A cell as JSON has it: dates and timestamps as ISO text, other values as they are; a number that JSON cannot say is null. */
export function cellToJson(cell: Cell, type: ColumnType): string | number | boolean | null {
  if (typeof cell !== "number") return cell;
  if (!Number.isFinite(cell)) return null;
  if (type.kind === "date") return dateToText(cell);
  if (type.kind === "timestamp") return `${timestampToText(cell).replace(" ", "T")}Z`;
  return cell;
}
