import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { stepTooMany } from "../../../language/diagnostics/registry/features-computed.ts";
import { nothingToLearn } from "../../../language/diagnostics/registry/features.ts";
import type { Column } from "../../../language/types/schema.ts";
import type { Selector } from "../../../language/types/selectors.ts";
import type { Compute } from "../../../runtime/computation.ts";
import type { Context } from "../../../runtime/node.ts";
import type { DatasetValue } from "../../../runtime/values.ts";
import { chosenColumns, type ComputedStep } from "../step.ts";
import { demandWhole, inPlaceOf, numbersOf, overNumbers } from "../together.ts";
import { principalComponents } from "./components.ts";

export interface PcaArgs {
  readonly columns: Selector;
  readonly components?: number | undefined;
  readonly whiten?: boolean;
  readonly prefix?: string;
}

/** What a row is projected with: `weights` is row-major, components × columns, and holds the division by the standard deviation, too. */
interface PcaState {
  readonly means: Float64Array;
  readonly weights: Float64Array;
}

export async function fit(rows: DatasetValue, args: PcaArgs, context: Context): Promise<ComputedStep> {
  const chosen = chosenColumns("pca", args.columns, rows.schema);
  const values = await numbersOf("pca", rows, chosen, context);
  const [first] = values;
  if (!first || first.length === 0) fail(nothingToLearn, { step: "pca", column: chosen[0]?.name ?? "" });
  demandWhole("pca", chosen, values);
  const found = principalComponents(values, () => context.stop.check());
  const count = keptOf(args.components, found.variances, Math.min(chosen.length, first.length));
  const width = chosen.length;
  const weights = found.directions.slice(0, count * width);
  // A direction without any variance is divided by the smallest number that makes a difference, as scikit-learn does.
  if (args.whiten) weights.forEach((weight, at) => (weights[at] = weight / Math.max(Math.sqrt(found.variances[Math.floor(at / width)] ?? 0), Number.EPSILON)));
  const names = Array.from({ length: count }, (_, place) => `${args.prefix ?? "pc"}${place + 1}`);
  const nullable = chosen.some((column) => column.nullable);
  const made = names.map((name): Column => ({ name, type: { kind: "float" }, nullable }));
  const state: PcaState = { means: found.means, weights };
  return { computation: overNumbers({ name: "pca", version: 1 }, state, chosen, names, inPlaceOf(rows.schema, chosen, made, "pca")) };
}

/** How many components to keep: a number, or as few as explain more than a share of the variance. */
function keptOf(wanted: number | undefined, variances: Float64Array, most: number): number {
  if (wanted === undefined) return most;
  if (wanted >= 1) return wanted > most || !Number.isInteger(wanted) ? fail(stepTooMany, { step: "pca", what: "components", wanted, most }) : wanted;
  const total = variances.reduce((sum, variance) => sum + variance, 0);
  let explained = 0;
  const enough = variances.findIndex((variance) => {
    explained += variance / total;
    return explained > wanted;
  });
  return enough < 0 ? most : enough + 1;
}

/** Each component of a row is a sum over its columns, in their order; one missing value leaves the row without components. */
export function compute(state: unknown): Compute {
  const { means, weights } = state as PcaState;
  const width = means.length;
  return (columns, rows) =>
    Array.from({ length: width === 0 ? 0 : weights.length / width }, (_, component) => {
      const made = new Float64Array(rows);
      columns.forEach((column, place) => {
        if (column.kind !== "numbers") return;
        const weight = weights[component * width + place] ?? 0;
        const mean = means[place] ?? 0;
        const { values } = column;
        for (let i = 0; i < rows; i++) made[i]! += (values[i]! - mean) * weight;
      });
      return made;
    });
}
