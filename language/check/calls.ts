import type { NodeSignature } from "../nodes/signature.ts";
import { policyParameters, type Accepts, type Parameter } from "../nodes/parameter.ts";
import type { CallExpression, Expression } from "../syntax/ast.ts";
import { namesOf, unknownRows } from "../types/rows.ts";
import { columnNamed } from "../types/schema.ts";
import { dataset, errorType, type DatasetType, type RecipeType, type Type } from "../types/type.ts";
import { checkArgument, fits, type KnownArgument } from "./arguments.ts";
import { CallFacts, type Fitting, type RestArgument } from "./call-facts.ts";
import type { CheckedArgument } from "./checked.ts";
import type { CheckContext, Found } from "./context.ts";
import { typeOf } from "./expressions.ts";
import { checkUnseen } from "./leakage.ts";
import { checkExposed, withPersonal } from "./pii.ts";
import { mergeSeen } from "./seen.ts";
import { checkServable, withBatchStep } from "./servable.ts";
import { checkFeatures } from "./target-derived.ts";
import { isPolicy, matchArguments, type MatchedArguments } from "./match.ts";
import { wrongType } from "../diagnostics/registry/types.ts";
import { named, showType } from "../types/show.ts";

/** The type of a call of a node; `piped` is the type of what the pipe brings. */
export function checkCall(cx: CheckContext, call: CallExpression, signature: NodeSignature, file: string, piped?: Type): Type {
  const matched = matchArguments(cx, call, signature, piped !== undefined);
  const first = signature.positional?.[0];
  const firstWritten = first === undefined ? undefined : matched.given.get(first);
  const firstType = piped ?? (signature.step && firstWritten ? typeOf(cx, firstWritten, file) : undefined);
  const site: CallSite = { call, signature, file, matched, piped };
  if (signature.step && firstType?.kind === "recipe") return extendRecipe(cx, site, firstType);
  const checked = checkArguments(cx, site, firstType);
  notePaths(cx, site, checked);
  const type = inferResult(cx, site, checked);
  record(cx, site, checked, type);
  return type;
}

function notePaths(cx: CheckContext, { signature }: CallSite, { known }: CheckedArguments): void {
  for (const [name, { constant, span }] of known) {
    if (signature.takes[name]?.accepts.kind !== "path") continue;
    cx.notePath({ path: typeof constant === "string" ? constant : undefined, span, node: signature.name, writes: signature.writes === name });
  }
}

/** One call in the file. */
export interface CallSite {
  readonly call: CallExpression;
  readonly signature: NodeSignature;
  readonly file: string;
  readonly matched: MatchedArguments;
  readonly piped: Type | undefined;
}

export interface CheckedArguments {
  readonly known: ReadonlyMap<string, KnownArgument>;
  readonly rest: readonly RestArgument[];
  /** Some argument is wrong: nothing more is said about this call. */
  readonly broken: boolean;
}

/** A step piped from a recipe: its columns are checked when the recipe meets the dataset that it is fitted on. */
function extendRecipe(cx: CheckContext, site: CallSite, recipe: RecipeType): RecipeType {
  const unfitted = checkArguments(cx, site, dataset(undefined, unknownRows), recipe.target);
  const fitted = new WeakMap<DatasetType, { readonly after: DatasetType; readonly found: Found }>();
  const extended: RecipeType = {
    kind: "recipe",
    target: recipe.target,
    ...(recipe.targetAt && { targetAt: recipe.targetAt }),
    fit: (rows) => {
      const known = fitted.get(rows);
      if (known && cx.stands(known.found)) {
        cx.repeat(known.found);
        return known.after;
      }
      let after = rows;
      const found = cx.record(() => {
        const before = recipe.fit(rows);
        const checked = checkArguments(cx, site, before, recipe.target);
        const inferred = inferResult(cx, site, checked, { target: rows.schema && recipe.target !== undefined ? columnNamed(rows.schema, recipe.target) : undefined });
        after = inferred.kind === "dataset" ? inferred : before;
      });
      fitted.set(rows, { after, found });
      return after;
    },
  };
  record(cx, site, unfitted, extended);
  return extended;
}

const acceptsDataset = (accepts: Accepts): boolean => accepts.kind === "value" && accepts.names.includes("Dataset");

function checkArguments(cx: CheckContext, site: CallSite, firstType: Type | undefined, exclude?: string): CheckedArguments {
  const { signature, matched, file, call } = site;
  const known = new Map<string, KnownArgument>();
  let broken = false;
  const first = signature.positional?.[0];
  if (first !== undefined && firstType) {
    const written = matched.given.get(first);
    const span = written?.span ?? call.callee.span;
    const parameter = signature.takes[first];
    if (site.piped && parameter && !fitsParameter(firstType, parameter)) {
      if (firstType.kind !== "error") {
        cx.report(wrongType, span, { node: signature.name, name: first, wanted: wantedNames(parameter), got: showType(firstType) });
      }
      broken = true;
    } else {
      const value = written ? ({ kind: "value", expression: written } as const) : pipedValue;
      known.set(first, { value, type: firstType, span });
      broken ||= firstType.kind === "error";
    }
  }
  // Datasets first: columns and expressions are looked up in them.
  const names = [...matched.given.keys()].filter((name) => name !== first || !firstType);
  const isData = (name: string) => !needsRows(parameterOf(signature, name)?.accepts);
  for (const name of [...names.filter(isData), ...names.filter((name) => !isData(name))]) {
    const parameter = parameterOf(signature, name);
    const written = matched.given.get(name);
    if (!parameter || !written) continue;
    const rows = rowsFor(signature, parameter, known);
    const argument = checkArgument(cx, written, { signature, name, parameter, file, rows, exclude });
    if (argument) known.set(name, argument);
    else broken = true;
  }
  const rest = matched.rest.map(({ name, value }): RestArgument => {
    const parameter = signature.rest;
    const rows = parameter && rowsFor(signature, parameter, known);
    const argument = parameter && checkArgument(cx, value, { signature, name: name.text, parameter, file, rows, exclude });
    broken ||= !argument;
    return { name: name.text, span: name.span, expression: value, known: argument };
  });
  return { known, rest, broken };
}

