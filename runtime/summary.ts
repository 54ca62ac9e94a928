import { isDataset, isParts } from "./values.ts";

const keptLengths = 20;

/** A value in a few fields, for events and records: large arrays and files are left out. */
export function summaryOf(value: unknown): Readonly<Record<string, unknown>> {
  if (isDataset(value)) {
    return { kind: "dataset", rows: value.rows ?? null, columns: value.schema.columns.map(({ name, type, nullable }) => ({ name, type: type.kind, nullable })) };
  }
  if (isParts(value)) return { kind: "parts", parts: Object.fromEntries(Object.entries(value.parts).map(([name, part]) => [name, summaryOf(part)])) };
  if (typeof value !== "object" || value === null) return { kind: "scalar", value: value ?? null };
  return Object.fromEntries(Object.entries(value).filter(([, field]) => isSmall(field)));
}

function isSmall(value: unknown, depth = 0): boolean {
  if (ArrayBuffer.isView(value)) return false;
  if (Array.isArray(value)) return value.length <= keptLengths && value.every((item) => isSmall(item, depth + 1));
  if (typeof value === "object" && value !== null) {
    const items = Object.values(value);
    return depth < 2 && items.length <= keptLengths && items.every((item) => isSmall(item, depth + 1));
  }
  return typeof value !== "string" || value.length <= 2000;
}
