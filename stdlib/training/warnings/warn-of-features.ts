import { featureTooGood, identifierFeature } from "../../../language/diagnostics/registry/soundness.ts";
import type { Context } from "../../../runtime/node.ts";
import { warn } from "../../../runtime/warn.ts";
import type { DatasetValue } from "../../../runtime/values.ts";
import { featureMatrix, type FeatureBlock, type MixedMatrix, type Target } from "../estimator.ts";
import type { FittedRecipe } from "../model.ts";
import { identifierColumns } from "./identifiers.ts";
import { suspectFeatures } from "./single-feature.ts";

export interface Trained {
  readonly on: DatasetValue;
  readonly recipe: FittedRecipe;
  readonly target: string;
  readonly x: MixedMatrix;
  readonly y: Target;
}

/** Warns of features that identify rows, and of those that give the target away: things that only the training rows can show. */
export async function warnOfFeatures({ on, recipe, target, x, y }: Trained, context: Pick<Context, "engine" | "signal" | "log" | "stop">): Promise<void> {
  // What a column is only computed into (the length of a name) may well be a feature, and so may the words of a text, of which no two are alike.
  const asFeatures = new Set(recipe.features.filter(({ kind }) => kind !== "text").map(({ name }) => name));
  const identifiers = await identifierColumns(on, { columns: recipe.input.columns.filter(({ name }) => asFeatures.has(name)) }, context);
  if (identifiers.columns.length > 0) warn(context, identifierFeature, identifiers);
  const { features, rows } = suspectFeatures(withoutWords(x), y, () => context.stop.check());
  const others = features.filter(({ name }) => !identifiers.columns.includes(name));
  if (others.length > 0) warn(context, featureTooGood, { features: others, target, rows });
}

/** No single word is looked at: each is a small part of what a text says. */
const withoutWords = (x: MixedMatrix) => featureMatrix(x.rows, x.blocks.filter((block): block is FeatureBlock => block.kind !== "sparse"));
