import type { CheckContext } from "../check/context.ts";
import { typeOfSymbol } from "../check/expressions.ts";
import type { Parameter } from "../nodes/parameter.ts";
import type { NodeSignature } from "../nodes/signature.ts";
import type { Span } from "../syntax/span.ts";
import { columnNamed, showColumnType } from "../types/schema.ts";
import { describeType } from "../types/show.ts";
import { expressionsAt } from "./locate.ts";

export interface Hover {
  readonly markdown: string;
  readonly span: Span;
}

/** What stands at an offset: a binding's type, a column's, a node's or a parameter's documentation. */
export function hover(model: CheckContext, file: string, offset: number): Hover | undefined {
  const found = hoverAt(model, file, model.addressOf(file, offset));
  return found && { ...found, span: model.spanOf(found.span) };
}

function hoverAt(model: CheckContext, file: string, offset: number): Hover | undefined {
  const ast = model.scopes.get(file)?.ast;
  if (!ast) return undefined;
  const declared = declarationAt(model, file, offset);
  if (declared) return declared;
  const around = expressionsAt(ast, offset);
  const call = around.findLast((expression) => expression.kind === "call");
  if (call?.kind === "call") {
    const signature = model.node(call.callee.text, file);
    if (within(call.callee.span, offset)) {
      if (signature) return { markdown: nodeMarkdown(signature), span: call.callee.span };
      const checked = model.calls.get(call);
      const definition = checked?.kind === "function" ? checked.definition : model.catalog.functions.get(call.callee.text);
      return definition && { markdown: `\`${definition.example}\`\n\n${definition.summary}`, span: call.callee.span };
    }
    const named = call.args.find(({ name }) => name && within(name.span, offset))?.name;
    const parameter = named && signature?.takes[named.text];
    if (named && parameter) return { markdown: parameterMarkdown(named.text, parameter), span: named.span };
  }
  const last = around.at(-1);
  if (last?.kind === "name") {
    const symbol = model.symbols.get(last);
    if (symbol) return { markdown: code(`${symbol.name}: ${describeType(typeOfSymbol(symbol))}`) + docOf(symbol.statement.doc), span: last.span };
  }
  if (last?.kind === "column") {
    const schema = model.columnsAt.get(`${file}:${last.span.start}`);
    const column = schema && columnNamed(schema, last.column);
    if (column) return { markdown: code(`.${column.name}: ${showColumnType(column)}`), span: last.span };
  }
  if (last?.kind === "member") {
    const type = model.types.get(last);
    if (type) return { markdown: code(`${last.member.text}: ${describeType(type)}`), span: last.member.span };
  }
  return undefined;
}

const within = (span: Span, offset: number) => span.start <= offset && offset <= span.end;
const code = (text: string) => `\`\`\`mlp\n${text}\n\`\`\``;
const docOf = (doc: string | undefined) => (doc ? `\n\n${doc}` : "");

function declarationAt(model: CheckContext, file: string, offset: number): Hover | undefined {
  for (const symbol of model.scopes.get(file)?.symbols.values() ?? []) {
    if (symbol.file !== file || !within(symbol.span, offset)) continue;
    return { markdown: code(`${symbol.name}: ${describeType(typeOfSymbol(symbol))}`) + docOf(symbol.statement.doc), span: symbol.span };
  }
  return undefined;
}

function parameterMarkdown(name: string, parameter: Parameter): string {
  const preset = parameter.default === undefined ? (parameter.required ? "required" : "optional") : `default \`${String(parameter.default)}\``;
  return `**${name}** (${preset})\n\n${parameter.doc}`;
}

/** A node's page in short: how it is called, and what it is for. */
export function nodeMarkdown(signature: NodeSignature): string {
  const parameters = Object.entries(signature.takes).map(([name, parameter]) => `- \`${name}\`${parameter.required ? "" : " (optional)"}: ${parameter.doc}`);
  const example = signature.examples[0] ? `\n\n${code(signature.examples[0])}` : "";
  return `**${signature.name}** → ${signature.returns}\n\n${signature.summary}${example}\n\n${parameters.join("\n")}`;
}
