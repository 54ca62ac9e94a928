import { check, type CheckOptions, type Source } from "../check/check.ts";
import type { CheckContext } from "../check/context.ts";
import { fits } from "../check/arguments.ts";
import type { Accepts, Parameter } from "../nodes/parameter.ts";
import type { NodeSignature } from "../nodes/signature.ts";
import type { Argument, CallExpression } from "../syntax/ast.ts";
import { parse } from "../syntax/parse.ts";
import { showColumnType } from "../types/schema.ts";
import { selectorWords } from "../types/selectors.ts";
import { describeType } from "../types/show.ts";
import { typeOfSymbol } from "../check/expressions.ts";
import type { Symbol } from "../check/scope.ts";
import type { Type } from "../types/type.ts";
import { expressionsAt } from "./locate.ts";
import { closersFor } from "./recover.ts";

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
  // Behind a pipe stands a call.
  const isStep = /\|>\s*$/.test(source.text.slice(0, start)) && !/^\s*\(/.test(source.text.slice(offset));
  for (const text of candidates(source.file, source.text, start, offset, dotted ? `.${probe}` : isStep ? `${probe}()` : probe)) {
    const { model } = check({ ...source, text }, options);
    const at = model.addressOf(source.file, start);
    const found = dotted ? completeDot(model, source.file, at) : completeWord(model, source.file, at);
    if (found) return found;
  }
  return dotted ? [] : names(source, options);
}

/** The text with the word in place: as it stands, with the brackets that are still open closed behind it, and without the rest of its statement. */
function* candidates(file: string, text: string, start: number, offset: number, word: string): Generator<string> {
  const head = text.slice(0, start) + word;
  yield head + text.slice(offset);
  const closed = head + closersFor(openIn(text.slice(0, start)));
  const rest = text.slice(offset);
  const line = rest.indexOf("\n");
  yield closed + (line < 0 ? "" : rest.slice(line));
  const statement = parse(file, text).statements.find(({ span }) => span.start <= offset && offset <= span.end);
  if (statement) yield closed + text.slice(statement.span.end);
}

/** The text that may have left brackets open: behind the last empty line. */
const openIn = (text: string): string => text.slice(Math.max(text.lastIndexOf("\n\n"), 0));

function completeDot(model: CheckContext, file: string, start: number): readonly Completion[] | undefined {
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
  if (!of) return undefined;
  return Object.entries(members).map(([label, memberType]) => ({ label, kind: "member", detail: describeType(memberType) }));
}

/** What may stand where the word was put; nothing is known where its statement cannot be read. */
function completeWord(model: CheckContext, file: string, start: number): readonly Completion[] | undefined {
  const ast = model.scopes.get(file)?.ast;
  const around = ast ? expressionsAt(ast, start + 1) : [];
  const last = around.at(-1);
  if (last === undefined || last.kind === "missing") return undefined;
  const call = around.findLast((expression) => expression.kind === "call" && expression.callee.text !== probe);
  if (call?.kind === "call") {
    const signature = model.node(call.callee.text, file);
    const argument = call.args.find(({ span }) => span.start <= start && start <= span.end);
    if (signature && argument) return completeArgument(model, { file, start, signature, call, argument, piped: around.some((outer) => outer.kind === "pipe" && outer.steps.includes(call)) });
  }
  const pipe = around.find((expression) => expression.kind === "pipe" && expression.steps.some((step) => step.callee.text === probe || step.span.start === start));
  if (pipe?.kind !== "pipe") return [...symbols(model, file, start), ...nodes(model, file)];
  const index = pipe.steps.findIndex((step) => step.callee.text === probe || step.span.start === start);
  const before = pipe.steps[index - 1] ?? pipe.head;
  return [...nodes(model, file, (signature) => takes(signature, model.types.get(before))), ...functions(model, file)];
}

/** Whether a node may stand behind a pipe that brings a value of this type. */
function takes(signature: NodeSignature, piped: Type | undefined): boolean {
  if (!piped || piped.kind === "error") return true;
  if (piped.kind === "recipe" && signature.step) return true;
  const first = signature.positional?.[0];
  const accepts = first === undefined ? undefined : signature.takes[first]?.accepts;
  return accepts !== undefined && fits(piped, accepts);
}

interface ArgumentAt {
  readonly file: string;
  readonly start: number;
  readonly signature: NodeSignature;
  readonly call: CallExpression;
  readonly argument: Argument;
  readonly piped: boolean;
}

function completeArgument(model: CheckContext, at: ArgumentAt): readonly Completion[] {
  const { file, start, signature, call, argument } = at;
  const parameter = parameterAt(at);
  const own = [...wordsFor(parameter), ...(argument.name ? [] : parametersOf(signature, call.args))];
  if (!parameter) return own;
  return [...own, ...symbols(model, file, start, parameter.accepts), ...nodesFor(model, file, parameter.accepts)];
}

