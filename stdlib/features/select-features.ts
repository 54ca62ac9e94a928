import { selectionOption } from "../../language/diagnostics/registry/features-computed.ts";
import { stepNeedsNumbers } from "../../language/diagnostics/registry/features.ts";
import { needsTarget } from "../../language/diagnostics/registry/steps.ts";
import { columns, float, input, oneOf, optional, withDefault, type Described } from "../../language/nodes/parameter.ts";
import type { Call } from "../../language/nodes/signature.ts";
import { changeColumns, isNumeric } from "../../language/types/schema.ts";
import type { Type } from "../../language/types/type.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { methods, selectionMistake, type Method } from "./selecting/options.ts";
import { applied } from "./step.ts";
import { wordsOfStep } from "./together.ts";

export const selectFeatures = defineNode({
  name: "select_features",
  version: 1,
  group: "features",
  summary: "Keeps the columns that tell most of the target.",
  doc: `\`f\` scores a column by an analysis of variance between the classes, or by its correlation with a quantity (scikit-learn's \`f_classif\` and \`f_regression\`); \`chi2\` compares its sums in the classes, for counts; \`mutual_information\` finds any dependence, from three nearest neighbours (a noise of 1e-10 that gives equal values an order is drawn from the seed); \`model\` takes the importance that the \`estimator:\` gives it, fitted on these columns: a \`lasso\` keeps what it does not set to 0 with \`threshold: 1e-9\`. \`variance\` does not look at the target, and takes missing values.
\`keep:\` is the number of columns that stay, or below 1 their share; \`threshold:\` keeps scores above it. Without either, \`variance\` drops constant columns, and \`model\` those below the average importance. Other columns than the chosen ones stay as they are, and so do encoded ones.
It learns from the target, so that it must be a step of a recipe, except for \`variance\`.`,
  examples: ["features = recipe(target: .churn) |> impute(numeric) |> select_features(numeric, method: mutual_information, keep: 10)", "features = recipe(target: .price) |> scale(numeric) |> select_features(numeric, method: model, estimator: lasso(alpha: 0.1), threshold: 1e-9)"],
  takes: {
    rows: datasetInput("The rows, or the recipe to add the step to."),
    columns: columns("Columns of numbers, or of true and false, to choose from."),
    method: withDefault(oneOf(methods, "What a column is judged by."), "f"),
    keep: optional(float("How many columns stay; below 1, which share of them.", { above: 0 })),
    threshold: optional(float("Columns with a higher score stay.")),
    estimator: optional(input<Described>("Estimator", "For `model`: what is asked how much each column matters.")),
  },
  positional: ["rows", "columns"],
  returns: "Dataset",
  rows: "keep",
  keepsGaps: true,
  random: true,
  step: true,
  infer,
  execution: {
    kind: "transform",
    plan: async ({ rows, ...args }, context) => applied(rows, (await (await import("./selecting/fit.ts")).fit(rows, args, context)).projection),
    provides: () => import("./selecting/fit.ts"),
  },
});

/** Which columns stay is only known from the data: all may. */
function infer(call: Call): Type {
  const rows = call.dataset("rows");
  const names = call.columns("columns");
  const method = call.constant("method") as Method | undefined;
  const why = method && selectionMistake(method, (argument) => call.has(argument));
  if (why !== undefined) call.report(selectionOption, { why });
  if (method !== undefined && method !== "variance" && !call.inRecipe) call.report(needsTarget, { step: "select_features", method }, "method");
  if (!rows?.schema || !names) return call.rows(undefined);
  const chosen = rows.schema.columns.filter(({ name, type }) => names.includes(name) && type.kind !== "encoded");
  const wrong = chosen.find(({ type }) => !isNumeric(type) && type.kind !== "bool" && type.kind !== "unknown");
  if (wrong) call.report(stepNeedsNumbers, wordsOfStep("select_features", wrong), "columns");
  const learned = call.learn("scores of features", rows);
  return call.rows(changeColumns(rows.schema, chosen.map(({ name }) => name), (column) => ({ ...column, learned: [...(column.learned ?? []), learned] })));
}
