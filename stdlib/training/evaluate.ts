import { targetMissing } from "../../language/diagnostics/registry/features.ts";
import { input, oneOf, optional } from "../../language/nodes/parameter.ts";
import { columnNamed } from "../../language/types/schema.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { missingTarget } from "../features/missing-target.ts";
import { measured } from "./model-type.ts";
import type { ModelVersionValue } from "../registry/version.ts";
import type { ModelValue } from "./model.ts";

export const evaluate = defineNode({
  name: "evaluate",
  version: 1,
  group: "training",
  summary: "Measures a model on rows it has not seen.",
  doc: `The report has every metric of the model's task with a 95 % confidence interval, the same metrics of a baseline that looks at no feature, curves, and what a reader should know.
Classification: \`accuracy\`, \`precision\`, \`recall\`, \`f1\`, \`roc_auc\`, \`log_loss\`, \`brier\`, \`mcc\`. Regression: \`r2\`, \`rmse\`, \`mae\`, \`mape\`. Each is a member: \`report.roc_auc\`.
Rows without a target are left out, and noted.`,
  examples: ["report = evaluate(model, on: test)", 'before = evaluate(champion("churn"), on: test)'],
  takes: {
    model: input<ModelValue | ModelVersionValue>(["Model", "ModelVersion"], "The model, or a registered version of one."),
    on: datasetInput("The rows to measure it on."),
    seen: optional(oneOf(["allowed"], "Says that the model may have seen these rows, to look at a training score: the report then says so too.")),
  },
  positional: ["model"],
  returns: "Report",
  unseen: [{ rows: "on", by: "model", unless: "seen" }],
  infer: (call) => {
    const facts = call.object("model")?.facts ?? {};
    const rows = call.dataset("on");
    const schema = rows?.schema;
    if (schema && facts.target !== undefined && !columnNamed(schema, facts.target)) call.report(targetMissing, missingTarget(facts.target, schema, "to judge the model on"), "on");
    return measured("Report", facts.task, { ...(facts.target !== undefined && { target: facts.target }), seen: call.seen(), ...(rows && { judged: rows.rows }) });
  },
  execution: { kind: "operation", where: "worker", run: async ({ model, on, seen }, context) => (await import("./evaluate-model.ts")).evaluateModel(model, on, context, { seenAllowed: seen === "allowed" }) },
});
