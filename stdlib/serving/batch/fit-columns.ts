import { nearest } from "../../../language/diagnostics/suggest.ts";
import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { inputCellWrong, inputColumnsMissing } from "../../../language/diagnostics/registry/serving.ts";
import type { Column, ColumnType, Schema } from "../../../language/types/schema.ts";
import type { DataEngine } from "../../../runtime/engine/engine.ts";
import { identifier, sqlType } from "../../../runtime/relational/sql.ts";
import { rowNumber, type DatasetValue } from "../../../runtime/values.ts";
import { expectation } from "../request-schema.ts";

interface Pair {
  readonly wanted: Column;
  readonly given: Column;
}

/**
 * The columns that a model takes out of rows that may have more, each in the type that it takes. Throws a diagnostic with all columns
 * that are missing, or for values that are not of their column's type: a file says less about types than the training data did.
 */
export async function fitColumns(rows: DatasetValue, input: Schema, model: string, engine: DataEngine): Promise<DatasetValue> {
  const pairs = pairUp(rows.schema, input, model);
  const table = await engine.tableOf(rows);
  const changed = pairs.filter(({ wanted, given }) => sqlType(wanted.type) !== sqlType(given.type));
  if (changed.length > 0) await refuseMisfits(changed, table, engine);
  const select = pairs.map(({ wanted, given }) => {
    const value = identifier(given.name);
    return sqlType(wanted.type) === sqlType(given.type) ? value : `CAST(${value} AS ${sqlType(wanted.type)}) AS ${identifier(wanted.name)}`;
  });
  const schema: Schema = { columns: pairs.map(({ wanted, given }) => ({ ...wanted, nullable: given.nullable })) };
  const sql = `SELECT ${[identifier(rowNumber), ...select].join(", ")} FROM ${table}`;
  return { kind: "dataset", schema, table: { sql }, path: { input: schema, steps: [] }, ...(rows.rows !== undefined && { rows: rows.rows }) };
}

function pairUp(given: Schema, wanted: Schema, model: string): readonly Pair[] {
  const columns = new Map(given.columns.map((column) => [column.name, column]));
  const missing = wanted.columns.filter(({ name }) => !columns.has(name));
  if (missing.length > 0) {
    const needed = new Set(wanted.columns.map(({ name }) => name));
    const spare = given.columns.map(({ name }) => name).filter((name) => !needed.has(name));
    fail(inputColumnsMissing, {
      model,
      missing: missing.map(({ name }) => {
        const near = nearest(name, spare);
        return { name, ...(near !== undefined && { near }) };
      }),
    });
  }
  return wanted.columns.flatMap((column) => {
    const found = columns.get(column.name);
    return found ? [{ wanted: column, given: found }] : [];
  });
}

/** A condition that holds where a value is there, but is none of the wanted type. */
function misfit({ wanted, given }: Pair): string {
  const value = identifier(given.name);
  if (!convertible(given.type, wanted.type)) return `${value} IS NOT NULL`;
  const whole = wanted.type.kind === "int" && given.type.kind === "float" ? ` OR ${value} <> trunc(${value})` : "";
  return `(${value} IS NOT NULL AND (TRY_CAST(${value} AS ${sqlType(wanted.type)}) IS NULL${whole}))`;
}

function convertible(from: ColumnType, to: ColumnType): boolean {
  const target = sqlType(to);
  if (sqlType(from) === "VARCHAR" || target === "VARCHAR") return true;
  const numbers = ["BIGINT", "DOUBLE"];
  const times = ["DATE", "TIMESTAMP"];
  return [numbers, times].some((group) => group.includes(sqlType(from)) && group.includes(target));
}

async function refuseMisfits(pairs: readonly Pair[], table: string, engine: DataEngine): Promise<void> {
  const counts = pairs.map((pair, index) => `count(*) FILTER (WHERE ${misfit(pair)}) AS n${index}`);
  const [counted] = await engine.rows(`SELECT ${counts.join(", ")} FROM ${table}`);
  const index = pairs.findIndex((_, at) => Number(counted?.[`n${at}`]) > 0);
  const pair = pairs[index];
  if (!pair) return;
  const { wanted } = pair;
  const [first] = await engine.rows(
    `SELECT ${identifier(rowNumber)} + 1 AS at, left(CAST(${identifier(pair.given.name)} AS VARCHAR), 100) AS found FROM ${table} WHERE ${misfit(pair)} ORDER BY ${identifier(rowNumber)} LIMIT 1`,
  );
  fail(inputCellWrong, {
    column: wanted.name,
    expected: expectation({ type: wanted.type, nullable: false }),
    row: Number(first?.["at"]),
    value: String(first?.["found"]),
    wrong: Number(counted?.[`n${index}`]),
  });
}
