import { noModels } from "../../language/diagnostics/registry/features.ts";
import { input, list, oneOf } from "../../language/nodes/parameter.ts";
import type { ObjectType } from "../../language/types/type.ts";
import { datasetInput, defineNode } from "../../runtime/node.ts";
import { measured } from "./model-type.ts";
import type { ModelValue } from "./model.ts";
import { metricsOfTask } from "./quality.ts";
import { classificationMetrics, regressionMetrics } from "./report.ts";

export const bestOf = defineNode({
  name: "best_of",
  version: 1,
  group: "training",
  summary: "Takes the best of several models.",
  doc: `Measures every model on the same rows, and takes the one with the best value of one metric; the first of equally good ones. Errors and losses are better when smaller, everything else when larger.
The choice has seen these rows: judge the chosen model on others. Its metrics on them are members: \`best.roc_auc\`.`,
  examples: ["best = best_of([linear, boosted], by: roc_auc, on: validation)"],
  takes: {
    models: list(input<ModelValue>("Model", "A model."), "The models to choose from, all for one target."),
    by: oneOf([...classificationMetrics, ...regressionMetrics], "The metric to choose by."),
    on: datasetInput("The rows to measure them on."),
  },
  positional: ["models"],
  returns: "Model",
  sees: { on: "chosen on" },
  unseen: [{ rows: "on", by: "models" }],
  infer: (call) => {
    const models = call.items("models").filter((type): type is ObjectType => type.kind === "object");
    const [first] = models;
    const { task, target, schema } = first?.facts ?? {};
    const rows = call.dataset("on");
    const by = call.constant("by");
    const why = mistakeOf(models.map(({ facts }) => facts), typeof by === "string" ? by : undefined);
    if (why !== undefined) call.report(noModels, { why }, "models");
    return measured("Model", task, { ...(target !== undefined && { target }), ...(schema && { schema }), seen: call.seen(), ...(rows && { judged: rows.rows }) });
  },
  execution: { kind: "operation", where: "worker", run: async ({ models, by, on }, context) => (await import("./choose-model.ts")).chooseModel(models, by, on, context) },
});

/** Why models cannot be compared by a metric, as far as is known. */
export function mistakeOf(models: readonly { readonly task?: "classification" | "regression"; readonly target?: string }[], by: string | undefined): string | undefined {
  const targets = new Set(models.flatMap(({ target }) => target ?? []));
  if (targets.size > 1) return `\`best_of\` compares models of different targets: ${[...targets].map((target) => `\`${target}\``).join(", ")}`;
  const other = models.find(({ task }) => task && by !== undefined && !metricsOfTask(task).includes(by));
  return other && `\`best_of\` is to choose by \`${by}\`, and the models do ${other.task}`;
}
