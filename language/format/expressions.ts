import type { Argument, BinaryExpression, BinaryOperator, CallExpression, Expression, PipeExpression } from "../syntax/ast.ts";
import type { Cursor } from "./cursor.ts";
import { concat, group, hardLine, indent, line, softLine, whenBroken, type Doc } from "./docs.ts";

/** The layout of an expression; the cursor stands at its first token, and afterwards behind its last. */
export function expressionDoc(expression: Expression, cursor: Cursor): Doc {
  switch (expression.kind) {
    case "number":
    case "string":
    case "word":
    case "name":
    case "column":
      return cursor.take();
    case "missing":
      return "";
    case "list":
      return bracketDoc(cursor, expression.items.map((item) => () => expressionDoc(item, cursor)), { padding: softLine, comma: true });
    case "record":
      return bracketDoc(cursor, expression.entries.map((entry) => () => namedDoc(cursor, entry.value)), { padding: line, comma: true });
    case "group":
      return bracketDoc(cursor, [() => expressionDoc(expression.inner, cursor)], { padding: softLine, comma: false });
    case "call":
      return callDoc(expression, cursor);
    case "pipe":
      return pipeDoc(expression, cursor);
    case "member":
      return concat([expressionDoc(expression.object, cursor), cursor.take()]);
    case "index":
      return concat([
        expressionDoc(expression.object, cursor),
        bracketDoc(cursor, [() => expressionDoc(expression.index, cursor)], { padding: softLine, comma: false }),
      ]);
    case "unary":
      return concat([cursor.take(), expression.operator === "not" ? " " : "", expressionDoc(expression.operand, cursor)]);
    case "binary":
      return binaryDoc(expression, cursor);
    case "range": {
      const ends = [expressionDoc(expression.from, cursor), cursor.take(), expressionDoc(expression.to, cursor)];
      return concat(expression.scale === "log" ? [...ends, " ", cursor.take()] : ends);
    }
  }
}

/** How a pair of brackets is laid out: what stands inside them at both ends on one line, and whether a broken list ends with a comma. */
interface Brackets {
  readonly padding: Doc;
  readonly comma: boolean;
}

/** Items between brackets: on one line, or one a line; comments in front of the closing bracket belong to the items. */
export function bracketDoc(cursor: Cursor, items: readonly (() => Doc)[], { padding, comma }: Brackets): Doc {
  const open = cursor.take();
  const inside: Doc[] = [];
  items.forEach((item, index) => {
    inside.push(item());
    if (index < items.length - 1) inside.push(",", line);
  });
  if (comma && items.length > 0) inside.push(whenBroken(","));
  if (cursor.commented) inside.push(concat(cursor.comments().slice(0, -1)));
  if (inside.length === 0) return group(concat([open, softLine, cursor.take()]));
  // The closing bracket stands outside the group, so that a comment behind it does not break what it closes.
  return concat([group(concat([open, indent(concat([padding, ...inside])), padding])), cursor.take()]);
}

/** `name: value` */
export function namedDoc(cursor: Cursor, value: Expression): Doc {
  const name = concat([cursor.take(), cursor.take(), " "]);
  return concat([name, indentedIfCommented(cursor, () => expressionDoc(value, cursor))]);
}

/** What follows on the same line, unless comments stand before it: then it goes below, indented. */
export function indentedIfCommented(cursor: Cursor, make: () => Doc): Doc {
  return cursor.commented ? indent(make()) : make();
}

function argumentDoc(argument: Argument, cursor: Cursor): Doc {
  return argument.name ? namedDoc(cursor, argument.value) : expressionDoc(argument.value, cursor);
}

function callDoc({ args }: CallExpression, cursor: Cursor): Doc {
  const callee = cursor.take();
  const only = listOf(args);
  if (!only) return concat([callee, bracketDoc(cursor, args.map((argument) => () => argumentDoc(argument, cursor)), { padding: softLine, comma: true })]);
  const open = cursor.take();
  const inside = argumentDoc(only, cursor);
  return concat([callee, open, inside, ...cursor.comments(), cursor.take()]);
}

/** The list or record that is all that a call takes: its brackets stand close to the call's. */
function listOf(args: readonly Argument[]): Argument | undefined {
  const [only] = args;
  return args.length === 1 && only && !only.name && (only.value.kind === "list" || only.value.kind === "record") ? only : undefined;
}

/** Steps stand each on its own line, except a single one that fits. */
function pipeDoc({ head, steps }: PipeExpression, cursor: Cursor): Doc {
  const between = steps.length > 1 ? hardLine : line;
  const first = expressionDoc(head, cursor);
  return group(concat([first, indent(concat(steps.flatMap((step) => [between, cursor.take(), " ", callDoc(step, cursor)])))]));
}

const levels: readonly (readonly BinaryOperator[])[] = [["or"], ["and"], ["??"], ["+", "-"], ["*", "/"]];

/** A chain of operators of one rank breaks before each of them, or before none; what is compared with `rows([…])` breaks inside the list. */
function binaryDoc(expression: BinaryExpression, cursor: Cursor): Doc {
  const level = levels.find((operators) => operators.includes(expression.operator)) ?? [];
  const rights = [expression.right];
  let first = expression.left;
  while (first.kind === "binary" && level.includes(first.operator)) {
    rights.unshift(first.right);
    first = first.left;
  }
  const start = expressionDoc(first, cursor);
  if (level.length === 0 && expression.right.kind === "call" && listOf(expression.right.args) && !cursor.commented) {
    return concat([start, " ", cursor.take(), " ", indentedIfCommented(cursor, () => expressionDoc(expression.right, cursor))]);
  }
  return group(concat([start, indent(concat(rights.flatMap((right) => [line, cursor.take(), " ", expressionDoc(right, cursor)])))]));
}
