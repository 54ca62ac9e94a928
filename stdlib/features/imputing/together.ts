import { fail } from "../../../language/diagnostics/diagnostic.ts";
import { nothingToLearn } from "../../../language/diagnostics/registry/features.ts";
import type { Column } from "../../../language/types/schema.ts";
import type { Compute } from "../../../runtime/computation.ts";
import type { Context } from "../../../runtime/node.ts";
import type { DatasetValue } from "../../../runtime/values.ts";
import { meanOf } from "../../training/numeric/sums.ts";
import { present } from "../statistics.ts";
import { chosenColumns, type ComputedStep } from "../step.ts";
import { demandFinite, numbersOf, overNumbers, withAdded } from "../together.ts";
import type { ImputeArgs } from "./arguments.ts";
import { filled, indicatorOf } from "./columns.ts";
import { fillIteratively, learnIterative, type IterativeState } from "./iterative.ts";
import { fillFromNearest, type NearestState } from "./nearest.ts";

/** `indicators` says that columns which tell where gaps were follow the filled ones. */
type State = (NearestState | IterativeState) & { readonly indicators: boolean };

/** Learns to fill columns of numbers from each other. */
export async function fitTogether(rows: DatasetValue, args: ImputeArgs, context: Context, node: { readonly name: string; readonly version: number }): Promise<ComputedStep> {
  const chosen = chosenColumns("impute", args.columns, rows.schema);
  const values = await numbersOf("impute", rows, chosen, context);
  values.forEach((own, place) => {
    const column = chosen[place]?.name ?? "";
    if (own.every(Number.isNaN)) fail(nothingToLearn, { step: "impute", column });
    demandFinite("impute", column, own);
  });
  const state: State = { ...learned(values, args, context), indicators: args.indicator ?? false };
  const changed = new Map(chosen.map((column): [string, Column] => [column.name, filled(column, state.way, undefined)]));
  const schema = { columns: rows.schema.columns.map((column) => changed.get(column.name) ?? column) };
  const indicators = state.indicators ? chosen.map(({ name }) => indicatorOf(name)) : [];
  const gives = [...chosen, ...indicators].map(({ name }) => name);
  return { computation: overNumbers(node, state, chosen, gives, withAdded(schema, indicators, "impute")) };
}

function learned(values: readonly Float64Array[], args: ImputeArgs, context: Context): NearestState | IterativeState {
  if (args.with === "k_nearest") {
    const width = values.length;
    const donors = new Float64Array(width * (values[0]?.length ?? 0));
    values.forEach((own, place) => own.forEach((value, row) => (donors[row * width + place] = value)));
    return { way: "k_nearest", donors, means: Float64Array.from(values, (own) => meanOf(present(own))), neighbours: args.neighbours ?? 5, weights: args.weights ?? "uniform" };
  }
  const { state, settled } = learnIterative(values, {
    rounds: args.rounds ?? 10,
    tolerance: args.tolerance ?? 1e-3,
    check: () => context.stop.check(),
    progress: (done) => context.progress(done, "filling gaps"),
  });
  if (!settled) context.log("warning", `\`impute\` stopped after ${args.rounds ?? 10} rounds with fills that still move; more \`rounds:\` would settle them`);
  return state;
}

export function compute(state: unknown): Compute {
  const own = state as State;
  const fill = own.way === "k_nearest" ? fillFromNearest(own) : fillIteratively(own);
  if (!own.indicators) return fill;
  return (columns, rows) => [...fill(columns, rows), ...columns.map((column) => (column.kind === "numbers" ? column.values.map((value) => (Number.isNaN(value) ? 1 : 0)) : new Float64Array(rows)))];
}
