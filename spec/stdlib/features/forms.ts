import * as assert from "uvu/assert";
import type { Described } from "../../../language/nodes/parameter.ts";
import type { Context } from "../../../runtime/node.ts";
import { rowNumber, type DatasetValue } from "../../../runtime/values.ts";
import { withColumnCache } from "../../../stdlib/features/column-cache.ts";
import { fitRecipe } from "../../../stdlib/features/fit-recipe.ts";
import type { MixedMatrix, Target } from "../../../stdlib/training/estimator.ts";
import { matrixOf, rowMatrix } from "../../../stdlib/training/matrix.ts";
import type { FittedRecipe } from "../../../stdlib/training/model.ts";
import type { Row } from "../../../stdlib/training/row-steps.ts";
import type { TestContext } from "../../kit/context.ts";

/** Every double of a matrix, exactly. */
export const shown = (x: MixedMatrix): string => JSON.stringify([x.names, x.blocks.map((block) => [block.kind, ...arraysOf(block)])]);

function arraysOf(block: MixedMatrix["blocks"][number]): readonly (readonly string[])[] {
  const texts = (values: Float64Array | Int32Array): readonly string[] => Array.from(values, (value) => (Object.is(value, -0) ? "0" : String(value)));
  return Object.values(block).flatMap((value: unknown) => (value instanceof Float64Array || value instanceof Int32Array ? [texts(value)] : []));
}

/**
 * Fits a recipe on rows, and holds three ways to its matrix to be the same: all in the engine, from columns that have left it, and from rows one by one,
 * as a request brings them. Gives the fitted recipe as it is after it was stored, and the matrix.
 */
export async function sameInAllForms(recipe: Described, rows: DatasetValue, context: TestContext, y?: Target): Promise<{ readonly recipe: FittedRecipe; readonly x: MixedMatrix }> {
  const cached = withColumnCache(context);
  const { recipe: fitted } = await fitRecipe(recipe, rows, cached, y);
  const inColumns = shown(await matrixOf(rows, fitted, cached));
  const stored = (await context.getValue(await context.putValue({ kind: "recipe", recipe: fitted } as { readonly kind: string }))) as unknown as { readonly recipe: FittedRecipe };
  const x = await matrixOf(rows, stored.recipe, context);
  assert.ok(shown(x) === inColumns, "in the engine and in columns");
  const plain = await plainRows(rows, context);
  const matrix = await rowMatrix(structuredClone(fitted), context);
  assert.ok(shown(matrix(plain)) === inColumns, "in columns and by row");
  const [first] = plain;
  if (first) assert.is(shown(matrix([first])), shown(await matrixOf(await firstOf(rows, context), fitted, context)), "of one row");
  return { recipe: stored.recipe, x };
}

async function firstOf(rows: DatasetValue, context: Context): Promise<DatasetValue> {
  const table = await (await context.engine()).tableOf(rows);
  return { ...rows, table: { sql: `SELECT * FROM ${table} WHERE ${rowNumber} = 0` }, rows: 1 };
}

async function plainRows(rows: DatasetValue, context: TestContext): Promise<readonly Row[]> {
  return (await context.rowsOf(rows)) as readonly Row[];
}

/** Column by column, within a share of the larger of 1 and the value. */
export function near(actual: ArrayLike<number>, wanted: ArrayLike<number | null>, tolerance = 1e-9): void {
  assert.is(actual.length, wanted.length);
  for (let i = 0; i < wanted.length; i++) {
    const [own, value] = [actual[i] ?? Number.NaN, wanted[i] ?? Number.NaN];
    const same = Number.isNaN(value) ? Number.isNaN(own) : own === value || Math.abs(own - value) <= tolerance * Math.max(1, Math.abs(value));
    if (!same) assert.unreachable(`${i}: ${own} is not ${value}`);
  }
}

/** A table of numbers as CSV, null for what is missing, with a target of zeros and ones behind it. */
export function csvOf(x: readonly (readonly (number | null)[])[], names = x[0]?.map((_, index) => `x${index}`) ?? []): string {
  return [[...names, "y"], ...x.map((row, index) => [...row.map((value) => (value === null ? "" : String(value))), String(index % 2)])].map((cells) => cells.join(",")).join("\n") + "\n";
}