const pipedValue = { kind: "word", word: null } as const;

const parameterOf = (signature: NodeSignature, name: string): Parameter | undefined =>
  Object.hasOwn(signature.takes, name)
    ? signature.takes[name]
    : isPolicy(signature, name)
      ? policyParameters[name as keyof typeof policyParameters]
      : undefined;

const needsRows = (accepts: Accepts | undefined): boolean =>
  accepts !== undefined && (accepts.kind === "column" || accepts.kind === "columns" || accepts.kind === "expression" || accepts.kind === "aggregate" || (accepts.kind === "list" && needsRows(accepts.item)));

function fitsParameter(type: Type, parameter: Parameter): boolean {
  return fits(type, parameter.accepts);
}

function wantedNames(parameter: Parameter): string {
  return parameter.accepts.kind === "value" ? parameter.accepts.names.map(named).join(" or ") : `a ${parameter.accepts.kind}`;
}

/** The dataset whose columns an argument may name: the one its parameter says, or the node's first. */
function rowsFor(signature: NodeSignature, parameter: Parameter, known: ReadonlyMap<string, KnownArgument>): DatasetType | undefined {
  const { accepts } = parameter;
  const written = "of" in accepts ? accepts.of : undefined;
  const name = written ?? Object.keys(signature.takes).find((candidate) => acceptsDataset(signature.takes[candidate]?.accepts ?? { kind: "bool" }));
  const type = name === undefined ? undefined : known.get(name)?.type;
  const present = type?.kind === "optional" ? type.of : type;
  return present?.kind === "dataset" ? present : undefined;
}

function inferResult(cx: CheckContext, site: CallSite, checked: CheckedArguments, fitting?: Fitting): Type {
  if (checked.broken) return brokenResult(site, checked);
  const facts = new CallFacts(cx, site, checked, fitting);
  const type = withPersonal(cx, site, checked, withBatchStep(site, checked, tuned(site, checked, site.signature.infer(facts))));
  checkUnseen(cx, site, checked);
  checkFeatures(cx, site, checked);
  checkServable(cx, site, checked);
  checkExposed(cx, site, checked);
  return type;
}

/** What is described or fitted with the help of scores has seen the rows that these were measured on. */
function tuned({ signature }: CallSite, { known, rest }: CheckedArguments, type: Type): Type {
  if (type.kind !== "object" || !(type.description || signature.sees)) return type;
  const given = [...known.values(), ...rest.flatMap((argument) => argument.known ?? [])];
  const rows = given.flatMap((argument) => (argument.type.kind === "scalar" ? (argument.type.from ?? []) : []));
  return rows.length > 0 ? { ...type, facts: { ...type.facts, seen: mergeSeen([type.facts.seen, { rows, learned: [] }]) } } : type;
}

/** A call with a mistake in it still gives what later steps can be checked against, where that is safe: rows without known columns. */
function brokenResult(site: CallSite, checked: CheckedArguments): Type {
  const rows = Object.keys(site.signature.takes)
    .map((name) => checked.known.get(name)?.type)
    .find((type) => type?.kind === "dataset");
  return rows?.kind === "dataset" && site.signature.returns === "Dataset" ? dataset(undefined, rows.rows, rows.learned) : errorType;
}

function record(cx: CheckContext, site: CallSite, checked: CheckedArguments, type: Type): void {
  const { signature, call, piped } = site;
  const args: CheckedArgument[] = [];
  for (const [parameter, known] of checked.known) if (known.value !== pipedValue) args.push({ parameter, rest: false, value: known.value });
  for (const { name, known } of checked.rest) if (known) args.push({ parameter: name, rest: true, value: known.value });
  const described = type.kind === "recipe" || (type.kind === "object" && type.description === true);
  const rowNames = namedRows(signature, checked);
  const pipedName = piped ? signature.positional?.[0] : undefined;
  cx.calls.set(call, {
    kind: "node",
    signature,
    form: signature.lookup ? "lookup" : described ? "description" : "operation",
    args,
    ...(pipedName !== undefined && { piped: pipedName }),
    ...(rowNames.length > 0 && { rows: Object.fromEntries(rowNames) }),
    type,
  });
}

/** Names of the rows that this call sees or judges on, for comparisons across runs. */
function namedRows(signature: NodeSignature, { known }: CheckedArguments): readonly (readonly [string, readonly string[]])[] {
  const names = new Set([...Object.keys(signature.sees ?? {}), ...(signature.unseen ?? []).map(({ rows }) => rows)]);
  return [...names].flatMap((name) => {
    const type = known.get(name)?.type;
    const named = type?.kind === "dataset" ? namesOf(type.rows) : undefined;
    return named ? [[name, named] as const] : [];
  });
}

/** The text of an argument, for messages: `` `test` ``, or "this dataset". */
export function nameOf(expression: Expression | undefined, otherwise: string): string {
  return expression?.kind === "name" ? `\`${expression.name}\`` : otherwise;
}
