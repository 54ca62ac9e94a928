import { featuresNotEncoded, noFeatures, targetMissing, targetUnfit } from "../../language/diagnostics/registry/features.ts";
import { featureMissing, taskNotLearned } from "../../language/diagnostics/registry/training.ts";
import { anyScalar, input, oneOf, optional, type Described } from "../../language/nodes/parameter.ts";
import type { Call } from "../../language/nodes/signature.ts";
import { columnNamed, isNumeric, type ColumnType } from "../../language/types/schema.ts";
import { object, type DatasetType, type ObjectFacts, type RecipeType } from "../../language/types/type.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { missingTarget } from "../features/missing-target.ts";
import type { Task } from "./estimator.ts";
import { measured } from "./model-type.ts";
import { targetMistake, taskOfType, wordsOfTask } from "./target.ts";

export const train = defineNode({
  name: "train",
  version: 1,
  group: "training",
  summary: "Trains a model.",
  doc: `Fits the steps of the recipe on the rows it trains on, then the estimator on what they give. The model carries both.
The task follows the target: true or false, a string, a category or a number with two values is classification, any other number regression; \`task:\` says otherwise. Of two classes, the later in sort order is the positive one (\`Yes\` after \`No\`, \`1\` after \`0\`) unless \`positive:\` says otherwise.
With \`validate:\`, the model is measured on those rows, and its metrics are members: \`model.roc_auc\`.
The training rows are looked at for features that make scores too good: one that identifies the row (MLP9004), and one that predicts the target almost perfectly alone (MLP9005: from a ROC AUC or a mean recall of 0.99, or an R² or Spearman correlation of 0.999, on at most 50,000 rows and 2,000,000 values). They are warnings; training goes on.`,
  examples: ["model = train(gradient_boosting(trees: 300), features, on: train, validate: validation)", 'model = train(logistic_regression(), features, on: train, positive: "Yes")'],
  takes: {
    estimator: input<Described>("Estimator", "What learns."),
    features: input<Described>("Recipe", "The recipe, with the target."),
    on: datasetInput("The rows to train on."),
    validate: optional(datasetInput("Rows to measure the model on.")),
    positive: optional(anyScalar("Of two classes, the one that precision, recall and the ROC curve speak of.")),
    seen: optional(oneOf(["allowed"], "Says that the rows of `validate:` may be among those of `on:`.")),
    target_derived: optional(oneOf(["allowed"], "Says that features may be computed from the target; reports on the model then say so too.")),
    task: optional(oneOf(["classification", "regression"], "What the target means, where its type does not say it.")),
  },
  positional: ["estimator", "features"],
  returns: "Model",
  sees: { on: "fitted on", validate: "validated on" },
  unseen: [{ rows: "validate", by: "on", unless: "seen" }],
  predicts: { features: "features", on: "on", unless: "target_derived" },
  random: true,
  infer: (call) => {
    const recipe = call.type("features");
    const on = call.dataset("on");
    const facts = recipe?.kind === "recipe" && on ? factsOfTraining(call, recipe, on) : {};
    const all: ObjectFacts = { ...facts, seen: call.seen(), ...(recipe?.kind === "recipe" && { recipe }) };
    const validation = call.dataset("validate");
    if (call.has("validate")) return measured("Model", facts.task, { ...all, ...(validation && { judged: validation.rows }) });
    return object("Model", {}, all);
  },
  execution: { kind: "operation", where: "worker", run: async (args, context) => (await import("./train-model.ts")).trainModel(args, context) },
});

/** What is known of the model before the run; says what is wrong with its target and its features. */
export function factsOfTraining(call: Call, recipe: RecipeType, on: DatasetType): ObjectFacts {
  const fitted = recipe.fit(on);
  const { target, targetAt } = recipe;
  const column = target === undefined || !on.schema ? undefined : columnNamed(on.schema, target);
  if (target !== undefined && on.schema && !column) {
    call.report(targetMissing, missingTarget(target, on.schema, "to train on"), "features", targetAt && { at: targetAt, use: "the recipe is fitted here" });
    return { schema: on.schema };
  }
  const given = call.constant("task");
  const asked: Task | undefined = given === "classification" || given === "regression" ? given : undefined;
  const mistake = column && targetMistake(column, asked);
  if (mistake) call.report(targetUnfit, mistake, "features");
  const task = asked ?? (column && taskOfType(column.type));
  const { node: estimator, task: learns, needsValues } = call.object("estimator")?.facts ?? {};
  if (!mistake && estimator !== undefined && learns && task && task !== learns) call.report(taskNotLearned, { estimator, task, takes: wordsOfTask[learns] }, "estimator");
  const features = target === undefined ? undefined : fitted.schema?.columns.filter(({ name }) => name !== target);
  if (features && target !== undefined) reportFeatures(call, features, target);
  const missing = features?.find(({ name, type }) => isNumeric(type) && Object.hasOwn(fitted.gaps ?? {}, name));
  if (needsValues && estimator !== undefined && missing) call.report(featureMissing, { estimator, column: missing.name, rows: undefined }, "estimator");
  return { ...(task && { task }), ...(target !== undefined && { target }), ...(on.schema && { schema: on.schema }) };
}

const isFeature = (type: ColumnType): boolean => isNumeric(type) || type.kind === "bool" || type.kind === "encoded" || type.kind === "unknown";

function reportFeatures(call: Call, columns: readonly { readonly name: string; readonly type: ColumnType }[], target: string): void {
  const wrong = columns.filter(({ type }) => !isFeature(type)).map(({ name }) => name);
  if (wrong.length > 0) call.report(featuresNotEncoded, { columns: wrong }, "features");
  if (columns.length === 0) call.report(noFeatures, { target }, "features");
}
