import { createHash } from "node:crypto";
import { compareText } from "../../../language/expressions/order.ts";
import type { Column, Schema } from "../../../language/types/schema.ts";
import { identifier } from "../../../runtime/relational/sql.ts";
import type { Cell } from "../../../language/nodes/functions.ts";
import { mix32 } from "./mix.ts";

/** The columns of a key in the order in which they are hashed: by name, so that neither the file's order nor the pipeline's counts. */
export function keyColumns(schema: Schema, names: readonly string[]): readonly Column[] {
  const wanted = new Set(names);
  return schema.columns.filter(({ name }) => wanted.has(name)).sort((a, b) => compareText(a.name, b.name));
}

/**
 * The text of a row's key in SQL. A single column is its value's text; several are each preceded by their length in bytes, so that no two
 * keys have one text. Whole numbers read the same in an integer and in a float column, and a moment is its microseconds since 1970:
 * a key keeps its text when the column's type, the engine's time zone or its way to print dates changes.
 */
export function keyTextSql(columns: readonly Column[]): string {
  const texts = columns.map(valueTextSql);
  return texts.length === 1 ? (texts[0] ?? "''") : texts.map((text) => `strlen(${text}) || ':' || ${text}`).join(" || ");
}

function valueTextSql({ name, type }: Column): string {
  const value = identifier(name);
  if (type.kind === "float") return `CAST(CAST(${value} AS HUGEINT) AS VARCHAR)`;
  if (type.kind === "timestamp") return `CAST(epoch_us(${value}) AS VARCHAR)`;
  if (type.kind === "date") return `strftime(${value}, '%Y-%m-%d')`;
  return `CAST(${value} AS VARCHAR)`;
}

/** The same text from values, in the columns' order; a date or a moment comes as ISO text. */
export function keyText(columns: readonly Column[], values: readonly Cell[]): string {
  const texts = columns.map(({ type }, index) => valueText(type.kind, values[index] ?? null));
  return texts.length === 1 ? (texts[0] ?? "") : texts.map((text) => `${Buffer.byteLength(text)}:${text}`).join("");
}

function valueText(kind: Column["type"]["kind"], value: Cell): string {
  if (kind === "timestamp" && value !== null) return microseconds(String(value));
  return typeof value === "number" ? BigInt(value).toString() : String(value);
}

/** Since 1970, of ISO text in UTC; JavaScript's own dates stop at milliseconds. */
function microseconds(text: string): string {
  const [seconds = "", fraction = ""] = text.replace(" ", "T").replace("Z", "").split(".");
  return (BigInt(Date.parse(`${seconds}Z`)) * 1000n + BigInt(fraction.padEnd(6, "0"))).toString();
}

/** The place of a key's text in the random order, from 0 to 2^32 - 1: the first 32 bits of its MD5, mixed with the salt. */
export function mixOfText(text: string, salt: number): number {
  return mix32((createHash("md5").update(text).digest().readUInt32BE(0) ^ salt) >>> 0);
}
