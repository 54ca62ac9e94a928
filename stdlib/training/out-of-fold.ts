import { input } from "../../language/nodes/parameter.ts";
import type { Learned } from "../../language/types/rows.ts";
import { defineNode } from "../../runtime/node.ts";
import type { CrossValidationValue } from "./cross-validation.ts";

export const outOfFold = defineNode({
  name: "out_of_fold",
  version: 1,
  group: "training",
  summary: "Gives the rows of a cross-validation with their predictions, each by a model that has not seen the row.",
  doc: "The rows keep all their columns and get `prediction`, and for a classification `probability_<class>` for each class. A row that no fold tests (by time, those before the first fold) has null.",
  examples: ["cv = cross_validate(random_forest(), features, on: train)\nscored = out_of_fold(cv)"],
  takes: { cv: input<CrossValidationValue>("CrossValidation", "The cross-validation.") },
  positional: ["cv"],
  returns: "Dataset",
  infer: (call) => {
    const { schema, task, judged, seen } = call.object("cv")?.facts ?? {};
    // Of a row's prediction, the other rows are the source.
    const learned: readonly Learned[] = [...(seen?.learned ?? []), ...(seen?.rows ?? []).map(({ rows, at }) => ({ statistic: "predictions", step: "cross_validate", rows, at }))];
    const whole = schema && task === "regression" ? { columns: [...schema.columns, { name: "prediction", type: { kind: "float" as const }, nullable: true, learned }] } : undefined;
    const made = call.rows(whole);
    return { ...made, ...(judged && { rows: judged }), learned: [...made.learned, ...learned] };
  },
  execution: { kind: "operation", where: "main", run: async ({ cv }) => cv.predictions },
});
