import type { NumberLiteral } from "./ast.ts";

/** Milliseconds. */
const durations: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const sizes: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 };

export const units: readonly string[] = ["%", ...Object.keys(durations), ...Object.keys(sizes)];

const parts = /^(\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?)(.*)$/u;

/** The unit behind a number that is none of those known, if there is one. */
export function unknownUnit(image: string): string | undefined {
  const unit = parts.exec(image)?.[2] ?? "";
  return unit === "" || units.includes(unit) ? undefined : unit;
}

/** What a number literal means. A share is read as decimal digits, so that `33.3%` is exactly what `0.333` is. */
export function readNumber(image: string): Pick<NumberLiteral, "value" | "unit"> {
  const [, digits = "0", unit = ""] = parts.exec(image) ?? [];
  const plain = digits.replaceAll("_", "");
  if (unit === "%") return { value: Number(`${plain}e-2`) || Number(plain) / 100, unit: "share" };
  const duration = durations[unit];
  if (duration !== undefined) return { value: Number(plain) * duration, unit: "duration" };
  const size = sizes[unit];
  if (size !== undefined) return { value: Number(plain) * size, unit: "bytes" };
  return { value: Number(plain), unit: /[.eE]/.test(plain) ? "float" : "int" };
}
