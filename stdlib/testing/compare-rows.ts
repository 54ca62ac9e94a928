import type { RowDifferences } from "../../language/diagnostics/registry/testing.ts";
import { columnNamed, isNumeric, isTemporal, type Column } from "../../language/types/schema.ts";
import type { Context } from "../../runtime/node.ts";
import { identifier, sqlType } from "../../runtime/relational/sql.ts";
import { rowNumber, type DatasetValue } from "../../runtime/values.ts";

/** Floats within this relative error of each other are equal: sums may be taken in another order. */
const tolerance = 1e-9;
const mostShown = 5;

/** Where two datasets differ: in their columns, or in which rows; `undefined` where they are equal. Rows are compared in their order, columns by name. */
export async function differencesOf(left: DatasetValue, right: DatasetValue, context: Pick<Context, "engine" | "signal">): Promise<RowDifferences | undefined> {
  const missing = right.schema.columns.filter(({ name }) => !columnNamed(left.schema, name)).map(({ name }) => name);
  const added = left.schema.columns.filter(({ name }) => !columnNamed(right.schema, name)).map(({ name }) => name);
  if (missing.length + added.length > 0) return { of: "columns", missing, added };
  const engine = await context.engine();
  const names = right.schema.columns.map(({ name }) => name);
  const [ours, theirs] = await Promise.all([left, right].map(async (rows) => numbered(await engine.tableOf(rows), names)));
  const differs = right.schema.columns.map((column, index) => differing(columnNamed(left.schema, column.name) ?? column, column, index));
  const joined = `FROM (${ours}) AS l FULL JOIN (${theirs}) AS r ON l.n = r.n`;
  const where = ["l.n IS NULL", "r.n IS NULL", ...differs].join(" OR ");
  const [counts] = await engine.rows(`SELECT count(l.n) AS lefts, count(r.n) AS rights, count(*) FILTER (WHERE ${where}) AS differing ${joined}`, context.signal);
  const [lefts, rights, count] = [Number(counts?.["lefts"]), Number(counts?.["rights"]), Number(counts?.["differing"])];
  if (count === 0) return undefined;
  const cells = names.flatMap((_, index) => [`l.c${index} AS l${index}`, `r.c${index} AS r${index}`, `${differs[index] ?? "FALSE"} AS d${index}`]);
  const rows = await engine.rows(`SELECT coalesce(l.n, r.n) AS n, l.n IS NULL AS absent, r.n IS NULL AS extra, ${cells.join(", ")} ${joined} WHERE ${where} ORDER BY 1 LIMIT ${mostShown}`, context.signal);
  return { of: "rows", lefts, rights, count, examples: rows.map((row) => exampleOf(row, names)) };
}

const numbered = (table: string, names: readonly string[]): string =>
  `SELECT row_number() OVER (ORDER BY ${identifier(rowNumber)}) AS n${names.map((name, index) => `, ${identifier(name)} AS c${index}`).join("")} FROM ${table}`;

/** The condition that a column's values on the two sides differ. Text is read as a date where the other side is one. */
function differing(left: Column, right: Column, index: number): string {
  const as = (side: "l" | "r", own: Column, other: Column) => (isTemporal(other.type) && !isTemporal(own.type) ? `TRY_CAST(${side}.c${index} AS ${sqlType(other.type)})` : `${side}.c${index}`);
  const [a, b] = [as("l", left, right), as("r", right, left)];
  const isExact = !isNumeric(left.type) || !isNumeric(right.type) || (left.type.kind === "int" && right.type.kind === "int");
  if (isExact) return `(${a} IS DISTINCT FROM ${b})`;
  return `(${a} IS DISTINCT FROM ${b} AND NOT coalesce(abs(${a} - ${b}) <= ${tolerance} * greatest(abs(${a}), abs(${b})), FALSE))`;
}

function exampleOf(row: Readonly<Record<string, unknown>>, names: readonly string[]): string {
  const place = `row ${Number(row["n"])}`;
  const cells = (side: "l" | "r") => names.map((name, index) => `${name}: ${shown(row[`${side}${index}`])}`).join(", ").slice(0, 200);
  if (row["absent"]) return `${place} is only on the right: { ${cells("r")} }`;
  if (row["extra"]) return `${place} is only on the left: { ${cells("l")} }`;
  const differs = names.flatMap((name, index) => (row[`d${index}`] ? [`\`.${name}\` is ${shown(row[`l${index}`])}, not ${shown(row[`r${index}`])}`] : []));
  return `${place}: ${differs.join(", ").slice(0, 200)}`;
}

const shown = (value: unknown): string => (typeof value === "number" ? String(value) : JSON.stringify(value ?? null));
