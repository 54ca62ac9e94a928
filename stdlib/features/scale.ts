import { fail } from "../../language/diagnostics/diagnostic.ts";
import { nothingToLearn, stepNeedsNumbers } from "../../language/diagnostics/registry/features.ts";
import { needsPositive, notFinite, stepOption } from "../../language/diagnostics/registry/steps.ts";
import type { Expr } from "../../language/graph/graph.ts";
import { columns, float, int, list, oneOf, optional, share, withDefault } from "../../language/nodes/parameter.ts";
import { changeColumns, isNumeric, showColumnType, type Column } from "../../language/types/schema.ts";
import type { Selector } from "../../language/types/selectors.ts";
import { datasetInput, defineNode, type Context } from "../../runtime/node.ts";
import type { DatasetValue } from "../../runtime/values.ts";
import type { Line } from "./scaling/linear.ts";
import type { Transform } from "./scaling/power.ts";
import { present } from "./statistics.ts";
import { applied, chosenColumns, misplacedOption, replacing, type FittedStep, type OptionOwners, type StepImplementation } from "./step.ts";

const methods = ["standard", "min_max", "robust", "max_abs", "quantile", "power"] as const;
type Method = (typeof methods)[number];
const outputs = ["uniform", "normal"] as const;
const transforms = ["yeo_johnson", "box_cox"] as const;

interface ScaleArgs {
  readonly columns: Selector;
  readonly method?: Method | undefined;
  readonly range?: readonly number[] | undefined;
  readonly quantile_range?: readonly number[] | undefined;
  readonly quantiles?: number | undefined;
  readonly output?: (typeof outputs)[number] | undefined;
  readonly transform?: Transform | undefined;
}

const owners: OptionOwners = { range: ["min_max"], quantile_range: ["robust"], quantiles: ["quantile"], output: ["quantile"], transform: ["power"] };

const statisticNames: Readonly<Record<Method, string>> = {
  standard: "means and standard deviations",
  min_max: "smallest and largest values",
  robust: "medians and quartiles",
  max_abs: "largest absolute values",
  quantile: "quantiles",
  power: "transformations, means and standard deviations",
};

export const scale = defineNode({
  name: "scale",
  version: 1,
  group: "features",
  summary: "Brings numbers to a common scale.",
  doc: [
    "- `standard` subtracts the mean and divides by the standard deviation (of the rows themselves, ddof 0).",
    "- `min_max` maps the smallest value to 0 and the largest to 1, or to the two numbers of `range`. Values beyond them lie outside of the range.",
    "- `robust` subtracts the median and divides by the distance of the quartiles, or of the two shares of `quantile_range`.",
    "- `max_abs` divides by the largest absolute value and leaves zeros zero.",
    "- `quantile` gives a value's place in the distribution: its share from 0 to 1 (`output: uniform`), or the normal score of that share (`output: normal`, cut off at 5.2 in both directions). The distribution is a line through `quantiles` evenly spaced quantiles of all rows, none are left out; a value that is the quantile of several shares gets their mean. Values beyond what was seen get the outermost scores.",
    "- `power` makes a distribution as normal as a power can, then standardises it. `yeo_johnson` takes any number, `box_cox` those above 0; others are missing afterwards. The power is the most likely one, to all digits (scikit-learn's is within about 1e-7 of it).",
    "",
    "A constant column is divided by 1. Missing values stay missing and are not counted; infinite ones are refused where the statistic would be infinite. Linear models, nearest neighbours and regularisation need it; trees do not.",
  ].join("\n"),
  examples: ["features = recipe(target: .churn) |> scale(numeric, method: standard)", "rows |> scale([.income], method: quantile, output: normal)", "rows |> scale(.age, method: min_max, range: [-1, 1])"],
  takes: {
    rows: datasetInput("The rows, or the recipe to add the step to."),
    columns: columns("Columns of numbers."),
    method: withDefault(oneOf(methods, "How the values are changed."), "standard"),
    range: optional(list(float("With `min_max`: what the smallest and the largest value become, `[0, 1]` if not given."))),
    quantile_range: optional(list(share("With `robust`: the two shares between whose quantiles the distance is taken, `[25%, 75%]` if not given."))),
    quantiles: optional(int("With `quantile`: how many quantiles are learned, 1,000 if not given; at most one a row.", { min: 2, max: 100_000 })),
    output: optional(oneOf(outputs, "With `quantile`: the distribution of the result, `uniform` if not given.")),
    transform: optional(oneOf(transforms, "With `power`: which transformation, `yeo_johnson` if not given.")),
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
    const given = { range: call.constants("range") as readonly number[] | undefined, quantile_range: call.constants("quantile_range") as readonly number[] | undefined };
    const mistake = (method && misplacedOption(owners, method, (option) => call.has(option))) ?? wrongPair(given);
    if (mistake) call.report(stepOption, mistake, mistake.option);
    if (!rows?.schema || !names || !method) return call.rows(rows?.schema && names ? rows.schema : undefined);
    const wrong = rows.schema.columns.find((column) => names.includes(column.name) && unfit(column));
    if (wrong) call.report(stepNeedsNumbers, wordsOf(wrong), "columns");
    const learned = call.learn(statisticNames[method], rows);
    const change = (column: Column): Column => (column.type.kind === "encoded" ? column : { ...scaled(column), nullable: column.nullable || method === "power", learned: [...(column.learned ?? []), learned] });
    return call.rows(changeColumns(rows.schema, names, change));
  },
  execution: {
    kind: "transform",
    plan: async (args, context) => applied(args.rows, (await fit(args.rows, args, context)).projection),
    provides: async (): Promise<StepImplementation<ScaleArgs>> => ({ fit }),
  },
});

