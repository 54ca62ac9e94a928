import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { stepNeedsFinite } from "../../../language/diagnostics/registry/features-computed.ts";
import { nothingToLearn } from "../../../language/diagnostics/registry/features.ts";
import type { Expr } from "../../../language/graph/graph.ts";
import type { Column } from "../../../language/types/schema.ts";
import type { Selector } from "../../../language/types/selectors.ts";
import type { Context } from "../../../runtime/node.ts";
import { filter, projection } from "../../../runtime/relational/dataset.ts";
import type { DatasetValue } from "../../../runtime/values.ts";
import { rowFunctionNamed } from "../../data/functions/index.ts";
import { present } from "../statistics.ts";
import { chosenColumns, replacing, withTypes, type FittedStep } from "../step.ts";
import { numbersOf, withAdded } from "../together.ts";
import { boundsOf, tailBounds, usualThreshold, type Bounds, type Limits, type Method } from "./bounds.ts";
import { clippedColumn, flagOf } from "./columns.ts";

export interface OutliersArgs {
  readonly columns: Selector;
  readonly method?: Method;
  readonly threshold?: number | undefined;
  readonly action?: "null" | "flag" | "clip";
}

export interface WinsorizeArgs {
  readonly columns: Selector;
  readonly lower?: number;
  readonly upper?: number;
  readonly limits?: Limits;
}

type Bounded = readonly { readonly column: Column; readonly bounds: Bounds }[];

export const outliersStep = {
  fit: async (rows: DatasetValue, args: OutliersArgs, context: Context): Promise<FittedStep> => {
    const bounded = await outlierBounds("outliers", rows, args, context);
    return { projection: args.action === "clip" ? clipped(rows, bounded) : args.action === "flag" ? flagged(rows, bounded) : emptied(rows, bounded) };
  },
};

export const winsorizeStep = {
  fit: async (rows: DatasetValue, args: WinsorizeArgs, context: Context): Promise<FittedStep> =>
    ({ projection: clipped(rows, await learned("winsorize", rows, args.columns, context, (values) => tailBounds(values, args.lower ?? 0.05, args.upper ?? 0.05, args.limits ?? "quantile"))) }),
};

/** The rows in which no chosen column has an outlier; a missing value is none. */
export async function withoutOutliers(rows: DatasetValue, args: OutliersArgs, context: Context): Promise<DatasetValue> {
  const [first, ...others] = (await outlierBounds("drop_outliers", rows, args, context)).map(isOutside);
  if (!first) return rows;
  return filter(rows, { call: "not", args: [others.reduce<Expr>((either, one) => ({ call: "or", args: [either, one] }), first)] }, rowFunctionNamed);
}

function outlierBounds(step: string, rows: DatasetValue, args: OutliersArgs, context: Context): Promise<Bounded> {
  const method = args.method ?? "iqr";
  return learned(step, rows, args.columns, context, (values, column) => {
    const bounds = boundsOf(values, method, args.threshold ?? usualThreshold[method]);
    return Number.isNaN(bounds.low) || Number.isNaN(bounds.high) ? fail(stepNeedsFinite, { step, column }) : bounds;
  });
}

async function learned(step: string, rows: DatasetValue, selector: Selector, context: Context, learn: (values: Float64Array, column: string) => Bounds): Promise<Bounded> {
  const chosen = chosenColumns(step, selector, rows.schema);
  const values = await numbersOf(step, rows, chosen, context);
  return chosen.map((column, place) => {
    const there = present(values[place] ?? new Float64Array());
    if (there.length === 0) fail(nothingToLearn, { step, column: column.name });
    return { column, bounds: learn(there, column.name) };
  });
}

const valueOf = ({ name }: Column): Expr => ({ call: "to_float", args: [{ column: name }] });

/** Whether a row's value is beyond the bounds: false where there is none. */
function isOutside({ column, bounds }: Bounded[number]): Expr {
  const either: Expr = { call: "or", args: [{ call: "<", args: [valueOf(column), { literal: bounds.low }] }, { call: ">", args: [valueOf(column), { literal: bounds.high }] }] };
  return { call: "??", args: [either, { literal: false }] };
}

function clipped(rows: DatasetValue, bounded: Bounded): FittedStep["projection"] {
  const made = new Map(bounded.map(({ column, bounds }): [string, Expr] => {
    const value: Expr = { call: "at_least", args: [valueOf(column), { literal: bounds.low }] };
    return [column.name, { call: "to_float", args: [{ call: "at_most", args: [value, { literal: bounds.high }] }] }];
  }));
  return replacing(rows.schema, made, new Map(bounded.map(({ column }) => [column.name, clippedColumn(column)])));
}

function emptied(rows: DatasetValue, bounded: Bounded): FittedStep["projection"] {
  const made = new Map(bounded.map((own): [string, Expr] => [own.column.name, { call: "case", args: [isOutside(own), { literal: null }, { column: own.column.name }] }]));
  return replacing(rows.schema, made, new Map(bounded.map(({ column }) => [column.name, { ...column, nullable: true }])));
}

function flagged(rows: DatasetValue, bounded: Bounded): FittedStep["projection"] {
  const flags = bounded.map(({ column }) => flagOf(column));
  withAdded(rows.schema, flags, "outliers");
  const own = rows.schema.columns.map(({ name }) => ({ name, expr: { column: name } }));
  const added = bounded.map((one) => ({ name: flagOf(one.column).name, expr: isOutside(one) }));
  return withTypes(projection(rows.schema, [...own, ...added], rowFunctionNamed), new Map(flags.map((flag) => [flag.name, flag])));
}
