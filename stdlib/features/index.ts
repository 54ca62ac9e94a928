import type { NodeDefinition } from "../../runtime/node.ts";
import { bin } from "./bin.ts";
import { dates } from "./dates.ts";
import { encode } from "./encode.ts";
import { forwardFill } from "./forward-fill.ts";
import { groupRare } from "./group-rare.ts";
import { impute } from "./impute.ts";
import { interactions } from "./interactions.ts";
import { dropOutliers, outliers } from "./outliers.ts";
import { pca } from "./pca.ts";
import { polynomial } from "./polynomial.ts";
import { recipe } from "./recipe.ts";
import { scale } from "./scale.ts";
import { selectFeatures } from "./select-features.ts";
import { text } from "./text.ts";
import { winsorize } from "./winsorize.ts";

/** Recipes, and the steps that learn from rows. */
export const featureNodes: readonly NodeDefinition[] = [recipe, impute, scale, encode, bin, polynomial, interactions, dates, pca, forwardFill, groupRare, outliers, dropOutliers, winsorize, text, selectFeatures];
