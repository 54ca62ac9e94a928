import { input } from "../../language/nodes/parameter.ts";
import type { Call } from "../../language/nodes/signature.ts";
import type { Learned } from "../../language/types/rows.ts";
import type { Schema } from "../../language/types/schema.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import type { ModelVersionValue } from "../registry/version.ts";
import type { ModelValue } from "../training/model.ts";

const takes = {
  model: input<ModelVersionValue | ModelValue>(["ModelVersion", "Model"], "A registered model, or one that was just trained."),
  on: datasetInput("The rows to predict: raw ones, or prepared as the model's training rows were."),
};


/** What a model has seen stands behind every value that it predicts. */
function learnedBy(call: Call): readonly Learned[] {
  const seen = call.object("model")?.facts.seen;
  return [...(seen?.learned ?? []), ...(seen?.rows ?? []).map(({ rows, at }) => ({ statistic: "predictions", step: "predict", rows, at }))];
}

/** The columns of a classification depend on its classes, which only the run knows. */
function schemaOf(call: Call, learned: readonly Learned[]): Schema | undefined {
  const schema = call.dataset("on")?.schema;
  if (!schema || call.object("model")?.facts.task !== "regression") return undefined;
  return { columns: [...schema.columns, { name: "prediction", type: { kind: "float" }, nullable: true, learned }] };
}

export const predictNode = defineNode({
  name: "predict",
  version: 1,
  group: "serving",
  summary: "Adds a model's predictions to rows.",
  doc: `
The rows keep all their columns and get \`prediction\`, and for a classification \`probability_<class>\` for each class. \`mlp predict churn@champion rows.csv -o scored.csv\` does the same with a file.

Rows as they were loaded are prepared as the model's training rows were; rows that are prepared already are taken as they are, with a warning where they were prepared in another way.
A row for which the model gives no finite number has null.
`,
  examples: ["scored = predict(release, on: test)", 'scored = predict(champion("churn") ?? release, on: test) |> save("scored.csv")'],
  takes,
  positional: ["model"],
  returns: "Dataset",
  rows: "keep",
  needsTable: true,
  infer: (call) => {
    const learned = learnedBy(call);
    const rows = call.rows(schemaOf(call, learned));
    return { ...rows, learned: [...rows.learned, ...learned] };
  },
  execution: {
    kind: "operation",
    where: "main",
    run: async ({ model, on }, context) => {
      const [{ addPredictions }, { openModel }, { scoreDataset }] = await Promise.all([import("./batch/add-predictions.ts"), import("../training/predictor.ts"), import("../training/score.ts")]);
      return addPredictions(model, on, context, { openModel, scoreDataset });
    },
  },
});
