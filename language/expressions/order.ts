import type { Cell } from "../nodes/functions.ts";
import type { ColumnType } from "../types/schema.ts";

const microsecondsPerDay = 86_400_000_000;

/**
 * The order of two values that are not null, as the engine has it: text by code point (not by UTF-16 unit),
 * numbers by size with NaN equal to itself and above infinity, dates before later timestamps.
 */
export function compareCells(a: Exclude<Cell, null>, b: Exclude<Cell, null>, types: readonly ColumnType[]): number {
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  const [left, right] = types;
  const mixed = left?.kind !== right?.kind && (left?.kind === "timestamp" || right?.kind === "timestamp");
  const x = mixed && left?.kind === "date" ? Number(a) * microsecondsPerDay : Number(a);
  const y = mixed && right?.kind === "date" ? Number(b) * microsecondsPerDay : Number(b);
  return compareNumbers(x, y);
}

/** By size; NaN is equal to itself and above everything else. */
export function compareNumbers(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

/** By code point, which is the order of the UTF-8 bytes. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all others of one unit. */
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
