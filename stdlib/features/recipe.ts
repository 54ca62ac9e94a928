import { column } from "../../language/nodes/parameter.ts";
import { defineNode } from "../../runtime/node.ts";

export const recipe = defineNode({
  name: "recipe",
  version: 1,
  group: "features",
  summary: "Starts preprocessing that is fitted where a model is trained.",
  doc: `A recipe is a list of steps that are not fitted yet. \`train\` fits them, one after the other, on the rows it trains on, and the model carries what they have learned: no statistic ever sees a row that the model is judged on, and a served row takes the same way as a training row.
Steps see the target only where they say that they learn from it. Every other column that is left at the end is a feature.`,
  examples: ["features = recipe(target: .churn)\n  |> impute(numeric, with: median)\n  |> encode(categorical, method: one_hot)"],
  takes: { target: column("The column to predict.") },
  returns: "Recipe",
  infer: (call) => {
    const target = call.column("target");
    const targetAt = call.at("target");
    return {
      kind: "recipe",
      target,
      ...(targetAt && { targetAt }),
      fit: (rows) => (rows.schema ? { ...rows, schema: { columns: rows.schema.columns.filter(({ name }) => name !== target) } } : rows),
    };
  },
  execution: { kind: "description" },
});