/** The parameter that an argument is for: by its name, or by its place among those without one. */
function parameterAt({ signature, call, argument, piped }: ArgumentAt): Parameter | undefined {
  if (argument.name) return signature.takes[argument.name.text] ?? signature.rest;
  const place = call.args.filter(({ name }) => !name).indexOf(argument) + (piped ? 1 : 0);
  const name = signature.positional?.[place];
  return name === undefined ? undefined : signature.takes[name];
}

/** Nodes that give what is taken: those of the type where a value of one is, and functions over rows in an expression. */
function nodesFor(model: CheckContext, file: string, accepts: Accepts): readonly Completion[] {
  switch (accepts.kind) {
    case "value":
      return nodes(model, file, ({ returns }) => accepts.names.includes(returns));
    case "secret":
      return nodes(model, file, ({ returns }) => returns === "Secret");
    case "list":
      return nodesFor(model, file, accepts.item);
    case "expression":
      return [...model.catalog.functions.values()].map(({ name, summary }) => ({ label: name, kind: "function", detail: summary }));
    case "aggregate":
      return [...model.catalog.aggregates.values()].filter(({ only }) => only === undefined || only === accepts.over).map(({ name, summary }) => ({ label: name, kind: "function", detail: summary }));
    case "word":
    case "column":
    case "columns":
      return [];
    default:
      return nodes(model, file, ({ lookup }) => lookup === true);
  }
}

function wordsFor(parameter: Parameter | undefined): readonly Completion[] {
  if (parameter?.accepts.kind === "record" && parameter.accepts.words) return parameter.accepts.words.map((label) => ({ label, kind: "word", detail: parameter.doc }));
  if (parameter?.accepts.kind === "word") return parameter.accepts.words.map((label) => ({ label, kind: "word", detail: parameter.doc }));
  if (parameter?.accepts.kind === "columns") return selectorWords.map((label) => ({ label, kind: "word", detail: "columns chosen by their type" }));
  return [];
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

/** The names that may stand at a place: of fitting types where one is asked for, and not the binding that is being written. */
function symbols(model: CheckContext, file: string, start?: number, accepts?: Accepts): readonly Completion[] {
  return declared(model, file).flatMap((symbol): Completion[] => {
    const { span } = symbol.statement;
    if (symbol.kind === "function") return accepts ? [] : [functionItem(symbol)];
    if (symbol.file === file && start !== undefined && span.start <= start && start <= span.end) return [];
    const type = typeOfSymbol(symbol);
    if (accepts && !mayStand(type, accepts)) return [];
    return [{ label: symbol.name, kind: symbol.kind === "param" ? "param" : "binding", detail: describeType(type) }];
  });
}

/** Whether a value of this type may be written for a parameter; one of a list's items counts, and a split for its parts. */
function mayStand(type: Type, accepts: Accepts): boolean {
  if (type.kind === "record") return Object.values(type.fields).some((field) => mayStand(field, accepts));
  if (accepts.kind === "list") return type.kind === "list" ? type.items.every((item) => fits(item, accepts.item)) : mayStand(type, accepts.item);
  if (accepts.kind === "expression" || accepts.kind === "word") return type.kind === "scalar" || type.kind === "error";
  if (accepts.kind === "column" || accepts.kind === "columns" || accepts.kind === "aggregate") return false;
  const present = type.kind === "optional" ? type.of : type;
  const isNumber = accepts.kind === "float" || accepts.kind === "int" || accepts.kind === "share";
  // A report is no number, but its members are.
  return fits(type, accepts) || (isNumber && present.kind === "object" && Object.values(present.members).some((member) => fits(member, accepts)));
}

const functionItem = (symbol: Extract<Symbol, { kind: "function" }>): Completion => ({ label: symbol.name, kind: "node", detail: symbol.statement.doc ?? "a function of this pipeline" });

const functions = (model: CheckContext, file: string): readonly Completion[] => declared(model, file).flatMap((symbol) => (symbol.kind === "function" ? [functionItem(symbol)] : []));

function nodes(model: CheckContext, file: string, isFit: (signature: NodeSignature) => boolean = () => true): readonly Completion[] {
  return model.nodeNames(file).flatMap((name): Completion[] => {
    const signature = model.node(name, file);
    return signature && isFit(signature) ? [{ label: name, kind: "node", detail: signature.summary, insert: name }] : [];
  });
}

function names(source: Source, options: CheckOptions): readonly Completion[] {
  const { model } = check(source, options);
  return [...symbols(model, source.file), ...nodes(model, source.file)];
}
