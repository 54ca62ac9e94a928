import type { Column, ColumnType, Schema } from "../../language/types/schema.ts";
import { rowNumber } from "../values.ts";

/** The schema that `DESCRIBE` tells, without the row number. Every column may hold nulls: the engine knows no better. */
export function schemaOf(described: readonly (readonly unknown[])[]): Schema {
  const columns = described.map(([name, type]): Column => ({ name: String(name), type: columnTypeOf(String(type)), nullable: true }));
  return { columns: columns.filter(({ name }) => name !== rowNumber) };
}

/** The language's type of one of the engine's types; lists, structures and other kinds without an equal are `unknown`. */
export function columnTypeOf(type: string): ColumnType {
  const name = type.replace(/\(.*\)$/, "");
  if (/\[\d*\]$/.test(type)) return { kind: "unknown" };
  switch (name) {
    case "TINYINT":
    case "SMALLINT":
    case "INTEGER":
    case "BIGINT":
    case "UTINYINT":
    case "USMALLINT":
    case "UINTEGER":
      return { kind: "int" };
    case "UBIGINT":
    case "HUGEINT":
    case "UHUGEINT":
    case "FLOAT":
    case "DOUBLE":
    case "DECIMAL":
      return { kind: "float" };
    case "BOOLEAN":
      return { kind: "bool" };
    case "DATE":
      return { kind: "date" };
    case "TIMESTAMP":
    case "TIMESTAMP_S":
    case "TIMESTAMP_MS":
    case "TIMESTAMP_NS":
    case "TIMESTAMP WITH TIME ZONE":
      return { kind: "timestamp" };
    case "VARCHAR":
    case "ENUM":
    case "UUID":
    case "TIME":
      return { kind: "string" };
    default:
      return { kind: "unknown" };
  }
}
