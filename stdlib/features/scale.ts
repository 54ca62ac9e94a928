import { fail } from "../../language/diagnostics/diagnostic.ts";
import { nothingToLearn, stepNeedsNumbers } from "../../language/diagnostics/registry/features.ts";
import type { Expr } from "../../language/graph/graph.ts";
import { columns, oneOf, withDefault } from "../../language/nodes/parameter.ts";
import { changeColumns, isNumeric, showColumnType, type Column } from "../../language/types/schema.ts";
import type { Selector } from "../../language/types/selectors.ts";
import { datasetInput, defineNode, type Context } from "../../runtime/node.ts";
import type { DatasetValue } from "../../runtime/values.ts";
import { mean, present, quantile, variance } from "./statistics.ts";
import { applied, chosenColumns, replacing, type FittedStep, type StepImplementation } from "./step.ts";

const methods = ["standard", "min_max", "robust", "max_abs"] as const;
type Method = (typeof methods)[number];

interface ScaleArgs {
  readonly columns: Selector;
  readonly method?: Method;
}

const statisticNames: Readonly<Record<Method, string>> = {
  standard: "means and standard deviations",
  min_max: "smallest and largest values",
  robust: "medians and quartiles",
  max_abs: "largest absolute values",
};

export const scale = defineNode({
  name: "scale",
  version: 1,
  group: "features",
  summary: "Brings numbers to a common scale.",
  doc: `\`standard\` subtracts the mean and divides by the standard deviation (of the rows themselves, ddof 0); \`min_max\` maps the smallest value to 0 and the largest to 1; \`robust\` subtracts the median and divides by the distance of the quartiles; \`max_abs\` divides by the largest absolute value and leaves zeros zero.
A constant column is divided by 1. Missing values stay missing and are not counted. Linear models, nearest neighbours and regularisation need it; trees do not.`,
  examples: ["features = recipe(target: .churn) |> scale(numeric, method: standard)"],
  takes: {
    rows: datasetInput("The rows, or the recipe to add the step to."),
    columns: columns("Columns of numbers."),
    method: withDefault(oneOf(methods, "What is subtracted, and what it is divided by."), "standard"),
  },
  positional: ["rows", "columns"],
  returns: "Dataset",
  rows: "keep",
  keepsGaps: true,
  step: true,
  infer: (call) => {
    const rows = call.dataset("rows");
    const names = call.columns("columns");
    const method = call.constant("method") as Method | undefined;
    if (!rows?.schema || !names || !method) return call.rows(rows?.schema && names ? rows.schema : undefined);
    const wrong = rows.schema.columns.find((column) => names.includes(column.name) && unfit(column));
    if (wrong) call.report(stepNeedsNumbers, wordsOf(wrong), "columns");
    const learned = call.learn(statisticNames[method], rows);
    return call.rows(changeColumns(rows.schema, names, (column) => (column.type.kind === "encoded" ? column : { ...scaled(column), learned: [...(column.learned ?? []), learned] })));
  },
  execution: {
    kind: "transform",
    plan: async (args, context) => applied(args.rows, (await fit(args.rows, args, context)).projection),
    provides: async (): Promise<StepImplementation<ScaleArgs>> => ({ fit }),
  },
});

const scaled = (column: Column): Column => ({ ...column, type: { kind: "float" } });
const unfit = ({ type }: Column): boolean => !isNumeric(type) && type.kind !== "unknown" && type.kind !== "encoded";
const wordsOf = (column: Column) => ({ step: "scale", column: column.name, type: showColumnType({ type: column.type, nullable: false }) });

async function fit(rows: DatasetValue, args: ScaleArgs, context: Context): Promise<FittedStep> {
  const chosen = chosenColumns("scale", args.columns, rows.schema);
  const wrong = chosen.find((column) => !isNumeric(column.type));
  if (wrong) fail(stepNeedsNumbers, wordsOf(wrong));
  const values = await (await context.engine()).columns(rows, chosen.map(({ name }) => name), context.signal);
  const made = new Map<string, Expr>();
  const types = new Map<string, Column>();
  for (const column of chosen) {
    const own = values.get(column.name);
    const there = own?.kind === "numbers" ? present(own.values) : new Float64Array();
    if (there.length === 0) fail(nothingToLearn, { step: "scale", column: column.name });
    const { centre, divisor } = statisticsOf(there, args.method ?? "standard");
    const centred: Expr = centre === 0 ? { column: column.name } : { call: "-", args: [{ call: "to_float", args: [{ column: column.name }] }, { literal: centre }] };
    made.set(column.name, { call: "/", args: [centred, { literal: divisor }] });
    types.set(column.name, scaled(column));
  }
  return { projection: replacing(rows.schema, made, types) };
}

/** What is subtracted, and what it is divided by: as scikit-learn's scalers of these names. Reorders the values. */
function statisticsOf(values: Float64Array, method: Method): { readonly centre: number; readonly divisor: number } {
  if (method === "standard") {
    const centre = mean(values);
    const spread = variance(values, centre);
    // Below what rounding alone makes of a constant column (Chan, Golub and LeVeque, 1983), it is one.
    const bound = values.length * Number.EPSILON * spread + (values.length * centre * Number.EPSILON) ** 2;
    return { centre, divisor: spread <= bound ? 1 : Math.sqrt(spread) };
  }
  const { low, high } = extremesOf(values);
  if (method === "min_max") return { centre: low, divisor: unlessConstant(high - low) };
  if (method === "max_abs") return { centre: 0, divisor: unlessConstant(Math.max(Math.abs(low), Math.abs(high))) };
  return { centre: quantile(values, 0.5), divisor: unlessConstant(quantile(values, 0.75) - quantile(values, 0.25)) };
}

const unlessConstant = (spread: number): number => (spread < 10 * Number.EPSILON ? 1 : spread);

function extremesOf(values: Float64Array): { readonly low: number; readonly high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}
