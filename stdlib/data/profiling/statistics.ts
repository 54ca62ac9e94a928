import type { Literal } from "../../../language/graph/graph.ts";
import { isNumeric, showColumnType, type Column } from "../../../language/types/schema.ts";
import { selectColumns, type Selector } from "../../../language/types/selectors.ts";
import type { Context } from "../../../runtime/node.ts";
import { identifier, literal, sqlType } from "../../../runtime/relational/sql.ts";
import { rowNumber, type DatasetValue } from "../../../runtime/values.ts";
import { statisticsSchema } from "./schema.ts";

type Statistics = Readonly<Record<string, Literal>>;
type Scan = Pick<Context, "engine" | "signal">;

/** A row for every chosen column. */
export async function statisticsOf(rows: DatasetValue, chosen: Selector | undefined, context: Scan): Promise<DatasetValue> {
  const names = new Set(chosen === undefined ? rows.schema.columns.map(({ name }) => name) : selectColumns(chosen, rows.schema));
  const columns = rows.schema.columns.filter(({ name }) => names.has(name));
  const counted = await countsOf(rows, columns, context);
  const all: Statistics[] = [];
  for (const [index, column] of columns.entries()) all.push({ ...common(column, counted, index), ...(await momentsOf(rows, column, context)), ...(await topOf(rows, column, context)) });
  return tableOf(all);
}

const hasOrder = ({ type, pii }: Column): boolean => !isNumeric(type) && type.kind !== "bool" && !pii;
export const hasTop = ({ type, pii }: Column): boolean => (type.kind === "string" || type.kind === "category" || type.kind === "bool") && !pii;
export const hasMoments = ({ type, pii }: Column): boolean => isNumeric(type) && !pii;

/** The quantiles by their names, and their places. */
const quantiles = ["min", "q05", "q25", "median", "q75", "q95", "max"] as const;
const places = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];

/** Counts, ends and quantiles of all columns, in one scan. */
async function countsOf(rows: DatasetValue, columns: readonly Column[], { engine, signal }: Scan): Promise<Readonly<Record<string, unknown>>> {
  const open = await engine();
  const select = columns.flatMap((column, index) => {
    const value = identifier(column.name);
    const number = `CAST(${value} AS DOUBLE)`;
    const known = `FILTER (WHERE NOT isnan(${number}))`;
    return [
      `count(${value}) AS n${index}`,
      `count(DISTINCT ${value}) AS d${index}`,
      ...(hasOrder(column) ? [`CAST(min(${value}) AS VARCHAR) AS f${index}`, `CAST(max(${value}) AS VARCHAR) AS l${index}`] : []),
      ...(hasMoments(column) ? places.map((place, at) => `quantile_cont(${number}, ${place}) ${known} AS q${index}_${at}`) : []),
    ];
  });
  const [found] = await open.rows(`SELECT count(*) AS n${select.map((each) => `, ${each}`).join("")} FROM ${await open.tableOf(rows)}`, signal);
  return found ?? {};
}

const asNumber = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));
const asText = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

function common(column: Column, counted: Readonly<Record<string, unknown>>, index: number): Statistics {
  const rows = Number(counted["n"]);
  return {
    column: column.name,
    type: showColumnType({ type: column.type, nullable: false }),
    rows,
    missing: rows - Number(counted[`n${index}`]),
    distinct: Number(counted[`d${index}`]),
    ...Object.fromEntries(quantiles.map((name, at) => [name, asNumber(counted[`q${index}_${at}`])])),
    first: asText(counted[`f${index}`]),
    last: asText(counted[`l${index}`]),
  };
}

/** Mean and standard deviation (n - 1), added in the order of the rows: the engine's own sums differ from run to run. */
async function momentsOf(rows: DatasetValue, column: Column, { engine, signal }: Scan): Promise<Statistics> {
  if (!hasMoments(column)) return {};
  const found = (await (await engine()).columns(rows, [column.name], signal)).get(column.name);
  if (found?.kind !== "numbers") return {};
  let [count, sum] = [0, 0];
  for (const value of found.values) if (!Number.isNaN(value)) [count, sum] = [count + 1, sum + value];
  const mean = sum / count;
  let squares = 0;
  for (const value of found.values) if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  return { mean: count > 0 ? mean : null, std: count > 1 ? Math.sqrt(squares / (count - 1)) : null };
}

async function topOf(rows: DatasetValue, column: Column, { engine, signal }: Scan): Promise<Statistics> {
  if (!hasTop(column)) return {};
  const open = await engine();
  const value = identifier(column.name);
  const [top] = await open.rows(`SELECT CAST(${value} AS VARCHAR) AS v, count(*) AS n FROM ${await open.tableOf(rows)} WHERE ${value} IS NOT NULL GROUP BY v ORDER BY n DESC, min(${identifier(rowNumber)}) LIMIT 1`, signal);
  return { top: asText(top?.["v"]), top_rows: asNumber(top?.["n"]) };
}

function tableOf(all: readonly Statistics[]): DatasetValue {
  const { columns } = statisticsSchema;
  const rowOf = (one: Statistics, row: number): string => `SELECT ${[`CAST(${row} AS BIGINT) AS ${identifier(rowNumber)}`, ...columns.map(({ name, type }) => `CAST(${literal(one[name] ?? null)} AS ${sqlType(type)}) AS ${identifier(name)}`)].join(", ")}`;
  const sql = all.length > 0 ? all.map(rowOf).join(" UNION ALL ") : `SELECT * FROM (${rowOf({}, 0)}) WHERE FALSE`;
  return { kind: "dataset", schema: statisticsSchema, table: { sql }, path: { broken: "profile" }, rows: all.length };
}
