import { fail } from "../../language/diagnostics/diagnostic.ts";
import { referenceUnfit } from "../../language/diagnostics/registry/data-expect.ts";
import { showRow } from "../../language/expressions/show.ts";
import { columnsIn, type Expr } from "../../language/graph/graph.ts";
import { columnNamed, type Column } from "../../language/types/schema.ts";
import { selectColumns, type Selector } from "../../language/types/selectors.ts";
import type { Context } from "../../runtime/node.ts";
import { identifier, sqlOf } from "../../runtime/relational/sql.ts";
import type { DatasetValue } from "../../runtime/values.ts";
import { rowFunctionNamed } from "./functions/index.ts";
import { brokenPromises, describeViolations, repeats, type RowPromise } from "./promises.ts";

/** What `expect` was told. */
export interface Expected {
  readonly where: Expr | undefined;
  readonly conditions: Readonly<Record<string, Expr>>;
  readonly unique: Selector | undefined;
  readonly references: string | undefined;
  readonly to: DatasetValue | undefined;
  readonly by: string | undefined;
  readonly min_rows: number | undefined;
  readonly max_rows: number | undefined;
  /** A share of the rows. */
  readonly atLeast: number;
}

/** What of that rows break, each in a sentence with the number of rows and the first of them. */
export async function brokenExpectations(rows: DatasetValue, expected: Expected, context: Pick<Context, "engine" | "signal">): Promise<readonly string[]> {
  const engine = await context.engine();
  const table = await engine.tableOf(rows);
  const all = rows.rows ?? Number((await engine.rows(`SELECT count(*) AS n FROM ${table}`, context.signal))[0]?.["n"]);
  const { atLeast } = expected;
  const broken = (await brokenPromises(table, await promisesOf(rows, expected, context), context)).filter((one) => one.rows > all * (1 - atLeast) + 1e-9);
  const told = await describeViolations(table, broken, context);
  const tolerance = atLeast < 1 ? `, and ${percent(atLeast)} of ${all} must be right` : ` of ${all}`;
  return [...sizeMistakes(all, expected), ...told.map((one) => `${one}${tolerance}`)];
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(6))}%`;

function sizeMistakes(rows: number, { min_rows, max_rows }: Expected): readonly string[] {
  if (min_rows !== undefined && rows < min_rows) return [`there are ${rows} rows, and at least ${min_rows} are expected`];
  return max_rows !== undefined && rows > max_rows ? [`there are ${rows} rows, and at most ${max_rows} are expected`] : [];
}

async function promisesOf({ schema }: DatasetValue, expected: Expected, context: Pick<Context, "engine">): Promise<readonly RowPromise[]> {
  const { where, conditions, unique, references, to, by } = expected;
  const columnsOf = (names: Iterable<string>): readonly Column[] => [...names].flatMap((name) => columnNamed(schema, name) ?? []);
  const condition = (expr: Expr, name?: string): RowPromise => ({
    about: columnsOf(columnsIn(expr)),
    broken: `NOT coalesce(${sqlOf(expr, schema, rowFunctionNamed)}, FALSE)`,
    words: `values ${name === undefined ? "" : `that break \`${name}\`, `}for which \`${showRow(expr)}\` does not hold`,
  });
  const promises = [...(where ? [condition(where)] : []), ...Object.entries(conditions).map(([name, expr]) => condition(expr, name))];
  if (unique !== undefined) {
    const names = selectColumns(unique, schema);
    promises.push({ about: columnsOf(names), broken: repeats(names), words: `${names.length === 1 ? "a value" : "values"} in ${names.map((name) => `\`${name}\``).join(", ")} that an earlier row has` });
  }
  if (references !== undefined && to) promises.push(await reference(columnsOf([references]), references, to, by ?? references, context));
  return promises;
}

async function reference(about: readonly Column[], column: string, to: DatasetValue, by: string, context: Pick<Context, "engine">): Promise<RowPromise> {
  if (!columnNamed(to.schema, by)) fail(referenceUnfit, { why: `the other dataset has no column \`${by}\`; \`by:\` names the one that is meant` });
  const table = await (await context.engine()).tableOf(to);
  const broken = `${identifier(column)} IS NOT NULL AND ${identifier(column)} NOT IN (SELECT ${identifier(by)} FROM ${table} WHERE ${identifier(by)} IS NOT NULL)`;
  return { about, broken, words: `a value in \`${column}\` that \`${by}\` of the other dataset does not have` };
}
