import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { imputeValue, nothingToLearn, stepNeedsNumbers } from "../../../language/diagnostics/registry/features.ts";
import { dateToText, timestampToText } from "../../../language/expressions/calendar.ts";
import { commonType } from "../../../language/expressions/operands.ts";
import type { Expr, Literal } from "../../../language/graph/graph.ts";
import type { Column, ColumnType } from "../../../language/types/schema.ts";
import type { ColumnValues } from "../../../runtime/engine/engine.ts";
import type { Context } from "../../../runtime/node.ts";
import { projection } from "../../../runtime/relational/dataset.ts";
import type { DatasetValue } from "../../../runtime/values.ts";
import { rowFunctionNamed } from "../../data/functions/index.ts";
import { mean, mode, modeOfWords, present, quantile } from "../statistics.ts";
import { chosenColumns, withTypes, type ComputedStep, type FittedStep } from "../step.ts";
import { withAdded, wordsOfStep } from "../together.ts";
import { isJoint, mistakeIn, type ImputeArgs, type Way } from "./arguments.ts";
import { filled, indicatorOf, otherType, typeOf, unfit } from "./columns.ts";
import { fitTogether } from "./together.ts";

export { compute } from "./together.ts";

export async function fit(rows: DatasetValue, args: ImputeArgs, context: Context): Promise<FittedStep | ComputedStep> {
  const way = args.with ?? "median";
  const why = mistakeIn(way, (argument) => args[argument as keyof ImputeArgs] !== undefined);
  if (why !== undefined) fail(imputeValue, { why });
  if (isJoint(way)) return fitTogether(rows, args, context, { name: "impute", version: 2 });
  const chosen = chosenColumns("impute", args.columns, rows.schema);
  const wrong = chosen.find((column) => unfit(column, way));
  if (wrong) fail(stepNeedsNumbers, wordsOfStep("impute", wrong));
  const values = way === "constant" ? undefined : await (await context.engine()).columns(rows, chosen.map(({ name }) => name), context.signal);
  const made = new Map(chosen.map((column): [string, Expr] => {
    const own = values?.get(column.name);
    const filler = own ? learnedFiller(own, column, way) : constantFiller(column, args.value ?? null);
    const before: Expr = way === "mean" || way === "median" ? { call: "to_float", args: [{ column: column.name }] } : { column: column.name };
    return [column.name, { call: "??", args: [before, filler] }];
  }));
  const types = new Map(chosen.map((column) => [column.name, filled(column, way, args.value)]));
  return { projection: filling(rows, made, types, args.indicator ? chosen : []) };
}

/** The columns filled, and behind all those that tell where gaps were. */
function filling(rows: DatasetValue, made: ReadonlyMap<string, Expr>, types: Map<string, Column>, told: readonly Column[]): FittedStep["projection"] {
  const indicators = told.map(({ name }) => indicatorOf(name));
  withAdded(rows.schema, indicators, "impute");
  const own = rows.schema.columns.map(({ name }) => ({ name, expr: made.get(name) ?? { column: name } }));
  const added = told.map(({ name }): { name: string; expr: Expr } => ({ name: indicatorOf(name).name, expr: { call: "is_null", args: [{ column: name }] } }));
  for (const indicator of indicators) types.set(indicator.name, indicator);
  return withTypes(projection(rows.schema, [...own, ...added], rowFunctionNamed), types);
}

function learnedFiller(values: ColumnValues, column: Column, way: Way): Expr {
  if (values.kind === "codes") {
    const word = modeOfWords(values.codes, values.words);
    return word === undefined ? fail(nothingToLearn, { step: "impute", column: column.name }) : { literal: word };
  }
  const there = present(values.values);
  if (there.length === 0) fail(nothingToLearn, { step: "impute", column: column.name });
  if (way === "mean") return { literal: mean(there) };
  if (way === "median") return { literal: quantile(there, 0.5) };
  return cellOf(mode(there.sort()), column.type);
}

/** A number from the engine as an expression of the column's type. */
function cellOf(value: number, type: ColumnType): Expr {
  if (type.kind === "bool") return { literal: value !== 0 };
  if (type.kind === "date") return { call: "to_date", args: [{ literal: dateToText(value) }] };
  if (type.kind === "timestamp") return { call: "to_timestamp", args: [{ literal: timestampToText(value) }] };
  return { literal: value };
}

function constantFiller(column: Column, value: Literal): Expr {
  if (value === null) fail(imputeValue, { why: "`impute` cannot fill missing values with `null`" });
  if (!commonType(column.type, typeOf(value))) fail(imputeValue, { why: otherType(column, value) });
  return { literal: value };
}
