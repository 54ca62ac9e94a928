import type { DuckDBMaterializedResult, DuckDBValue } from "@duckdb/node-api";

/** Rows as objects without a prototype, so that any column name is only a name. */
export async function plainRows(result: DuckDBMaterializedResult): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const names = result.columnNames();
  return (await result.getRows()).map((row) => {
    const plain = Object.create(null) as Record<string, unknown>;
    names.forEach((name, index) => (plain[name] = plainValue(row[index] ?? null)));
    return plain;
  });
}

/** Integers as numbers, dates and timestamps as ISO text, lists as arrays. */
function plainValue(value: DuckDBValue): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value === null || typeof value !== "object") return value;
  if ("items" in value && Array.isArray(value.items)) return value.items.map(plainValue);
  return "scale" in value ? Number(String(value)) : String(value);
}
