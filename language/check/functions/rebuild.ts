import type { CallExpression, Expression, Identifier, PipeExpression } from "../../syntax/ast.ts";
import type { Span } from "../../syntax/span.ts";

/** What becomes of the parts of an expression that mean something where it stands. */
export interface Rebuilding {
  /** The instance of a function's text; absent for text that stands for itself. */
  readonly instance?: string;
  name(expression: Extract<Expression, { kind: "name" }>): Expression;
  /** A call whose arguments are rebuilt already; `piped` is what the pipe brings it. */
  call(call: CallExpression, piped: Expression | undefined): Expression;
}

/** An expression with its parts rebuilt, innermost first; the same object where nothing has changed. */
export function rebuild(expression: Expression, by: Rebuilding): Expression {
  const of = <Part extends Expression>(part: Part): Expression => rebuild(part, by);
  switch (expression.kind) {
    case "number":
    case "word":
    case "column":
    case "missing":
      return placed(expression, expression, by);
    case "string":
      return placed(expression, { ...expression, parts: each(expression.parts, (part) => (typeof part === "string" ? part : of(part))) }, by);
    case "name":
      return by.name(placed(expression, expression, by));
    case "list":
      return placed(expression, { ...expression, items: each(expression.items, of) }, by);
    case "record":
      return placed(expression, { ...expression, entries: each(expression.entries, (entry) => same(entry, { ...entry, value: of(entry.value) })) }, by);
    case "call":
      return by.call(rebuildCall(expression, by), undefined);
    case "pipe":
      return rebuildPipe(expression, by);
    case "member":
      return placed(expression, { ...expression, object: of(expression.object), member: moved(expression.member, by) }, by);
    case "index":
      return placed(expression, { ...expression, object: of(expression.object), index: of(expression.index) }, by);
    case "unary":
      return placed(expression, { ...expression, operand: of(expression.operand) }, by);
    case "binary":
      return placed(expression, { ...expression, left: of(expression.left), right: of(expression.right) }, by);
    case "range":
      return placed(expression, { ...expression, from: of(expression.from), to: of(expression.to) }, by);
    case "group":
      return placed(expression, { ...expression, inner: of(expression.inner) }, by);
  }
}

function rebuildCall(call: CallExpression, by: Rebuilding): CallExpression {
  const args = each(call.args, (argument) => same(argument, { ...argument, value: rebuild(argument.value, by), span: movedSpan(argument.span, by) }));
  return placed(call, { ...call, callee: moved(call.callee, by), args }, by);
}

/** Step by step, since a call of a function in it takes all that stands before as its argument. */
function rebuildPipe(pipe: PipeExpression, by: Rebuilding): Expression {
  let head = rebuild(pipe.head, by);
  let steps: CallExpression[] = [];
  for (const step of pipe.steps) {
    const call = rebuildCall(step, by);
    const before: Expression = steps.length > 0 ? { kind: "pipe", head, steps, span: movedSpan(pipe.span, by) } : head;
    const result = by.call(call, before);
    if (result.kind === "call" && result.callee === call.callee) steps = [...steps, result];
    else [head, steps] = [result, []];
  }
  if (steps.length === 0) return head;
  return placed(pipe, { ...pipe, head, steps: steps.length === pipe.steps.length && steps.every((step, index) => step === pipe.steps[index]) ? pipe.steps : steps }, by);
}

/** The new one where it differs from the old, or stands in an instance. */
function placed<Node extends { readonly span: Span }>(old: Node, made: Node, by: Rebuilding): Node {
  return by.instance === undefined ? same(old, made) : { ...made, span: movedSpan(made.span, by) };
}

const movedSpan = (span: Span, { instance }: Rebuilding): Span => (instance === undefined ? span : { ...span, instance: `${instance}${span.instance ?? ""}` });
export const moved = (name: Identifier, by: Rebuilding): Identifier => (by.instance === undefined ? name : { ...name, span: movedSpan(name.span, by) });

function same<Node extends object>(old: Node, made: Node): Node {
  return (Object.keys(made) as (keyof Node)[]).every((key) => old[key] === made[key]) ? old : made;
}

function each<Item>(items: readonly Item[], change: (item: Item) => Item): readonly Item[] {
  const changed = items.map(change);
  return changed.every((item, index) => item === items[index]) ? items : changed;
}