/** Why two numbers that go together do not. */
function wrongPair({ range, quantile_range }: Pick<ScaleArgs, "range" | "quantile_range">): { readonly option: string; readonly why: string; readonly help: string } | undefined {
  const ascend = (pair: readonly number[]): boolean => pair.length === 2 && pair[0]! < pair[1]!;
  if (range && !ascend(range)) return { option: "range", why: "`range` takes two numbers, the smaller one first", help: "write `range: [0, 1]`" };
  if (quantile_range && !ascend(quantile_range)) return { option: "quantile_range", why: "`quantile_range` takes two shares, the smaller one first", help: "write `quantile_range: [25%, 75%]`" };
  return undefined;
}

const scaled = (column: Column): Column => ({ ...column, type: { kind: "float" } });
const unfit = ({ type }: Column): boolean => !isNumeric(type) && type.kind !== "unknown" && type.kind !== "encoded";
const wordsOf = (column: Column) => ({ step: "scale", column: column.name, type: showColumnType({ type: column.type, nullable: false }) });

async function fit(rows: DatasetValue, args: ScaleArgs, context: Context): Promise<FittedStep> {
  const mistake = misplacedOption(owners, args.method ?? "standard", (option) => args[option as keyof ScaleArgs] !== undefined) ?? wrongPair(args);
  if (mistake) fail(stepOption, mistake);
  const chosen = chosenColumns("scale", args.columns, rows.schema);
  const wrong = chosen.find((column) => !isNumeric(column.type));
  if (wrong) fail(stepNeedsNumbers, wordsOf(wrong));
  const values = await (await context.engine()).columns(rows, chosen.map(({ name }) => name), context.signal);
  const made = new Map<string, Expr>();
  const types = new Map<string, Column>();
  for (const column of chosen) {
    context.stop.check();
    const own = values.get(column.name);
    const all = own?.kind === "numbers" ? own.values : new Float64Array();
    const there = present(all);
    if (there.length === 0) fail(nothingToLearn, { step: "scale", column: column.name });
    made.set(column.name, await learned(column.name, there, all.length, args));
    types.set(column.name, { ...scaled(column), nullable: column.nullable || args.method === "power" });
  }
  return { projection: replacing(rows.schema, made, types) };
}

/** The expression of a column, with what its values say. Reorders the values. */
async function learned(column: string, values: Float64Array, rows: number, args: ScaleArgs): Promise<Expr> {
  const { minMaxOf, maxAbsOf, robustOf, standardOf, extremesOf } = await import("./scaling/linear.ts");
  switch (args.method ?? "standard") {
    case "standard":
      return along({ column }, finite(column, standardOf(values)));
    case "max_abs":
      return along({ column }, finite(column, maxAbsOf(values)));
    case "robust": {
      const [low = 0.25, high = 0.75] = args.quantile_range ?? [];
      return along({ column }, finite(column, robustOf(values, [low, high])));
    }
    case "min_max": {
      const [from = 0, to = 1] = args.range ?? [];
      const share = along({ column }, finite(column, minMaxOf(values)));
      const wide: Expr = to - from === 1 ? share : { call: "*", args: [share, { literal: to - from }] };
      return from === 0 ? wide : { call: "+", args: [wide, { literal: from }] };
    }
    case "quantile": {
      const { quantilesOf, scoreOf } = await import("./scaling/quantiles.ts");
      const { low, high } = extremesOf(values);
      finite(column, { centre: low, divisor: high });
      const { quantiles, shares } = quantilesOf(values.sort(), Math.min(args.quantiles ?? 1000, rows));
      return scoreOf({ column }, quantiles, shares, args.output ?? "uniform");
    }
    case "power": {
      const { lambdaOf, transformed } = await import("./scaling/power.ts");
      const transform = args.transform ?? "yeo_johnson";
      const { low, high } = extremesOf(values);
      finite(column, { centre: low, divisor: high });
      if (transform === "box_cox" && low <= 0) fail(needsPositive, { column });
      if (low === high) return along({ column }, { centre: low, divisor: 1 });
      const lambda = lambdaOf(values, transform);
      const shaped: Expr = { call: transform, args: [{ column }, { literal: lambda }] };
      return along(shaped, finite(column, standardOf(transformed(values, transform, lambda))));
    }
  }
}

function finite(column: string, line: Line): Line {
  return Number.isFinite(line.centre) && Number.isFinite(line.divisor) ? line : fail(notFinite, { step: "scale", column });
}

function along(value: Expr, { centre, divisor }: Line): Expr {
  const centred: Expr = centre === 0 ? value : { call: "-", args: [{ call: "to_float", args: [value] }, { literal: centre }] };
  return { call: "/", args: [centred, { literal: divisor }] };
}
