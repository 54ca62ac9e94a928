import { fail } from "../../language/diagnostics/diagnostic.ts";
import { stepNamesClash, stepNeedsFinite, stepNeedsValues } from "../../language/diagnostics/registry/features-computed.ts";
import { stepNeedsNumbers } from "../../language/diagnostics/registry/features.ts";
import type { Call } from "../../language/nodes/signature.ts";
import { madeHere, mergeProvenance } from "../../language/types/provenance.ts";
import type { Learned } from "../../language/types/rows.ts";
import { isNumeric, showColumnType, type Column, type Schema } from "../../language/types/schema.ts";
import type { Context } from "../../runtime/node.ts";
import type { Computation, DatasetValue } from "../../runtime/values.ts";

/** What is known of a column that is computed from all of these: the statistics behind them, one more, and what they come from. */
export function fromAll(call: Call, columns: readonly Column[], name: string, learned: readonly Learned[]): Pick<Column, "learned" | "provenance"> {
  const known = columns.flatMap(({ provenance }) => provenance ?? []);
  const at = call.at("columns") ?? call.at("rows");
  return {
    learned: [...new Set([...columns.flatMap((column) => column.learned ?? []), ...learned])],
    ...(known.length === columns.length && at && { provenance: madeHere(mergeProvenance(known), name, at) }),
  };
}

/** The first of these columns that holds no numbers, where that is known. */
export const notNumeric = (columns: readonly Column[]): Column | undefined => columns.find(({ type }) => !isNumeric(type) && type.kind !== "unknown" && type.kind !== "encoded");

export const wordsOfStep = (step: string, column: Column) => ({ step, column: column.name, type: showColumnType({ type: column.type, nullable: false }) });

/** A schema in which new columns stand in the place of the first of those that they replace. Throws a diagnostic where one has the name of a column that stays. */
export function inPlaceOf(schema: Schema, replaced: readonly Column[], made: readonly Column[], step: string): Schema {
  const gone = new Set(replaced.map(({ name }) => name));
  const [first] = replaced;
  const columns = schema.columns.flatMap((column) => (column.name === first?.name ? made : gone.has(column.name) ? [] : [column]));
  return demandUnique({ columns }, step);
}

/** Columns behind those that are there. */
export const withAdded = (schema: Schema, made: readonly Column[], step: string): Schema => demandUnique({ columns: [...schema.columns, ...made] }, step);

function demandUnique(schema: Schema, step: string): Schema {
  const clash = clashIn(schema);
  return clash === undefined ? schema : fail(stepNamesClash, { step, column: clash });
}

/** A name that two columns have; the engine does not tell upper case from lower. */
export function clashIn({ columns }: Schema): string | undefined {
  const taken = new Set<string>();
  return columns.map(({ name }) => name).find((name) => {
    const key = name.toLowerCase();
    return taken.has(key) || !taken.add(key);
  });
}

/** A computation over columns of numbers. */
export function overNumbers(node: { readonly name: string; readonly version: number }, state: unknown, takes: readonly Column[], gives: readonly string[], schema: Schema): Computation {
  return { compute: { node: node.name, version: node.version }, state, takes: takes.map(({ name }) => ({ name, kind: "numbers" })), gives, schema };
}

/** The values of columns of numbers, in their order. Throws a diagnostic for a column of something else. */
export async function numbersOf(step: string, rows: DatasetValue, chosen: readonly Column[], context: Context): Promise<readonly Float64Array[]> {
  const wrong = chosen.find(({ type }) => !isNumeric(type));
  if (wrong) fail(stepNeedsNumbers, wordsOfStep(step, wrong));
  const values = await (await context.engine()).columns(rows, chosen.map(({ name }) => name), context.signal);
  return chosen.map(({ name }) => {
    const own = values.get(name);
    return own?.kind === "numbers" ? own.values : new Float64Array();
  });
}

/** Throws a diagnostic where a value is missing or infinite. */
export function demandWhole(step: string, chosen: readonly Column[], values: readonly Float64Array[]): void {
  values.forEach((own, place) => {
    const column = chosen[place]?.name ?? "";
    const gaps = own.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
    if (gaps > 0) fail(stepNeedsValues, { step, column, rows: gaps });
    demandFinite(step, column, own);
  });
}

export function demandFinite(step: string, column: string, values: Float64Array): void {
  if (values.includes(Number.POSITIVE_INFINITY) || values.includes(Number.NEGATIVE_INFINITY)) fail(stepNeedsFinite, { step, column });
}
