import { modelNotYet } from "../../language/diagnostics/registry/registry.ts";
import { string, withDefault, type ArgumentsOf } from "../../language/nodes/parameter.ts";
import type { Call } from "../../language/nodes/signature.ts";
import { recordedRows } from "../../language/types/rows.ts";
import type { Schema } from "../../language/types/schema.ts";
import { dataset, optional, type ObjectFacts } from "../../language/types/type.ts";
import { defineNode } from "../../runtime/node.ts";
import type { Task } from "../training/estimator.ts";
import { versionType } from "./members.ts";
import { checkNames } from "./register.ts";

const takes = {
  name: string("The name that versions were registered under."),
  alias: withDefault(string("Which of them: where this alias points."), "champion"),
};

export type ChampionArgs = ArgumentsOf<typeof takes>;

/** What is in the registry under the name, for the checker. */
export type ChampionFacts =
  | { readonly found: true; readonly task: Task; readonly target: string; readonly schema: Schema; readonly judged?: readonly string[] }
  | { readonly found: false; readonly near?: string };

function factsOf(call: Call): ObjectFacts {
  const facts = call.observed() as ChampionFacts | undefined;
  if (facts?.found === false && facts.near !== undefined) call.report(modelNotYet, { name: String(call.constant("name")), near: facts.near }, "name");
  // It was trained in some other run: what it has seen is recorded with it, and compared when it is judged.
  const { at } = call.learn("fit", dataset(undefined, recordedRows));
  const seen = { rows: [{ rows: recordedRows, at, how: "fitted on" }], learned: [] };
  return facts?.found ? { task: facts.task, target: facts.target, schema: facts.schema, seen, ...(facts.judged && { judged: { ...recordedRows, names: facts.judged } }) } : { seen };
}

export const championNode = defineNode({
  name: "champion",
  version: 1,
  group: "registry",
  summary: "The registered version that an alias points at, or null where there is none.",
  doc: "It is read from the registry each time a run needs it, so that a gate compares with what is in production now. Its metrics are those it was registered with; `??` says what to take where there is none.",
  examples: ['best = champion("churn").roc_auc ?? 0', 'challenger = champion("churn", alias: "candidate")'],
  takes,
  positional: ["name"],
  returns: "ModelVersion",
  lookup: true,
  observe: async ({ name, alias }, { home }) => (await import("./look-up.ts")).observeChampion({ name: name ?? "", alias: alias ?? "champion" }, home),
  infer: (call) => {
    checkNames(call);
    return optional(versionType(factsOf(call)));
  },
  execution: {
    kind: "lookup",
    read: async (args, { home }) => (await import("./look-up.ts")).readChampion(args, home),
  },
});
