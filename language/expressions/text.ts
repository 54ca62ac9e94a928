import type { Cell } from "../nodes/functions.ts";
import type { ColumnType } from "../types/schema.ts";
import { dateToText, timestampToText } from "./calendar.ts";

/** A value as text, the same that the engine gives: integers with all digits, floats with their shortest digits and a point. */
export function cellToText(cell: Exclude<Cell, null>, type: ColumnType | undefined): string {
  if (typeof cell !== "number") return String(cell);
  if (type?.kind === "date") return dateToText(cell);
  if (type?.kind === "timestamp") return timestampToText(cell);
  if (type?.kind === "int") return BigInt(cell).toString();
  return floatToText(cell);
}

/** `1.0`, `0.0001`, `1e-05`, `1e+16`: fixed while the exponent is from -4 to 15. */
export function floatToText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const [mantissa = "0", power = "0"] = Math.abs(value).toExponential().split("e");
  const exponent = Number(power);
  const digits = mantissa.replace(".", "");
  if (exponent < -4 || exponent > 15) return `${sign}${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${whole}.${digits.slice(exponent + 1) || "0"}`;
}
