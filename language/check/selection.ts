import { chosenOnTest } from "../diagnostics/registry/leakage.ts";
import type { BinaryExpression, CallExpression, Expression } from "../syntax/ast.ts";
import type { Span } from "../syntax/span.ts";
import { childrenOf } from "../syntax/visit.ts";
import { mayShare, relate, type RowSet } from "../types/rows.ts";
import type { ObjectFacts, Type } from "../types/type.ts";
import type { CheckContext } from "./context.ts";
import type { BindingSymbol } from "./scope.ts";

/** A model's scores on some rows. A model is told by the places where it was fitted. */
interface Score {
  readonly model: string;
  readonly rows: RowSet;
}

/** Scores of two models on the same rows, compared in a gate. */
interface Contest {
  readonly models: readonly [string, string];
  readonly rows: RowSet;
  readonly at: Span;
}

/** A model that is put to use behind a gate, and the rows that its reported scores are from. */
interface Release {
  readonly model: string;
  readonly name: string;
  readonly reported: readonly { readonly rows: RowSet; readonly at: Span }[];
  readonly contests: readonly Contest[];
}

/**
 * The selection rule: where gates compare the scores of several candidates on the same rows, and release the better one, its score on
 * those rows may not be the one that is reported. One model against a threshold, a baseline or the champion is no choice.
 */
export function checkSelection(cx: CheckContext, order: readonly BindingSymbol[]): void {
  const releases = order.flatMap((symbol) => releasesOf(cx, symbol));
  for (const { model, name, contests, reported } of releases) {
    for (const { models, rows, at } of contests) {
      const other = releases.find((one) => one.model !== model && models.includes(one.model) && models.includes(model));
      const report = reported.find((one) => mayShare(relate(one.rows, rows)));
      if (!other || !report) continue;
      cx.report(chosenOnTest, at, { candidates: [name, other.name] }, { label: "the choice", related: [{ span: report.at, message: `the score of \`${name}\` on these rows is reported here` }] });
    }
  }
}

function releasesOf(cx: CheckContext, symbol: BindingSymbol): readonly Release[] {
  const { statement, file } = symbol;
  const contests = statement.when ? contestsIn(cx, statement.when, file) : [];
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
    return [{ model, name: nameIn(released), reported, contests }];
  });
}

/** The comparisons of two models' scores in a condition, also behind names. */
function contestsIn(cx: CheckContext, expression: Expression, file: string): readonly Contest[] {
  const inner = expression.kind === "name" ? valueOf(cx, expression.name, file) : undefined;
  if (inner) return contestsIn(cx, inner, file);
  if (expression.kind !== "binary" || !compares(expression)) return childrenOf(expression).flatMap((child) => contestsIn(cx, child, file));
  const right = scoresIn(cx, expression.right, file);
  return scoresIn(cx, expression.left, file).flatMap((a) =>
    right.flatMap((b): Contest[] => (a.model !== b.model && mayShare(relate(a.rows, b.rows)) ? [{ models: [a.model, b.model], rows: a.rows, at: expression.span }] : [])),
  );
}

const compares = ({ operator }: BinaryExpression): boolean => ["<", "<=", ">", ">="].includes(operator);

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
  const places = facts?.seen?.rows.map(({ at }) => `${at.file}:${at.start}`) ?? [];
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
