import { columnNamed, type ColumnType } from "../../language/types/schema.ts";
import { asVector } from "../engine/columns.ts";
import { computedBy } from "../engine/computed.ts";
import { rowNumber, type Computation, type DatasetValue } from "../values.ts";
import { tableOf } from "./dataset.ts";
import { identifier, sqlType } from "./sql.ts";

/** The row's values of a computation while the columns are taken from it: no user's column has this name. */
const values = identifier("__mlp_computed");

/**
 * Rows with the columns that a computation gives: nothing runs yet. `digest` names it in the store. Row numbers stay, and the computation becomes
 * a step of the row path.
 */
export function compute(dataset: DatasetValue, step: Computation, digest: string): DatasetValue {
  const args = step.takes.map(({ name, kind }) => asVector(identifier(name), kind === "codes" ? { kind: "string" } : columnNamed(dataset.schema, name)?.type));
  const inner = `SELECT *, ${computedBy(digest)}(${args.join(", ")}) AS ${values} FROM ${tableOf(dataset)}`;
  const place = new Map(step.gives.map((name, index) => [name, index + 1]));
  const columns = step.schema.columns.map(({ name, type }) => {
    const at = place.get(name);
    return at === undefined ? identifier(name) : `${given(`${values}[${at}]`, type)} AS ${identifier(name)}`;
  });
  const sql = `SELECT ${[identifier(rowNumber), ...columns].join(", ")} FROM (${inner})`;
  const path = "broken" in dataset.path ? dataset.path : { ...dataset.path, steps: [...dataset.path.steps, step] };
  return { kind: "dataset", schema: step.schema, table: { sql }, path, ...(dataset.rows !== undefined && { rows: dataset.rows }) };
}

/** A number as a value of a column; NaN is null. */
function given(value: string, type: ColumnType): string {
  const number = `CASE WHEN isnan(${value}) THEN NULL ELSE ${value} END`;
  return type.kind === "float" ? number : `CAST(${number} AS ${sqlType(type)})`;
}
