import { missingArgument, repeatedArgument, tooManyPositional, unknownArgument } from "../diagnostics/registry/types.ts";
import { policyParameters } from "../nodes/parameter.ts";
import type { NodeSignature } from "../nodes/signature.ts";
import type { Argument, CallExpression, Expression, Identifier } from "../syntax/ast.ts";
import type { CheckContext } from "./context.ts";
import { nearest } from "../diagnostics/suggest.ts";
import { writtenAt } from "./written.ts";

/** Arguments sorted to parameters, before their types are looked at. */
export interface MatchedArguments {
  readonly given: ReadonlyMap<string, Expression>;
  readonly rest: readonly { readonly name: Identifier; readonly value: Expression }[];
  /** All that is required is there. */
  readonly complete: boolean;
}

/** Whether an argument of this name sets the node's policy: `retry`, `timeout`. A node that takes any name has no such words. */
export const isPolicy = (signature: NodeSignature, name: string): boolean => !signature.rest && Object.hasOwn(policyParameters, name);

/** Sorts a call's arguments to the parameters of its signature. `piped` tells that the first positional one comes through the pipe. */
export function matchArguments(cx: CheckContext, call: CallExpression, signature: NodeSignature, piped: boolean): MatchedArguments {
  const positional: readonly string[] = signature.positional ?? [];
  const given = new Map<string, Expression>();
  const rest: { name: Identifier; value: Expression }[] = [];
  const pipedName = piped ? positional[0] : undefined;
  let place = piped ? 1 : 0;
  for (const argument of call.args) {
    if (!argument.name) {
      const name = positional[place++];
      if (name === undefined) reportPositional(cx, argument, signature, given, piped);
      else if (given.has(name)) reportRepeated(cx, argument, signature, name, given.get(name));
      else given.set(name, argument.value);
      continue;
    }
    const name = argument.name.text;
    const first = given.get(name) ?? rest.find((other) => other.name.text === name)?.value;
    if (first || name === pipedName) reportRepeated(cx, argument, signature, name, first);
    else if (Object.hasOwn(signature.takes, name) || isPolicy(signature, name)) given.set(name, argument.value);
    else if (signature.rest && !isMisspelt(signature, argument.name.text, argument.value)) rest.push({ name: argument.name, value: argument.value });
    else reportUnknown(cx, argument.name, signature);
  }
  const complete = Object.entries(signature.takes).every(([name, parameter]) => !parameter.required || given.has(name) || name === pipedName);
  if (!complete) reportMissing(cx, call, signature, given, pipedName);
  return { given, rest, complete };
}

/** A node that takes any name, given a name near one of its own with a value that only its own takes: `stratfy: .plan`. */
function isMisspelt(signature: NodeSignature, name: string, value: Expression): boolean {
  return value.kind === "column" && !["expression", "aggregate"].includes(signature.rest?.accepts.kind ?? "") && nearest(name, Object.keys(signature.takes)) !== undefined;
}

/** `first` is what was given before, where the pipe does not give it. */
function reportRepeated(cx: CheckContext, argument: Argument, signature: NodeSignature, name: string, first: Expression | undefined): void {
  const related = first ? [{ span: first.span, message: "given here first" }] : [];
  cx.report(repeatedArgument, argument.span, { node: signature.name, name, piped: !first, written: writtenAt(cx, argument.value.span) ?? "…" }, { related });
}

function reportPositional(cx: CheckContext, argument: Argument, signature: NodeSignature, given: ReadonlyMap<string, Expression>, piped: boolean): void {
  const positional: readonly string[] = signature.positional ?? [];
  const names = Object.keys(signature.takes).filter((name) => !given.has(name) && !positional.includes(name));
  cx.report(tooManyPositional, argument.span, { node: signature.name, allowed: positional.length - (piped ? 1 : 0), names, written: writtenAt(cx, argument.span) ?? "…", free: signature.rest !== undefined });
}

function reportUnknown(cx: CheckContext, name: Identifier, signature: NodeSignature): void {
  const names = [...Object.keys(signature.takes), ...Object.keys(policyParameters)];
  cx.misspelt(unknownArgument, name.span, { node: signature.name, name: name.text }, { name: name.text, among: names, what: "it takes" });
}

function reportMissing(cx: CheckContext, call: CallExpression, signature: NodeSignature, given: ReadonlyMap<string, Expression>, pipedName: string | undefined): void {
  const missing = Object.entries(signature.takes).find(([name, parameter]) => parameter.required && !given.has(name) && name !== pipedName);
  // One message a mistake: a misspelt name has already been told.
  const unnamed = call.args.filter(({ name }) => !name).length + (pipedName === undefined ? 0 : 1);
  const misspelt = unnamed > (signature.positional?.length ?? 0) || call.args.some(({ name }) => name && !given.has(name.text) && !signature.rest);
  if (missing && !misspelt) cx.report(missingArgument, call.callee.span, { node: signature.name, name: missing[0], doc: missing[1].doc });
}
