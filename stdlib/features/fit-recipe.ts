import { fail } from "../../language/diagnostics/diagnostic.ts";
import { featuresNotEncoded, noFeatures, notARecipeStep, targetMissing } from "../../language/diagnostics/registry/features.ts";
import type { Described } from "../../language/nodes/parameter.ts";
import { columnNamed, isNumeric, type ColumnType, type Schema } from "../../language/types/schema.ts";
import type { Context } from "../../runtime/node.ts";
import { projection, sameColumns } from "../../runtime/relational/dataset.ts";
import { copiedBy, sourcesIn, withOnly } from "../../runtime/steps.ts";
import { isComputation, type DatasetValue, type Step } from "../../runtime/values.ts";
import { rowFunctionNamed } from "../data/functions/index.ts";
import type { Target } from "../training/estimator.ts";
import type { FeatureColumn, FittedRecipe } from "../training/model.ts";
import { missingTarget } from "./missing-target.ts";
import { after, applied, stepOf, type ComputedStep, type AnyEncoding, type FittedStep, type StepImplementation } from "./step.ts";

type Transform = { readonly plan: (args: Readonly<Record<string, unknown>>, context: Context) => DatasetValue | Promise<DatasetValue> };

/** Whether a model can compute with a column of this type as it is. */
export const isFeatureType = (type: ColumnType): boolean => isNumeric(type) || type.kind === "bool" || type.kind === "encoded";

/** The column that a recipe is to predict. */
export function targetOf(recipe: Described): string {
  return String(stepsOf(recipe).start.args["target"]);
}

/** A recipe that was fitted, and the rows that it was fitted on behind its last step, as a model is to be fitted on them. */
export interface Fitting {
  readonly recipe: FittedRecipe;
  readonly target: string;
  readonly rows: DatasetValue;
}

/**
 * Fits the steps of a recipe one after the other on these rows, and keeps of them what the features need. Steps that learn from the target
 * are given `y`, its values in the order of the rows; all others never see it.
 * Throws a diagnostic where the target is missing, a step cannot be carried by a recipe, or a feature is not a number.
 */
export async function fitRecipe(recipe: Described, on: DatasetValue, context: Context, y?: Target): Promise<Fitting> {
  const { start, steps } = stepsOf(recipe);
  const target = String(start.args["target"]);
  if (!columnNamed(on.schema, target)) fail(targetMissing, missingTarget(target, on.schema, "to train on"));
  const input: Schema = { columns: on.schema.columns.filter(({ name }) => name !== target) };
  if (input.columns.length === 0) fail(noFeatures, { target });
  let rows = applied(on, projection(on.schema, sameColumns(input), rowFunctionNamed));
  const fitted: Step[] = [];
  const encodings = new Map<string, AnyEncoding>();
  for (const step of steps) {
    context.signal.throwIfAborted();
    const made = await fitStep(step, rows, context, y);
    fitted.push(stepOf(made));
    rows = made.training ?? (await after(rows, stepOf(made), context));
    for (const encoding of made.encodings ?? []) encodings.set(encoding.name, encoding);
  }
  return { recipe: needed(input, fitted, featuresOf(rows.schema, followed(encodings, fitted), target)), target, rows };
}

async function fitStep(step: Described, rows: DatasetValue, context: Context, y: Target | undefined): Promise<FittedStep | ComputedStep> {
  const implementation = await context.implementation<StepImplementation | Transform>(step);
  if ("fit" in implementation) return implementation.fit(rows, step.args, context, y);
  if (!("plan" in implementation)) return fail(notARecipeStep, { step: step.describe });
  const before = { ...rows, path: { input: rows.schema, steps: [] } };
  const { path } = await implementation.plan({ ...step.args, rows: before, rest: step.args["rest"] ?? {} }, context);
  const last = "broken" in path ? undefined : path.steps.at(-1);
  if (!last || "broken" in path || path.steps.length !== 1) return fail(notARecipeStep, { step: step.describe });
  return isComputation(last) ? { computation: last } : { projection: last };
}

/** From the recipe's start to its last step. */
function stepsOf(recipe: Described): { readonly start: Described; readonly steps: readonly Described[] } {
  const steps: Described[] = [];
  let current = recipe;
  while (current.describe !== "recipe") {
    steps.unshift(current);
    current = current.args["rows"] as Described;
  }
  return { start: current, steps };
}

/** Encodings under the names that later steps have given their columns. */
function followed(encodings: ReadonlyMap<string, AnyEncoding>, steps: readonly Step[]): ReadonlyMap<string, AnyEncoding> {
  let current = new Map<string, AnyEncoding>();
  for (const step of steps) {
    const next = new Map<string, AnyEncoding>();
    for (const { name, type } of step.schema.columns) {
      if (type.kind !== "encoded") continue;
      const own = current.get(copiedBy(step, name) ?? "") ?? encodings.get(name);
      if (own) next.set(name, own);
    }
    current = next;
  }
  return current;
}

function featuresOf(schema: Schema, encodings: ReadonlyMap<string, AnyEncoding>, target: string): readonly FeatureColumn[] {
  const wrong = schema.columns.filter(({ type }) => !isFeatureType(type)).map(({ name }) => name);
  if (wrong.length > 0) fail(featuresNotEncoded, { columns: wrong });
  const features = schema.columns.flatMap(({ name }): FeatureColumn[] => {
    const own = encodings.get(name);
    if (!own) return [{ kind: "dense", name }];
    if ("vectoriser" in own) return [{ kind: "text", name, vectoriser: own.vectoriser }];
    // Of a single category, none may be left.
    return own.categories.length === 0 ? [] : [{ kind: "one_hot", name, categories: own.categories, unknown: own.unknown }];
  });
  return features.length === 0 ? fail(noFeatures, { target }) : features;
}

function needed(input: Schema, steps: readonly Step[], features: readonly FeatureColumn[]): FittedRecipe {
  const kept = prune(steps, features.map(({ name }) => name));
  return { input: only(input, kept.wanted), steps: kept.steps, features };
}

/** The part of a row's way that the wanted columns depend on, and the columns it begins with. */
export function prune(steps: readonly Step[], wanted: readonly string[]): { readonly steps: readonly Step[]; readonly wanted: readonly string[] } {
  let names: ReadonlySet<string> = new Set(wanted);
  const kept: Step[] = [];
  for (const step of [...steps].reverse()) {
    const left = withOnly(step, names);
    kept.unshift(left);
    names = new Set([...sourcesIn(left).values()].flat());
  }
  return { steps: kept, wanted: [...names] };
}

export function only(schema: Schema, names: readonly string[]): Schema {
  const wanted = new Set(names);
  return { columns: schema.columns.filter(({ name }) => wanted.has(name)) };
}
