import { chosenOnTest, otherRows } from "../diagnostics/registry/leakage.ts";
import type { BinaryExpression, CallExpression, Expression } from "../syntax/ast.ts";
import { placeKey, type Span } from "../syntax/span.ts";
import { childrenOf } from "../syntax/visit.ts";
import { mayShare, namesOf, relate, type RowSet } from "../types/rows.ts";
import type { Contest, ObjectFacts, Seen, Type } from "../types/type.ts";
import type { CheckContext } from "./context.ts";
import type { BindingSymbol } from "./scope.ts";

/** A model's scores on some rows. A model is told by the places where it was fitted. */
interface Score {
  readonly model: string;
  readonly rows: RowSet;
}

/** Scores that a gate compares. */
interface Comparison {
  readonly left: Score;
  readonly right: Score;
  readonly at: Span;
}

/** A model that is put to use behind a gate, and the rows that its reported scores are from. */
export interface Release {
  readonly model: string;
  readonly name: string;
  readonly reported: readonly { readonly rows: RowSet; readonly at: Span }[];
  readonly comparisons: readonly Comparison[];
}

/** What the gate of a binding may compare: scores on the same rows. */
export function checkGate(cx: CheckContext, { statement, file }: BindingSymbol): void {
  for (const { left, right, at } of statement.when ? comparisonsIn(cx, statement.when, file) : []) {
    if (areDifferent(left.rows, right.rows)) cx.report(otherRows, at, { recorded: left.rows.recorded === true || right.rows.recorded === true });
  }
}

/** A gated value with the choices that it has come through. */
export function throughGate(cx: CheckContext, type: Type, when: Expression, file: string): Type {
  const model = type.kind === "object" ? modelOf(type.facts) : undefined;
  if (type.kind !== "object" || model === undefined) return type;
  const contests = comparisonsIn(cx, when, file).flatMap(({ left, right, at }): Contest[] => {
    const isChoice = left.model !== right.model && mayShare(relate(left.rows, right.rows));
    return isChoice ? [{ models: [left.model, right.model], rows: left.rows, at }] : [];
  });
  return contests.length > 0 ? { ...type, facts: { ...type.facts, contests: [...(type.facts.contests ?? []), ...contests] } } : type;
}

/** What the one of two values that is there has seen besides: the rows by which a gate has chosen between them. */
export function chosenBetween(a: ObjectFacts, b: ObjectFacts): Seen["rows"] {
  const models = new Set([modelOf(a), modelOf(b)]);
  if (models.size < 2) return [];
  const [own, others] = [a.contests ?? [], b.contests ?? []];
  // Either both candidates were compared, or both came through gates that compare others on the same rows.
  const between = [...own, ...others].filter((contest) => contest.models.every((model) => models.has(model)) || [own, others].every((side) => side.some((one) => mayShare(relate(one.rows, contest.rows)))));
  return between.map(({ rows, at }) => ({ rows, at, how: "chosen on" }));
}

/** Whether these are known to be different rows. */
function areDifferent(a: RowSet, b: RowSet): boolean {
  const [one, other] = [namesOf(a), namesOf(b)];
  if (one && other && JSON.stringify(one) === JSON.stringify(other)) return false;
  if (a.recorded || b.recorded) return one !== undefined && other !== undefined;
  const relations = [relate(a, b), relate(b, a)];
  return a.origins !== undefined && b.origins !== undefined && !relations.includes("unknown") && !relations.every((relation) => relation === "subset");
}

/**
 * The selection rule: where gates compare the scores of several candidates on the same rows, and release the better one, its score on
 * those rows may not be the one that is reported. One model against a threshold, a baseline or the champion is no choice.
 */
export function checkSelection(cx: CheckContext): void {
  const { releases } = cx;
  for (const { model, name, comparisons, reported } of releases) {
    for (const { left, right, at } of comparisons) {
      if (left.model === right.model || !mayShare(relate(left.rows, right.rows))) continue;
      const other = rivalOf(releases, model, [left.model, right.model]);
      const report = reported.find(({ rows }) => mayShare(relate(rows, left.rows)));
      if (!other || !report) continue;
      cx.report(chosenOnTest, at, { candidates: [name, other.name] }, { label: "the choice", related: [{ span: report.at, message: `the score of \`${name}\` on these rows is reported here` }] });
    }
  }
}

