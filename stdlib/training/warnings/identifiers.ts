import type { Column, Schema } from "../../../language/types/schema.ts";
import type { Context } from "../../../runtime/node.ts";
import { identifier } from "../../../runtime/relational/sql.ts";
import type { DatasetValue } from "../../../runtime/values.ts";
import { namedAsId } from "../../data/id-like.ts";

const mostRows = 50_000;
const fewestRows = 50;
/** Whole numbers are numbered through if their values fill at least half of the range they span. */
const widest = 2;
/** A trend over years or days is numbered through as well, and says something. */
const countsTime = /year|month|week|day|date|time|hour/i;

/** Columns that are different in each of the first rows: text, and whole numbers that are numbered through or named as an identifier is. */
export async function identifierColumns(rows: DatasetValue, taken: Schema, context: Pick<Context, "engine" | "signal">): Promise<{ readonly columns: readonly string[]; readonly rows: number }> {
  const candidates = taken.columns.filter(({ type }) => type.kind === "int" || type.kind === "string");
  if (candidates.length === 0) return { columns: [], rows: 0 };
  const engine = await context.engine();
  const facts = candidates.map(({ name, type }, index) => {
    const column = identifier(name);
    return `count(DISTINCT ${column}) AS d${index}, ${type.kind === "int" ? `(max(${column}) - min(${column}))::DOUBLE` : "NULL::DOUBLE"} AS s${index}`;
  });
  const some = `SELECT ${candidates.map(({ name }) => identifier(name)).join(", ")} FROM ${await engine.tableOf(rows)} LIMIT ${mostRows}`;
  const [found = {}] = await engine.rows(`SELECT count(*) AS n, ${facts.join(", ")} FROM (${some})`, context.signal);
  const count = Number(found["n"]);
  if (count < fewestRows) return { columns: [], rows: count };
  const names = candidates.filter((column, index) => Number(found[`d${index}`]) === count && identifies(column, Number(found[`s${index}`]), count)).map(({ name }) => name);
  return { columns: names, rows: count };
}

function identifies({ name, type }: Column, span: number, count: number): boolean {
  if (type.kind === "string" || namedAsId(name)) return true;
  return span < widest * count && !countsTime.test(name);
}
