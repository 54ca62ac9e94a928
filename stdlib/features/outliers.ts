import { stepNamesClash } from "../../language/diagnostics/registry/features-computed.ts";
import { stepNeedsNumbers } from "../../language/diagnostics/registry/features.ts";
import { columns, float, oneOf, optional, withDefault } from "../../language/nodes/parameter.ts";
import type { Call } from "../../language/nodes/signature.ts";
import { changeColumns, type Column, type Schema } from "../../language/types/schema.ts";
import type { Learned } from "../../language/types/rows.ts";
import type { Type } from "../../language/types/type.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { methods } from "./extremes/bounds.ts";
import { clippedColumn, flagOf } from "./extremes/columns.ts";
import type { OutliersArgs } from "./extremes/fit.ts";
import { applied, type StepImplementation } from "./step.ts";
import { clashIn, fromAll, notNumeric, wordsOfStep } from "./together.ts";

const shared = {
  columns: columns("Columns of numbers."),
  method: withDefault(oneOf(methods, "What an outlier is."), "iqr"),
  threshold: optional(float("How far from the rest it is: 1.5 for `iqr`, 3 for `z`, 3.5 for `mad` if left out.", { above: 0 })),
};

const definitions = `\`iqr\`: more than \`threshold\` times the distance of the quartiles beyond them (Tukey's fences). \`z\`: more than \`threshold\` standard deviations (ddof 0) from the mean; extreme values widen these, so that among ten values or fewer none can be further than 3. \`mad\`: a modified z-score, 0.6745 times the distance from the median over the median of these distances, of more than \`threshold\`.`;

export const outliers = defineNode({
  name: "outliers",
  version: 1,
  group: "features",
  summary: "Empties, marks or pulls in values far from the rest.",
  doc: `${definitions}
\`action: null\` makes an outlier missing, \`clip\` replaces it by the bound, and \`flag\` leaves it and adds a column \`x is outlier\`. The bounds are learned from the training rows in a recipe, from the dataset itself otherwise. Missing values are no outliers. \`drop_outliers\` leaves out the rows.`,
  examples: ["features = recipe(target: .churn) |> outliers(numeric, action: clip)", "rows |> outliers(.income, method: mad, action: flag)"],
  takes: {
    rows: datasetInput("The rows, or the recipe to add the step to."),
    ...shared,
    action: withDefault(oneOf(["null", "flag", "clip"], "What becomes of an outlier."), "null"),
  },
  positional: ["rows", "columns"],
  returns: "Dataset",
  rows: "keep",
  keepsGaps: true,
  step: true,
  infer: inferStep,
  execution: {
    kind: "transform",
    plan: async ({ rows, ...args }, context) => applied(rows, (await (await import("./extremes/fit.ts")).outliersStep.fit(rows, args, context)).projection),
    provides: async (): Promise<StepImplementation<OutliersArgs>> => (await import("./extremes/fit.ts")).outliersStep,
  },
});

export const dropOutliers = defineNode({
  name: "drop_outliers",
  version: 1,
  group: "features",
  summary: "Leaves out rows with a value far from the rest.",
  doc: `A row goes if any of the chosen columns has an outlier in it. ${definitions}
The bounds are learned from these rows: drop outliers of the training part only, or they tell of rows that a model is judged on. A served model answers every request, so a recipe cannot drop rows; \`outliers\` empties or clips them there.`,
  examples: ["clean = train |> drop_outliers([.income, .age], method: iqr, threshold: 3)"],
  takes: { rows: datasetInput("The rows."), ...shared },
  positional: ["rows", "columns"],
  returns: "Dataset",
  rows: "subset",
  infer: (call) => {
    const known = chosenOf(call, "drop_outliers");
    const made = call.rows(call.dataset("rows")?.schema);
    return known ? { ...made, learned: [...made.learned, known.learned] } : made;
  },
  execution: {
    kind: "transform",
    plan: async ({ rows, ...args }, context) => (await import("./extremes/fit.ts")).withoutOutliers(rows, args, context),
  },
});

function chosenOf(call: Call, step: string): { readonly schema: Schema; readonly chosen: readonly Column[]; readonly learned: Learned } | undefined {
  const rows = call.dataset("rows");
  const names = call.columns("columns");
  if (!rows?.schema || !names) return undefined;
  const chosen = rows.schema.columns.filter(({ name, type }) => names.includes(name) && type.kind !== "encoded");
  const wrong = notNumeric(chosen);
  if (wrong) call.report(stepNeedsNumbers, wordsOfStep(step, wrong), "columns");
  return { schema: rows.schema, chosen, learned: call.learn("bounds of outliers", rows) };
}

function inferStep(call: Call): Type {
  const known = chosenOf(call, "outliers");
  const action = call.constant("action");
  if (!known || action === undefined) return call.rows(undefined);
  const { schema, chosen, learned } = known;
  if (action === "flag") {
    const added = { columns: [...schema.columns, ...chosen.map((column): Column => ({ ...flagOf(column), ...fromAll(call, [column], flagOf(column).name, [learned]) }))] };
    const clash = clashIn(added);
    if (clash !== undefined) call.report(stepNamesClash, { step: "outliers", column: clash });
    return call.rows(clash === undefined ? added : schema);
  }
  const change = (column: Column): Column => ({ ...(action === "clip" ? clippedColumn(column) : { ...column, nullable: true }), learned: [...(column.learned ?? []), learned] });
  return call.rows(changeColumns(schema, chosen.map(({ name }) => name), change));
}