/** What else is released by a comparison of two scores: the other one of the two, or what the same comparison chooses where neither is released, as of scores in folds. */
function rivalOf(releases: readonly Release[], model: string, compared: readonly [string, string]): Release | undefined {
  const rival = compared.find((one) => one !== model);
  if (compared.includes(model)) return releases.find((one) => one.model === rival);
  return releases.find((one) => one.model !== model && !compared.includes(one.model) && one.comparisons.some(({ left, right }) => compared.includes(left.model) && compared.includes(right.model) && left.model !== right.model));
}

/** What a binding puts to use, with the scores that decided it. */
export function releasesOf(cx: CheckContext, symbol: BindingSymbol): readonly Release[] {
  const { statement, file } = symbol;
  const comparisons = statement.when ? comparisonsIn(cx, statement.when, file) : [];
  return callsIn(statement.value).flatMap(({ call, piped }): Release[] => {
    const checked = cx.calls.get(call);
    if (checked?.kind !== "node" || checked.signature.releases === undefined) return [];
    const { releases } = checked.signature;
    const arguments_ = checked.args.flatMap(({ parameter, value }) => (value.kind === "value" ? [{ parameter, expression: value.expression }] : []));
    const released = checked.piped === releases ? piped : arguments_.find(({ parameter }) => parameter === releases)?.expression;
    const model = released && modelOf(factsOf(cx.types.get(released)));
    if (!released || model === undefined) return [];
    const reported = arguments_.flatMap(({ expression }) => {
      const rows = factsOf(cx.types.get(expression))?.judged;
      return rows ? [{ rows, at: expression.span }] : [];
    });
    return [{ model, name: nameIn(released), reported, comparisons }];
  });
}

/** The comparisons of scores in a condition, also behind names. */
function comparisonsIn(cx: CheckContext, expression: Expression, file: string): readonly Comparison[] {
  const inner = expression.kind === "name" ? valueOf(cx, expression.name, file) : undefined;
  if (inner) return comparisonsIn(cx, inner, file);
  if (expression.kind !== "binary" || !compares(expression)) return childrenOf(expression).flatMap((child) => comparisonsIn(cx, child, file));
  const scores = [...scoresIn(cx, expression.left, file), ...scoresIn(cx, expression.right, file)];
  return scores.flatMap((left, index) => scores.slice(index + 1).map((right): Comparison => ({ left, right, at: expression.span })));
}

const compares = ({ operator }: BinaryExpression): boolean => ["<", "<=", ">", ">=", "==", "!="].includes(operator);

function scoresIn(cx: CheckContext, expression: Expression, file: string): readonly Score[] {
  if (expression.kind === "name") {
    const inner = valueOf(cx, expression.name, file);
    return inner ? scoresIn(cx, inner, file) : [];
  }
  if (expression.kind !== "member") return childrenOf(expression).flatMap((child) => scoresIn(cx, child, file));
  const facts = factsOf(cx.types.get(expression.object));
  const model = modelOf(facts);
  return facts?.judged && model !== undefined ? [{ model, rows: facts.judged }] : [];
}

/** The expression behind a name that is only an expression. */
function valueOf(cx: CheckContext, name: string, file: string): Expression | undefined {
  const symbol = cx.scopes.get(file)?.symbols.get(name);
  return symbol?.kind === "binding" && symbol.type?.kind === "scalar" && symbol.file === file ? symbol.statement.value : undefined;
}

function factsOf(type: Type | undefined): ObjectFacts | undefined {
  const present = type?.kind === "optional" ? type.of : type;
  return present?.kind === "object" ? present.facts : undefined;
}

/** The places where it was fitted. */
function modelOf(facts: ObjectFacts | undefined): string | undefined {
  const places = facts?.seen?.rows.map(({ at }) => placeKey(at)) ?? [];
  return places.length > 0 ? [...new Set(places)].sort().join(" ") : undefined;
}

const nameIn = (expression: Expression): string => (expression.kind === "name" ? expression.name : "this model");

interface CallInPlace {
  readonly call: CallExpression;
  /** What the pipe brings it. */
  readonly piped?: Expression;
}

function callsIn(expression: Expression): readonly CallInPlace[] {
  if (expression.kind === "pipe") {
    const steps = expression.steps.flatMap((call, index): CallInPlace[] => [{ call, piped: expression.steps[index - 1] ?? expression.head }, ...childrenOf(call).flatMap(callsIn)]);
    return [...callsIn(expression.head), ...steps];
  }
  const inner = childrenOf(expression).flatMap(callsIn);
  return expression.kind === "call" ? [{ call: expression }, ...inner] : inner;
}
