import { metricsOfOtherTask, modelNameRefused } from "../../language/diagnostics/registry/registry.ts";
import { input, optional, string, withDefault, type ArgumentsOf } from "../../language/nodes/parameter.ts";
import type { Call } from "../../language/nodes/signature.ts";
import type { ModelVersionValue } from "./version.ts";
import { defineNode } from "../../runtime/node.ts";
import type { ModelValue } from "../training/model.ts";
import type { ReportValue } from "../training/report.ts";
import { versionType } from "./members.ts";
import { isAlias, isModelName, shown } from "./names.ts";

const takes = {
  model: input<ModelValue>("Model", "The trained model."),
  name: string("The name that its versions are registered under."),
  metrics: optional(input<ReportValue>("Report", "The report of `evaluate` on rows that the model has not seen; its metrics are kept with the version.")),
  alias: withDefault(string("The alias that points at the version from then on."), "champion"),
  description: optional(string("What a reader of the registry should know of this version.")),
};

export type RegisterArgs = ArgumentsOf<typeof takes>;

const doc = `
The registry is in \`.mlp/registry\`: each version is a file that is written once, with the model's digest, its metrics, the columns it takes, and the pipeline and run it came from.
The model carries everything from the raw columns to its prediction, so a version is all that \`serve\` and \`mlp predict\` need.

The same model is registered once: registering it again gives its version as it stands, and lets the alias point at it. Every move of an alias is kept, with the time and the version before.

A gate decides whether a model becomes the champion: \`release = register(…) when report.roc_auc > (champion("churn").roc_auc ?? 0)\`.
What has been registered stays registered: when nothing has changed, a later run does not ask the gate again.
`;

/** Reports names that the registry would refuse, where they are known before the run. */
export function checkNames(call: Call): void {
  const name = call.constant("name");
  const alias = call.constant("alias");
  if (typeof name === "string" && !isModelName(name)) call.report(modelNameRefused, { name: shown(name), what: "model" }, "name");
  if (typeof alias === "string" && !isAlias(alias)) call.report(modelNameRefused, { name: shown(alias), what: "alias" }, "alias");
}

export const registerNode = defineNode({
  name: "register",
  version: 1,
  group: "registry",
  summary: "Keeps a model as the next version of a name, and lets an alias point at it.",
  doc,
  examples: ['release = register(model, name: "churn", metrics: report) when report.roc_auc >= 0.8'],
  takes,
  positional: ["model"],
  returns: "ModelVersion",
  releases: "model",
  infer: (call) => {
    checkNames(call);
    const facts = call.object("model")?.facts ?? {};
    const task = call.object("metrics")?.facts.task;
    if (task && facts.task && task !== facts.task) call.report(metricsOfOtherTask, { model: facts.task, metrics: task }, "metrics");
    const judged = call.object("metrics")?.facts.judged;
    const { judged: _, ...model } = facts;
    return versionType({ ...model, ...(judged && { judged }) });
  },
  execution: {
    kind: "operation",
    where: "main",
    settled: true,
    holds: async (value, host) => {
      const { name, version } = value as ModelVersionValue;
      const { findVersion } = await import("./store.ts");
      return (await findVersion(host.home, name, String(version))) !== undefined;
    },
    run: async (args, context) => (await import("./register-model.ts")).registerModel(args, context),
  },
});
