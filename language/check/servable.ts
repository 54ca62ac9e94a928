import { notRowByRow } from "../diagnostics/registry/leakage.ts";
import type { BatchStep, ObjectFacts, Type } from "../types/type.ts";
import type { CallSite, CheckedArguments } from "./calls.ts";
import type { CheckContext } from "./context.ts";

/**
 * The serving rule: what is put to use must be computable for one row, so no step between the raw columns and the model may need others.
 * A model has the step that does from the rows that its recipe was fitted on, and hands it on to what is made of it.
 */
export function withBatchStep({ signature }: CallSite, { known }: CheckedArguments, type: Type): Type {
  if (type.kind !== "object" || type.description) return type;
  const batch = type.facts.batch ?? (signature.predicts ? batchOfFeatures(known, signature.predicts) : inherited(known, type.name));
  return batch ? { ...type, facts: { ...type.facts, batch } } : type;
}

function batchOfFeatures(known: CheckedArguments["known"], { features, on }: { readonly features: string; readonly on: string }): BatchStep | undefined {
  const recipe = known.get(features)?.type;
  const rows = known.get(on);
  const batch = recipe?.kind === "recipe" && rows?.type.kind === "dataset" ? recipe.fit(rows.type).batch : undefined;
  return batch && rows && { ...batch, fitted: rows.span };
}

/** One of several models is chosen: a model that is made of models. */
function inherited(known: CheckedArguments["known"], name: string): BatchStep | undefined {
  for (const { type, items } of known.values()) {
    for (const given of [type, ...(items ?? [])]) {
      const facts = factsOf(given);
      if (facts?.name === name && facts.facts.batch) return facts.facts.batch;
    }
  }
  return undefined;
}

function factsOf(type: Type): { readonly name: string; readonly facts: ObjectFacts } | undefined {
  const present = type.kind === "optional" ? type.of : type;
  return present.kind === "object" ? present : undefined;
}

export function checkServable(cx: CheckContext, { signature }: CallSite, { known }: CheckedArguments): void {
  const released = signature.releases === undefined ? undefined : known.get(signature.releases);
  const facts = released && factsOf(released.type)?.facts;
  if (!released || !facts?.batch) return;
  const { node, at, fitted } = facts.batch;
  const related = [{ span: at, message: `\`${node}\` takes more than the row itself` }, ...(fitted ? [{ span: fitted, message: "the model is fitted on what comes of it" }] : [])];
  cx.report(notRowByRow, released.span, { step: node }, { label: "a request brings one row", related });
}
