import { check, type CheckOptions, type Source } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import type { NodeSignature } from "../nodes/signature.ts";
import { showColumnType } from "../types/schema.ts";
import { selectorWords } from "../types/selectors.ts";
import { describeType } from "../types/show.ts";
import { typeOfSymbol } from "../check/expressions.ts";
import type { Symbol } from "../check/scope.ts";
import { expressionsAt } from "./locate.ts";

export interface Completion {
  readonly label: string;
  readonly kind: "node" | "parameter" | "binding" | "param" | "column" | "member" | "word" | "function";
  readonly detail?: string;
  readonly documentation?: string;
  /** What is written, where it differs from the label. */
  readonly insert?: string;
}

const probe = "mlp_cursor";

/** What may be written at an offset. The text is checked once more with a word put there, so that unfinished text is understood. */
export function complete(source: Source, offset: number, options: CheckOptions): readonly Completion[] {
  const before = source.text.slice(0, offset);
  const dotted = /\.([\p{L}_][\p{L}\p{N}_]*)?$/u.exec(before);
  const start = dotted ? offset - dotted[0].length : offset - (/[\p{L}_][\p{L}\p{N}_]*$/u.exec(before)?.[0].length ?? 0);
  for (const text of candidates(source.text, start, offset, dotted ? `.${probe}` : probe)) {
    const { model } = check({ ...source, text }, options);
    const found = dotted ? completeDot(model, source.file, start) : completeWord(model, source.file, start);
    if (found.length > 0) return found;
  }
  return dotted ? [] : names(source, options);
}

/** The text with the word in place: as it stands, and with the brackets that are still open closed behind it. */
function* candidates(text: string, start: number, offset: number, word: string): Generator<string> {
  const head = text.slice(0, start) + word;
  yield head + text.slice(offset);
  const rest = text.slice(offset);
  const line = rest.indexOf("\n");
  yield head + closersFor(text.slice(0, start)) + (line < 0 ? "" : rest.slice(line));
}

function closersFor(text: string): string {
  const open: string[] = [];
  const pairs: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
  const plain = text.replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|`[^`\n]*`/g, "");
  const statement = Math.max(plain.lastIndexOf("\n\n"), 0);
  for (const sign of plain.slice(statement)) {
    const closer = pairs[sign];
    if (closer) open.push(closer);
    else if (sign === open.at(-1)) open.pop();
  }
  return open.reverse().join("");
}

function completeDot(model: CheckContext, file: string, start: number): readonly Completion[] {
  const schema = model.columnsAt.get(`${file}:${start}`);
  if (schema) {
    return schema.columns.map((column) => ({
      label: `.${column.name}`,
      kind: "column",
      detail: showColumnType(column),
      ...(/^[\p{L}_][\p{L}\p{N}_]*$/u.test(column.name) ? {} : { insert: `.\`${column.name}\`` }),
    }));
  }
  const ast = model.scopes.get(file)?.ast;
  const member = ast && expressionsAt(ast, start + 1).find((expression) => expression.kind === "member" && expression.member.text === probe);
  const type = member?.kind === "member" ? model.types.get(member.object) : undefined;
  const of = type?.kind === "optional" ? type.of : type;
  const members = of?.kind === "object" ? of.members : of?.kind === "record" ? of.fields : {};
  return Object.entries(members).map(([label, memberType]) => ({ label, kind: "member", detail: describeType(memberType) }));
}

function completeWord(model: CheckContext, file: string, start: number): readonly Completion[] {
  const ast = model.scopes.get(file)?.ast;
  const around = ast ? expressionsAt(ast, start + 1) : [];
  const last = around.at(-1);
  if (last === undefined) return [];
  const call = around.findLast((expression) => expression.kind === "call" && expression.callee.text !== probe);
  if (call?.kind === "call") {
    const signature = model.node(call.callee.text, file);
    const argument = call.args.find(({ span }) => span.start <= start && start <= span.end);
    if (signature && argument) return [...wordsFor(signature, argument.name?.text), ...(argument.name ? [] : parametersOf(signature, call.args)), ...symbols(model, file), ...nodes(model, file)];
  }
  const piped = around.some((expression) => expression.kind === "pipe" && expression.steps.some((step) => step.callee.text === probe || step.span.start === start));
  return piped ? nodes(model, file) : [...symbols(model, file), ...nodes(model, file)];
}

function wordsFor(signature: NodeSignature, name: string | undefined): readonly Completion[] {
  const accepted = name === undefined ? (signature.positional ?? []).map((positional) => signature.takes[positional]) : [signature.takes[name]];
  return accepted.flatMap((parameter): Completion[] => {
    if (parameter?.accepts.kind === "word") return parameter.accepts.words.map((label) => ({ label, kind: "word", detail: parameter.doc }));
    if (parameter?.accepts.kind === "columns") return selectorWords.map((label) => ({ label, kind: "word", detail: "columns chosen by their type" }));
    return [];
  });
}

function parametersOf(signature: NodeSignature, given: readonly { readonly name?: { readonly text: string } }[]): readonly Completion[] {
  const used = new Set(given.map((argument) => argument.name?.text));
  return Object.entries(signature.takes)
    .filter(([name]) => !used.has(name))
    .map(([name, parameter]) => ({ label: `${name}:`, kind: "parameter", detail: parameter.doc, insert: `${name}: ` }));
}

/** What can be named in a file: not what functions have made. */
function declared(model: CheckContext, file: string): readonly Symbol[] {
  return [...(model.scopes.get(file)?.symbols ?? [])].flatMap(([name, symbol]) => (symbol.name === name && !(symbol.kind === "binding" && symbol.generated) ? [symbol] : []));
}

function symbols(model: CheckContext, file: string): readonly Completion[] {
  return declared(model, file).map((symbol) => ({
    label: symbol.name,
    kind: symbol.kind === "param" ? "param" : symbol.kind === "function" ? "node" : "binding",
    detail: symbol.kind === "function" ? (symbol.statement.doc ?? "a function of this pipeline") : describeType(typeOfSymbol(symbol)),
  }));
}

function nodes(model: CheckContext, file: string): readonly Completion[] {
  return model.nodeNames(file).flatMap((name): Completion[] => {
    const signature = model.node(name, file);
    return signature ? [{ label: name, kind: "node", detail: signature.summary, insert: name }] : [];
  });
}

function names(source: Source, options: CheckOptions): readonly Completion[] {
  const { model } = check(source, options);
  return [...symbols(model, source.file), ...nodes(model, source.file)];
}
