import { createHash } from "node:crypto";

/** JSON with sorted keys: the same data gives the same text. Numbers that JSON lacks are spelt out. */
export function canonical(value: unknown): string {
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0) ? String(value) : `"#${Object.is(value, -0) ? "-0" : value}"`;
  if (value === null || value === undefined) return "null";
  if (typeof value !== "object") return JSON.stringify(value) ?? "null";
  if (ArrayBuffer.isView(value)) return `"#${createHash("sha256").update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)).digest("hex")}"`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`)
    .join(",")}}`;
}

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
