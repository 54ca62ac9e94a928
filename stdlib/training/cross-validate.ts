import { anyScalar, input, oneOf, optional, type Described } from "../../language/nodes/parameter.ts";
import type { ObjectFacts } from "../../language/types/type.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { foldParameters, reportFolds } from "../data/fold-parameters.ts";
import { measured } from "./model-type.ts";
import { factsOfTraining } from "./train.ts";

export const crossValidate = defineNode({
  name: "cross_validate",
  version: 1,
  group: "training",
  summary: "Measures an estimator and a recipe in k folds of rows.",
  doc: [
    "For each fold, the recipe and the estimator are fitted on the rows outside of it, and measured on the rows in it: every row is predicted once, by a model that has not seen it. No model is kept; `train` makes one of all rows.",
    "",
    "Each metric of the task (see `evaluate`) is a member, and is its mean over the folds: `cv.roc_auc`. The value has also the standard deviation over the folds (`spread`, ddof 0), the scores of each fold, and the same means of a baseline that looks at no feature. `out_of_fold(cv)` gives the rows with their predictions.",
    "",
    "The folds are those of `folds`, with the same seed: `stratify`, `group`, `by_time` and `key` say how rows are divided, and `shuffle: false` leaves them in their order. Of these, a classification takes `stratify` by its target where none is said. Every class must be among the training rows of every fold (MLP6115).",
    "",
    "What is chosen by these scores has seen all rows of `on`: judge it on others. A statistic that was learned from `on` in front of this node has seen the rows of every fold, and is an error (MLP4003): move its step into the recipe.",
  ].join("\n"),
  examples: [
    "cv = cross_validate(ridge(alpha: 0.5), features, on: train, k: 10)",
    "cv = cross_validate(random_forest(), features, on: train, group: .customer)\nmodel = train(random_forest(), features, on: train) when cv.roc_auc > 0.8",
  ],
  takes: {
    estimator: input<Described>("Estimator", "What learns."),
    features: input<Described>("Recipe", "The recipe, with the target; it is fitted anew for each fold."),
    on: datasetInput("The rows to divide into folds."),
    ...foldParameters("on"),
    positive: optional(anyScalar("Of two classes, the one that precision, recall and the ROC curve speak of.")),
    target_derived: optional(oneOf(["allowed"], "Says that features may be computed from the target; the notes then say so too.")),
    task: optional(oneOf(["classification", "regression"], "What the target means, where its type does not say it.")),
  },
  positional: ["estimator", "features"],
  returns: "CrossValidation",
  sees: { on: "cross-validated on" },
  unseen: [{ rows: "on", by: "on" }],
  predicts: { features: "features", on: "on", unless: "target_derived" },
  random: true,
  infer: (call) => {
    reportFolds(call, "on");
    const recipe = call.type("features");
    const on = call.dataset("on");
    const facts: ObjectFacts = recipe?.kind === "recipe" && on ? factsOfTraining(call, recipe, on) : {};
    return measured("CrossValidation", facts.task, { ...facts, seen: call.seen(), ...(on && { judged: on.rows }) });
  },
  execution: { kind: "operation", where: "worker", run: async (args, context) => (await import("./judge-in-folds.ts")).judgeInFolds(args, context) },
});
