import { stepNeedsNumbers } from "../../language/diagnostics/registry/features.ts";
import { columns, oneOf, share, withDefault } from "../../language/nodes/parameter.ts";
import { changeColumns } from "../../language/types/schema.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { limits } from "./extremes/bounds.ts";
import { clippedColumn } from "./extremes/columns.ts";
import type { WinsorizeArgs } from "./extremes/fit.ts";
import { applied, type StepImplementation } from "./step.ts";
import { notNumeric, wordsOfStep } from "./together.ts";

export const winsorize = defineNode({
  name: "winsorize",
  version: 1,
  group: "features",
  summary: "Pulls the most extreme shares of values in.",
  doc: `Values below the \`lower\` quantile become that quantile, and values above the \`upper\` one from the top become that one. \`limits: quantile\` interpolates between two values; \`limits: rank\` takes the first value that is not cut off, as \`scipy.stats.mstats.winsorize\` does.
The limits are learned from the training rows in a recipe, from the dataset itself otherwise. Missing values stay missing and are not counted.`,
  examples: ["features = recipe(target: .churn) |> winsorize(numeric, lower: 1%, upper: 1%)"],
  takes: {
    rows: datasetInput("The rows, or the recipe to add the step to."),
    columns: columns("Columns of numbers."),
    lower: withDefault(share("The share of the smallest values that are pulled in.", { min: 0, below: 0.5 }), 0.05),
    upper: withDefault(share("The share of the largest values that are pulled in.", { min: 0, below: 0.5 }), 0.05),
    limits: withDefault(oneOf(limits, "How a limit is found between two values."), "quantile"),
  },
  positional: ["rows", "columns"],
  returns: "Dataset",
  rows: "keep",
  keepsGaps: true,
  step: true,
  infer: (call) => {
    const rows = call.dataset("rows");
    const names = call.columns("columns");
    if (!rows?.schema || !names) return call.rows(undefined);
    const chosen = rows.schema.columns.filter(({ name, type }) => names.includes(name) && type.kind !== "encoded");
    const wrong = notNumeric(chosen);
    if (wrong) call.report(stepNeedsNumbers, wordsOfStep("winsorize", wrong), "columns");
    const learned = call.learn("quantiles", rows);
    return call.rows(changeColumns(rows.schema, chosen.map(({ name }) => name), (column) => ({ ...clippedColumn(column), learned: [...(column.learned ?? []), learned] })));
  },
  execution: {
    kind: "transform",
    plan: async ({ rows, ...args }, context) => applied(rows, (await (await import("./extremes/fit.ts")).winsorizeStep.fit(rows, args, context)).projection),
    provides: async (): Promise<StepImplementation<WinsorizeArgs>> => (await import("./extremes/fit.ts")).winsorizeStep,
  },
});
