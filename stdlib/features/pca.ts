import { stepNamesClash, stepNeedsValues, stepTooMany } from "../../language/diagnostics/registry/features-computed.ts";
import { stepNeedsNumbers } from "../../language/diagnostics/registry/features.ts";
import { bool, columns, float, optional, string, withDefault } from "../../language/nodes/parameter.ts";
import type { Call } from "../../language/nodes/signature.ts";
import type { Type } from "../../language/types/type.ts";
import { isNumeric, type Column, type Schema } from "../../language/types/schema.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { clashIn, fromAll, notNumeric, wordsOfStep } from "./together.ts";
import { after } from "./step.ts";

export const pca = defineNode({
  name: "pca",
  version: 1,
  group: "features",
  summary: "Replaces columns by their principal components.",
  doc: `The components \`pc1\`, \`pc2\`, … are the directions in which the rows vary most, in falling order of variance, and uncorrelated on the rows they were learned from. \`components:\` says how many to keep, or, below 1, the share of the variance that those kept must explain (\`95%\`); all of them where it is left out.
The columns are centred and not scaled: \`scale\` them before, unless they are in one unit. \`whiten: true\` also divides each component by its standard deviation (ddof 1). The sign of a component is such that its largest weight is positive, as in scikit-learn.
It takes no missing values to learn from. A row that has one later has no components.`,
  examples: ["features = recipe(target: .churn) |> impute(numeric) |> scale(numeric) |> pca(numeric, components: 10)", "rows |> pca([.length, .width, .height], components: 90%)"],
  takes: {
    rows: datasetInput("The rows, or the recipe to add the step to."),
    columns: columns("Columns of numbers."),
    components: optional(float("How many components to keep; below 1, the share of the variance that they must explain.", { above: 0 })),
    whiten: withDefault(bool("Whether to give each component a variance of 1."), false),
    prefix: withDefault(string("What the names of the new columns begin with."), "pc"),
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
      const { fit } = await import("./pca/fit.ts");
      return after(rows, (await fit(rows, args, context)).computation, context);
    },
    provides: async () => import("./pca/fit.ts"),
  },
});

function infer(call: Call): Type {
  const rows = call.dataset("rows");
  const names = call.columns("columns");
  if (!rows?.schema || !names) return call.rows(undefined);
  const chosen = rows.schema.columns.filter(({ name, type }) => names.includes(name) && type.kind !== "encoded");
  const wrong = notNumeric(chosen);
  if (wrong) call.report(stepNeedsNumbers, wordsOfStep("pca", wrong), "columns");
  const gap = chosen.find(({ name, type }) => isNumeric(type) && Object.hasOwn(rows.gaps ?? {}, name));
  if (gap) call.report(stepNeedsValues, { step: "pca", column: gap.name, rows: undefined }, "columns");
  const learned = call.learn("principal components", rows);
  const count = call.has("components") ? call.constant("components") : chosen.length;
  if (typeof count === "number" && Number.isInteger(count) && count > chosen.length && chosen.length > 0) {
    call.report(stepTooMany, { step: "pca", what: count === 1 ? "component" : "components", wanted: count, most: chosen.length }, "components");
  }
  const prefix = call.constant("prefix");
  if (wrong || chosen.length === 0 || typeof prefix !== "string" || typeof count !== "number" || !Number.isInteger(count)) return unknownColumns(call, learned);
  const made = Array.from({ length: Math.min(count, chosen.length) }, (_, place): Column => {
    const name = `${prefix}${place + 1}`;
    return { name, type: { kind: "float" }, nullable: chosen.some(({ nullable }) => nullable), ...fromAll(call, chosen, name, [learned]) };
  });
  const schema = replaced(rows.schema, chosen, made);
  const clash = clashIn(schema);
  if (clash !== undefined) call.report(stepNamesClash, { step: "pca", column: clash });
  return clash === undefined ? call.rows(schema) : unknownColumns(call, learned);
}

/** How many there will be is only known from the data; what they were learned from is. */
function unknownColumns(call: Call, learned: NonNullable<Column["learned"]>[number]): Type {
  const rows = call.rows(undefined);
  return { ...rows, learned: [...rows.learned, learned] };
}

function replaced(schema: Schema, gone: readonly Column[], made: readonly Column[]): Schema {
  const names = new Set(gone.map(({ name }) => name));
  const [first] = gone;
  return { columns: schema.columns.flatMap((column) => (column.name === first?.name ? made : names.has(column.name) ? [] : [column])) };
}
