import { featureFromTarget } from "../diagnostics/registry/leakage.ts";
import { covers, type Provenance } from "../types/provenance.ts";
import { columnNamed, type Column } from "../types/schema.ts";
import type { CallSite, CheckedArguments } from "./calls.ts";
import type { CheckContext } from "./context.ts";
import { checkPersonal } from "./pii.ts";

type Traced = Column & { readonly provenance: Provenance };

/**
 * The target rule: where a signature says that the columns of a recipe predict its target, they must not hold what the target is computed
 * from, one by one or together: a model would compute the target, and learn nothing.
 */
export function checkFeatures(cx: CheckContext, site: CallSite, checked: CheckedArguments): void {
  const { predicts } = site.signature;
  if (!predicts) return;
  const recipe = checked.known.get(predicts.features)?.type;
  const on = checked.known.get(predicts.on)?.type;
  if (recipe?.kind !== "recipe" || recipe.target === undefined || on?.kind !== "dataset" || !on.schema) return;
  const target = columnNamed(on.schema, recipe.target);
  const features = recipe.fit(on).schema?.columns.filter(({ name }) => name !== recipe.target) ?? [];
  const span = checked.known.get(predicts.features)?.span ?? site.call.callee.span;
  checkPersonal(cx, features, span);
  if (predicts.unless !== undefined && checked.known.has(predicts.unless)) return;
  const traced = features.filter((column): column is Traced => column.provenance !== undefined);
  const from = target?.provenance;
  if (!from) return;
  const telling = guilty(traced, from);
  if (telling.length === 0) return;
  const made = [...from.made, ...telling.flatMap(({ provenance }) => provenance.made)];
  const related = made.map(({ column, at }) => ({ span: at, message: `\`${column}\` is computed here` }));
  cx.report(featureFromTarget, span, { target: recipe.target, features: telling.map(({ name }) => name), sources: from.made.length === 0 ? [] : from.origins.map(({ column }) => column) }, { label: "these features", related });
}

/** The columns that hold the target each by itself; where there are none, those that hold it together. */
function guilty(features: readonly Traced[], target: Provenance): readonly Traced[] {
  const alone = features.filter(({ provenance }) => covers([provenance], target));
  if (alone.length > 0) return alone;
  if (!covers(features.map(({ provenance }) => provenance), target)) return [];
  return features.filter(({ provenance }) => target.origins.some((origin) => covers([provenance], { origins: [origin], made: [] })));
}
