import type { BindingStatement, FunctionParameter, FunctionStatement, SchemaEntry, SchemaField, Statement, TestClause, TypeExpression } from "../syntax/ast.ts";
import type { Cursor } from "./cursor.ts";
import { concat, group, hardLine, indent, line, softLine, type Doc } from "./docs.ts";
import { bracketDoc, expressionDoc, indentedIfCommented } from "./expressions.ts";

/** The layout of a statement; the cursor stands at its first token, and afterwards behind its last. */
export function statementDoc(statement: Statement, cursor: Cursor): Doc {
  switch (statement.kind) {
    case "pipeline":
    case "seed":
      return concat([cursor.take(), " ", cursor.take()]);
    case "param": {
      const head = concat([cursor.take(), " ", cursor.take(), cursor.take(), " ", typeDoc(statement.type, cursor)]);
      const { value } = statement;
      return value ? concat([head, " ", cursor.take(), " ", indentedIfCommented(cursor, () => expressionDoc(value, cursor))]) : head;
    }
    case "schema":
      return concat([
        concat([cursor.take(), " ", cursor.take(), " "]),
        bracketDoc(cursor, statement.entries.map((entry) => () => entryDoc(entry, cursor)), { padding: line, comma: true }),
      ]);
    case "import":
      return concat([cursor.take(), " ", statement.names ? namesDoc(statement.names.length, cursor) : cursor.take(), " ", cursor.take(), " ", cursor.take()]);
    case "function":
      return functionDoc(statement, cursor);
    case "test":
      return blockDoc(cursor, concat([cursor.take(), " ", cursor.take(), " "]), statement.clauses.map((clause) => () => clauseDoc(clause, cursor)));
    case "binding":
      return bindingDoc(statement, cursor);
  }
}

function functionDoc({ params, body }: FunctionStatement, cursor: Cursor): Doc {
  const head = concat([cursor.take(), " ", cursor.take(), bracketDoc(cursor, params.map((one) => () => parameterDoc(one, cursor)), { padding: softLine, comma: true }), " "]);
  if (body.kind === "expression") return concat([head, cursor.take(), " ", indentedIfCommented(cursor, () => expressionDoc(body.value, cursor))]);
  return blockDoc(cursor, head, body.bindings.map((binding) => () => bindingDoc(binding, cursor)));
}

/** Curly brackets with a line for each thing in them. */
function blockDoc(cursor: Cursor, head: Doc, items: readonly (() => Doc)[]): Doc {
  const open = cursor.take();
  const inside = items.flatMap((item) => [hardLine, item()]);
  if (cursor.commented) inside.push(hardLine, concat(cursor.comments().slice(0, -1)));
  return concat([head, open, indent(concat(inside)), ...(inside.length > 0 ? [hardLine] : []), cursor.take()]);
}

/** `given limit = 5`, `expect report.accuracy > 0.9` */
function clauseDoc(clause: TestClause, cursor: Cursor): Doc {
  const word = cursor.take();
  const head = clause.kind === "given" ? [word, " ", cursor.take(), " ", cursor.take(), " "] : [word, " "];
  return concat([...head, indentedIfCommented(cursor, () => expressionDoc(clause.value, cursor))]);
}

/** `rate: share = 5%` */
function parameterDoc({ type, value }: FunctionParameter, cursor: Cursor): Doc {
  const name = cursor.take();
  const typed = type ? [cursor.take(), " ", typeDoc(type, cursor)] : [];
  const preset = value ? [" ", cursor.take(), " ", expressionDoc(value, cursor)] : [];
  return concat([name, ...typed, ...preset]);
}

function bindingDoc({ names, parts, value, when }: BindingStatement, cursor: Cursor): Doc {
  const target = parts ? namesDoc(names.length, cursor) : cursor.take();
  const head = concat([target, " ", indentedIfCommented(cursor, () => cursor.take()), " "]);
  const body = indentedIfCommented(cursor, () => expressionDoc(value, cursor));
  if (!when) return concat([head, body]);
  return group(concat([head, body, indent(concat([line, cursor.take(), " ", expressionDoc(when, cursor)]))]));
}

/** `{ train, test }` */
function namesDoc(count: number, cursor: Cursor): Doc {
  return bracketDoc(cursor, Array.from({ length: count }, () => () => cursor.take()), { padding: line, comma: true });
}

function entryDoc(entry: SchemaEntry, cursor: Cursor): Doc {
  if (entry.kind === "field") return fieldDoc(entry, cursor);
  const word = cursor.take();
  if (entry.kind === "key") return concat([word, bracketDoc(cursor, entry.columns.map(() => () => cursor.take()), { padding: softLine, comma: true })]);
  return concat([word, " ", indentedIfCommented(cursor, () => expressionDoc(entry.condition, cursor))]);
}

function fieldDoc(field: SchemaField, cursor: Cursor): Doc {
  const head = [cursor.take(), cursor.take(), " ", typeDoc(field.type, cursor)];
  const promises = field.promises.flatMap((promise) => {
    const word = [" ", cursor.take()];
    if (promise.kind === "in") return [...word, " ", expressionDoc(promise.range, cursor)];
    return promise.value ? [...word, " ", expressionDoc(promise.value, cursor)] : word;
  });
  return concat([...head, ...promises]);
}

/** `category("a", "b")?` */
function typeDoc(type: TypeExpression, cursor: Cursor): Doc {
  const name = cursor.take();
  const args = cursor.nextIs("(") ? bracketDoc(cursor, type.args.map((argument) => () => expressionDoc(argument, cursor)), { padding: softLine, comma: true }) : "";
  return concat([name, args, type.optional ? cursor.take() : ""]);
}
