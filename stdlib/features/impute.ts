import { stepNamesClash } from "../../language/diagnostics/registry/features-computed.ts";
import { imputeValue, stepNeedsNumbers } from "../../language/diagnostics/registry/features.ts";
import { commonType } from "../../language/expressions/operands.ts";
import type { Literal } from "../../language/graph/graph.ts";
import { anyScalar, bool, columns, float, int, oneOf, optional, withDefault } from "../../language/nodes/parameter.ts";
import type { Call } from "../../language/nodes/signature.ts";
import { changeColumns, type Column } from "../../language/types/schema.ts";
import type { Type } from "../../language/types/type.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { isJoint, mistakeIn, ways, type ImputeArgs, type Way } from "./imputing/arguments.ts";
import { filled, indicatorOf, otherType, typeOf, unfit } from "./imputing/columns.ts";
import { after, stepOf, type StepImplementation } from "./step.ts";
import { clashIn, fromAll, wordsOfStep } from "./together.ts";

const statisticNames: Readonly<Record<Way, string>> = {
  mean: "means",
  median: "medians",
  most_frequent: "most frequent values",
  constant: "",
  k_nearest: "nearest rows",
  iterative: "regressions between columns",
};

export const impute = defineNode({
  name: "impute",
  version: 2,
  group: "features",
  summary: "Fills missing values.",
  doc: `With a statistic of the values that are there (the \`mean\`, the \`median\` or the \`most_frequent\` value; the smallest of equally frequent ones), with a \`constant\` \`value\`, or from the other chosen columns:
\`k_nearest\` takes the mean of the column in the nearest rows that have it (Euclidean distance over the columns that both rows have, scaled up to all; \`scale\` the columns before). The model carries all rows that it was fitted on, and each gap costs a look at all of them.
\`iterative\` regresses each column on all others (a ridge regression that finds its own penalty), round by round, until the fills do not move any more.
All but \`most_frequent\` and \`constant\` make a column of integers a column of floats. With \`indicator: true\`, a column \`x is missing\` for each chosen \`x\` tells where its gaps were. In a recipe, what fills is learned from the training rows; on a dataset, from that dataset.`,
  examples: [
    'features = recipe(target: .churn)\n  |> impute(numeric, with: median, indicator: true)\n  |> impute(categorical, with: constant, value: "none")',
    "features = recipe(target: .churn) |> scale(numeric) |> impute(numeric, with: k_nearest, neighbours: 5)",
  ],
  takes: {
    rows: datasetInput("The rows, or the recipe to add the step to."),
    columns: columns("The columns to fill."),
    with: withDefault(oneOf(ways, "What to fill them with."), "median"),
    value: optional(anyScalar("The value for `with: constant`.")),
    indicator: withDefault(bool("Whether to add a column for each that tells where it had no value."), false),
    neighbours: optional(int("How many rows `k_nearest` looks at: 5 if left out.", { min: 1 })),
    weights: optional(oneOf(["uniform", "distance"], "Whether the nearest rows count alike (if left out), or by one over their distance.")),
    rounds: optional(int("How many rounds `iterative` makes at most: 10 if left out.", { min: 1 })),
    tolerance: optional(float("The change of a fill, as a share of the largest value, below which `iterative` ends: 0.001 if left out.", { min: 0 })),
  },
  positional: ["rows", "columns"],
  returns: "Dataset",
  rows: "keep",
  keepsGaps: true,
  step: true,
  infer,
  execution: {
    kind: "transform",
    plan: async ({ rows, ...args }, context) => {
      const { fit } = await import("./imputing/fit.ts");
      return after(rows, stepOf(await fit(rows, args, context)), context);
    },
    provides: async (): Promise<StepImplementation<ImputeArgs>> => import("./imputing/fit.ts"),
  },
});

function infer(call: Call): Type {
  const rows = call.dataset("rows");
  const names = call.columns("columns");
  const way = call.constant("with") as Way | undefined;
  const value = call.constant("value");
  const why = way && mistakeIn(way, (argument) => call.has(argument));
  if (why !== undefined) call.report(imputeValue, { why });
  if (!rows?.schema || !names || !way || why !== undefined) return call.rows(rows?.schema && names ? rows.schema : undefined);
  const chosen = rows.schema.columns.filter(({ name }) => names.includes(name));
  const wrong = chosen.find((column) => unfit(column, way));
  if (wrong) call.report(stepNeedsNumbers, wordsOfStep("impute", wrong), "columns");
  const misfit = way === "constant" && value !== undefined && value !== null ? chosen.find(({ type }) => !commonType(type, typeOf(value))) : undefined;
  if (misfit && value !== undefined) call.report(imputeValue, { why: otherType(misfit, value) }, "value");
  return withIndicators(call, rows.schema.columns, chosen, way, value);
}

function withIndicators(call: Call, all: readonly Column[], chosen: readonly Column[], way: Way, value: Literal | undefined): Type {
  const rows = call.dataset("rows");
  const learned = way === "constant" || !rows ? [] : [call.learn(statisticNames[way], rows)];
  const open = chosen.filter(({ type }) => type.kind !== "encoded");
  const schema = changeColumns({ columns: all }, chosen.map(({ name }) => name), (column) => ({
    ...filled(column, way, value),
    ...(isJoint(way) && column.type.kind !== "encoded" ? fromAll(call, open, column.name, learned) : { learned: [...(column.learned ?? []), ...learned] }),
  }));
  const indicator = call.constant("indicator");
  if (indicator === undefined) return call.rows(undefined);
  if (indicator !== true) return call.rows(schema);
  const added = { columns: [...schema.columns, ...open.map((column): Column => ({ ...indicatorOf(column.name), ...fromAll(call, [column], column.name, []) }))] };
  const clash = clashIn(added);
  if (clash === undefined) return call.rows(added);
  call.report(stepNamesClash, { step: "impute", column: clash });
  return call.rows(schema);
}
