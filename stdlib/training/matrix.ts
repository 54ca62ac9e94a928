import { fail } from "../../language/diagnostics/diagnostic.ts";
import { categoryUnseen, inputMissing, inputType } from "../../language/diagnostics/registry/features.ts";
import { commonType } from "../../language/expressions/operands.ts";
import type { Cell } from "../../language/nodes/functions.ts";
import { columnNamed, showColumnType, type Schema } from "../../language/types/schema.ts";
import type { ColumnValues } from "../../runtime/engine/engine.ts";
import type { Context } from "../../runtime/node.ts";
import type { DatasetValue } from "../../runtime/values.ts";
import { afterAll } from "../features/step.ts";
import { sparseBlock } from "../features/text/vectoriser.ts";
import { featureMatrix, type MixedMatrix } from "./estimator.ts";
import type { FeatureColumn, FittedRecipe } from "./model.ts";
import { codesOf, rowSteps, type Row } from "./row-steps.ts";
import { lengthOf, type AnyBlock } from "./sparse/rows.ts";

/** A design matrix, and in how many rows each one-hot column had a value that training had not seen. */
export interface Features {
  readonly x: MixedMatrix;
  readonly unseen: ReadonlyMap<string, number>;
}

/** The design matrix of a dataset that has the columns a recipe takes: all steps run in the engine, and only typed arrays leave it. */
export async function matrixOf(dataset: DatasetValue, fitted: FittedRecipe, context: Pick<Context, "engine" | "putValue" | "signal">): Promise<MixedMatrix> {
  return (await featuresOf(dataset, fitted, context)).x;
}

/** The same, with the counts of values that training had not seen. Throws a diagnostic for such a value where the recipe refuses it. */
export async function featuresOf(dataset: DatasetValue, fitted: FittedRecipe, context: Pick<Context, "engine" | "putValue" | "signal">): Promise<Features> {
  requireColumns(dataset.schema, fitted.input, "the rows");
  return readyFeatures(await afterAll(dataset, fitted.steps, context), fitted, context);
}

/** The same of rows that have gone through the recipe's steps already. */
export async function readyFeatures(ready: DatasetValue, fitted: FittedRecipe, context: Pick<Context, "engine" | "signal">): Promise<Features> {
  const columns = await (await context.engine()).columns(ready, fitted.features.map(({ name }) => name), context.signal);
  const unseen = new Map<string, number>();
  const blocks = fitted.features.map((feature) => blockOf(feature, columns.get(feature.name), unseen));
  const [first] = blocks;
  return { x: featureMatrix(first ? lengthOf(first) : 0, blocks), unseen };
}

/** Throws a diagnostic where a schema lacks a column, or has it with a type that cannot stand for the wanted one. */
export function requireColumns(schema: Schema, wanted: Schema, where: string): void {
  for (const column of wanted.columns) {
    const own = columnNamed(schema, column.name);
    if (!own) fail(inputMissing, { column: column.name, where });
    if (!commonType(own.type, column.type)) fail(inputType, { column: column.name, wanted: typeText(column), got: typeText(own), where });
  }
}

const typeText = ({ type }: Schema["columns"][number]): string => showColumnType({ type: type.kind === "category" ? { kind: "string" } : type, nullable: false });

function blockOf(feature: FeatureColumn, values: ColumnValues | undefined, unseen: Map<string, number>): AnyBlock {
  const { name } = feature;
  if (feature.kind === "dense") return { kind: "dense", name, values: values?.kind === "numbers" ? values.values : new Float64Array() };
  const { codes, words } = values?.kind === "codes" ? values : { codes: new Int32Array(), words: [] };
  if (feature.kind === "text") return sparseBlock(name, feature.vectoriser, codes, words);
  const place = new Map(feature.categories.map((category, index) => [category, index]));
  const placeOfCode = Int32Array.from(words, (word) => place.get(word) ?? -1);
  const strange = placeOfCode.indexOf(-1);
  if (strange >= 0 && feature.unknown === "error") fail(categoryUnseen, { column: name, value: words[strange] ?? "" });
  let count = 0;
  const places = codes.map((code) => {
    if (code < 0) return -1;
    const own = placeOfCode[code] ?? -1;
    if (own < 0) count++;
    return own;
  });
  if (count > 0) unseen.set(name, count);
  return { kind: "one_hot", name, categories: feature.categories, codes: places };
}

/** The row form of a fitted recipe, ready for many calls; it gives the same matrix as `matrixOf`, row for row. */
export async function rowMatrix(fitted: FittedRecipe, context: Pick<Context, "implementation">): Promise<(rows: readonly Row[]) => MixedMatrix> {
  const through = await rowSteps(fitted.input, fitted.steps, context);
  const places = new Map(
    fitted.features.flatMap((feature) => (feature.kind === "one_hot" ? [[feature.name, new Map(feature.categories.map((category, index) => [category, index]))] as const] : [])),
  );
  return (rows) => {
    const ready = through(rows);
    const blocks = fitted.features.map((feature): AnyBlock => {
      const { name } = feature;
      if (feature.kind === "dense") return { kind: "dense", name, values: Float64Array.from(ready, (row) => numberOf(row[name])) };
      if (feature.kind === "text") {
        const { codes, words } = codesOf(ready, name);
        return sparseBlock(name, feature.vectoriser, codes, words);
      }
      const place = places.get(name);
      return { kind: "one_hot", name, categories: feature.categories, codes: Int32Array.from(ready, (row) => codeOf(feature, row[name], place)) };
    });
    return featureMatrix(rows.length, blocks);
  };
}

/** The design matrix of rows that have the columns a recipe takes; a column that a row lacks is null. */
export async function matrixOfRows(rows: readonly Row[], fitted: FittedRecipe, context: Pick<Context, "implementation">): Promise<MixedMatrix> {
  return (await rowMatrix(fitted, context))(rows);
}

const numberOf = (cell: Cell | undefined): number => (cell === null || cell === undefined ? Number.NaN : Number(cell));

function codeOf(feature: Extract<FeatureColumn, { kind: "one_hot" }>, cell: Cell | undefined, place: ReadonlyMap<string, number> | undefined): number {
  if (cell === null || cell === undefined) return -1;
  const own = place?.get(String(cell));
  if (own === undefined && feature.unknown === "error") fail(categoryUnseen, { column: feature.name, value: String(cell).slice(0, 200) });
  return own ?? -1;
}
