import type { ArgumentValue, CheckedCall } from "../check/checked.ts";
import type { CheckContext } from "../check/context.ts";
import { constantOf } from "../check/constant.ts";
import { defaultOf, paramTypeOf } from "../check/declarations.ts";
import { lowerRow, lowerText } from "../check/row-lowering.ts";
import type { BindingSymbol, FileScope, ParamSymbol, Symbol } from "../check/scope.ts";
import type { BindingStatement, CallExpression, Expression } from "../syntax/ast.ts";
import type { Type } from "../types/type.ts";
import type { Expr, Graph, GraphNode, GraphParam, SourceRange } from "./graph.ts";
import { lowerSchema } from "./lower-schema.ts";
import { servingSlice, type Lowered } from "./slice.ts";
import type { NodeSignature } from "../nodes/signature.ts";
import type { LineMap, Span } from "../syntax/span.ts";

type NodeCall = Extract<CheckedCall, { kind: "node" }>;

/** Turns a checked pipeline into its Graph. `order` has each binding after those it needs, so no reference is met before its node. */
export function lowerGraph(cx: CheckContext, entry: FileScope, order: readonly BindingSymbol[], params: readonly ParamSymbol[]): Graph {
  const lowering = new Lowering(cx, entry.file, order);
  for (const symbol of order) lowering.binding(symbol);
  const bindings: Record<string, Expr> = {};
  const made = new Set(order.map(({ statement }) => statement).filter(({ expected }) => !expected));
  for (const symbol of entry.symbols.values()) {
    if (symbol.kind === "binding" && symbol.file === entry.file && symbol.generated !== "argument" && made.has(symbol.statement)) bindings[symbol.name] = lowering.reference(symbol);
  }
  return {
    format: "mlp.graph/1",
    pipeline: entry.pipeline?.name.text ?? stem(entry.file),
    ...(entry.pipeline?.doc && { doc: entry.pipeline.doc }),
    seed: entry.seed?.value.value ?? 0,
    params: params.map((param) => lowerParam(cx, param)),
    nodes: lowering.nodes,
    bindings,
    modules: [...cx.modules],
  };
}

const stem = (file: string): string => (file.split(/[/\\]/).at(-1) ?? file).replace(/\.mlp$/, "");

function lowerParam(cx: CheckContext, symbol: ParamSymbol): GraphParam {
  const { name, statement } = symbol;
  const type = paramTypeOf(symbol) ?? "string";
  const preset = defaultOf(cx, symbol);
  return {
    name,
    type,
    ...(preset !== undefined && { default: preset }),
    ...(statement.doc && { doc: statement.doc }),
  };
}

/** What an expression becomes, and the node it belongs to while it is lowered. */
interface Place {
  readonly file: string;
  /** The binding's name: prefix of the ids of its inner nodes. */
  readonly id: string;
  readonly statement: BindingStatement;
  /** This expression is the binding's whole value: its node gets the binding's own id. */
  readonly whole: boolean;
}

class Lowering {
  readonly nodes: GraphNode[] = [];
  readonly #cx: CheckContext;
  readonly #entry: string;
  readonly #ids = new Set<string>();
  readonly #own = new Map<BindingStatement, string>();
  readonly #byId = new Map<string, Lowered>();
  readonly #values = new Map<BindingStatement, Expr>();
  readonly #lines = new Map<string, LineMap>();

  constructor(cx: CheckContext, entry: string, order: readonly BindingSymbol[]) {
    this.#cx = cx;
    this.#entry = entry;
    this.#reserve(order);
  }

  /** Bindings have their ids before the steps inside them, those of the entry first: whose id it is depends on no order of statements. */
  #reserve(order: readonly BindingSymbol[]): void {
    const wanted = order.map(({ statement, file }) => {
      const name = statement.names.map((identifier) => identifier.text).join("/");
      return { statement, file: file === this.#entry ? "" : file, id: file === this.#entry ? name : `${stem(file)}.${name}` };
    });
    wanted.sort((a, b) => (a.file === b.file ? 0 : a.file < b.file ? -1 : 1));
    for (const { statement, id } of wanted) {
      const own = this.#unique(id);
      this.#ids.add(own);
      this.#own.set(statement, own);
    }
  }

  binding({ statement, file }: BindingSymbol): void {
    const id = this.#own.get(statement) ?? "";
    const place: Place = { file, id, statement, whole: true };
    if (statement.expected) return this.#expectation(place);
    const before = this.nodes.length;
    const expr = this.#value(statement.value, place);
    const last = this.nodes.at(-1);
    const made = this.nodes.length > before && last?.id === id && "node" in expr && expr.node === id;
    // A plain reference to another binding needs no node of its own.
    this.#values.set(statement, made || ("node" in expr && !statement.when) ? expr : this.#valueNode(expr, place));
  }

  /** A node that compares two values, or looks at one condition. */
  #expectation(place: Place): void {
    const { value, span } = place.statement;
    const inner = { ...place, whole: false };
    const compared = value.kind === "group" ? value.inner : value;
    const sides = compared.kind === "binary" && comparisons.has(compared.operator) ? compared : undefined;
    const both = sides && { left: this.#value(sides.left, inner), right: this.#value(sides.right, inner) };
    const isData = sides !== undefined && this.#cx.types.get(sides.left)?.kind === "dataset";
    const inputs: Record<string, Expr> = both && isData ? { rows: both.left, equal: both.right } : {};
    const params: Record<string, Expr> = isData ? {} : both && sides ? { ...both, operator: { literal: sides.operator } } : { left: this.#value(value, inner) };
    params["written"] = { literal: this.#cx.textAt(value.span).replace(/\s+/g, " ") };
    this.#add(place, { op: "expectation", version: 1, inputs, params, type: "Value", at: span });
  }

  reference(symbol: Symbol): Expr {
    if (symbol.kind === "param") return paramTypeOf(symbol) === "secret" ? this.#secret(symbol) : { param: symbol.name };
    if (symbol.kind === "schema") return lowerSchema(symbol, (condition) => lowerRow(this.#cx, condition, symbol.file, (outside) => this.#paramIn(outside, symbol.file)));
    if (symbol.kind === "function") return { literal: null };
    const expr = this.#values.get(symbol.statement) ?? { literal: null };
    return symbol.statement.parts ? this.#member(expr, symbol.part ?? symbol.name) : expr;
  }

  /** A secret param is the name of a variable of the environment: it stands for the description that gives secrets, with that name. */
  #secret({ name }: ParamSymbol): Expr {
    const gives = [...this.#cx.catalog.nodes.values()].find(({ returns }) => returns === "Secret");
    const [parameter] = gives?.positional ?? [];
    return gives && parameter !== undefined ? { describe: gives.name, version: gives.version, args: { [parameter]: { param: name } } } : { param: name };
  }

  /** What is named in a schema is a param. */
  #paramIn(expression: Expression, file: string): Expr {
    const symbol = expression.kind === "name" ? this.#cx.scopes.get(file)?.symbols.get(expression.name) : undefined;
    return symbol ? this.reference(symbol) : { literal: null };
  }

  /** A member of a value; of a record or of something in parts, that field or part itself. */
  #member(of: Expr, member: string): Expr {
    if ("record" in of) return of.record[member] ?? { of, member };
    const node = "node" in of && of.part === undefined ? this.#byId.get(of.node)?.node : undefined;
    const value = node?.op === "value" ? node.params["value"] : undefined;
    if (value && "record" in value) return this.#member(value, member);
    return node?.parts && "node" in of ? { node: of.node, part: member } : { of, member };
  }

  #valueNode(value: Expr, place: Place): Expr {
    const type = this.#cx.types.get(place.statement.value);
    this.#add(place, { op: "value", version: 1, inputs: {}, params: { value }, type: typeName(type), at: place.statement.value.span });
    return { node: place.id };
  }

  #value(expression: Expression, place: Place): Expr {
    const inner = { ...place, whole: false };
    switch (expression.kind) {
      case "number":
      case "word":
        return { literal: expression.value };
      case "string":
        return lowerText(expression.parts, (part) => this.#value(part, inner));
      case "name": {
        const symbol = this.#cx.symbols.get(expression);
        return symbol ? this.reference(symbol) : { literal: expression.name };
      }
      case "column":
        return { column: expression.column };
      case "list":
        return { list: expression.items.map((item) => this.#value(item, inner)) };
      case "record":
        return { record: Object.fromEntries(expression.entries.map((entry) => [entry.name.text, this.#value(entry.value, inner)])) };
      case "call":
        return this.#call(expression, undefined, place);
      case "pipe": {
        let piped = this.#value(expression.head, inner);
        expression.steps.forEach((step, index) => {
          piped = this.#call(step, piped, index === expression.steps.length - 1 ? place : inner);
        });
        return piped;
      }
      case "member": {
        return this.#member(this.#value(expression.object, inner), expression.member.text);
      }
      case "unary":
        return { call: expression.operator === "-" ? "negate" : "not", args: [this.#value(expression.operand, inner)] };
      case "binary":
        return { call: expression.operator, args: [this.#value(expression.left, inner), this.#value(expression.right, inner)] };
      case "range":
        return { range: [this.#value(expression.from, inner), this.#value(expression.to, inner)], scale: expression.scale };
      case "group":
        return this.#value(expression.inner, place);
      case "index":
      case "missing":
        return { literal: null };
    }
  }

  #call(call: CallExpression, piped: Expr | undefined, place: Place): Expr {
    const checked = this.#cx.calls.get(call);
    const inner = { ...place, whole: false };
    if (checked?.kind !== "node") return { call: call.callee.text, args: call.args.map((argument) => this.#value(argument.value, inner)) };
    const { signature } = checked;
    const args: Record<string, Expr> = {};
    if (checked.piped !== undefined && piped) args[checked.piped] = piped;
    const rest: Record<string, Expr> = {};
    for (const argument of checked.args) (argument.rest ? rest : args)[argument.parameter] = this.#argument(argument.value, inner);
    if (signature.rest) args["rest"] = { record: rest };
    if (checked.form === "description") return { describe: signature.name, version: signature.version, args };
    if (checked.form === "lookup") return { lookup: signature.name, version: signature.version, args };
    return this.#operation(call, checked, args, place);
  }

  #argument(value: ArgumentValue, place: Place): Expr {
    switch (value.kind) {
      case "value":
        return this.#value(value.expression, place);
      case "row":
        return lowerRow(this.#cx, value.expression, place.file, (outside) => this.#value(outside, place));
      case "aggregate":
        return { call: value.function, args: [{ record: Object.fromEntries([...value.args].map(([name, one]) => [name, this.#argument(one, place)])) }] };
      case "selector":
        return { selector: value.selector };
      case "column":
        return { column: value.column };
      case "word":
        return { literal: value.word };
    }
  }

  #operation(call: CallExpression, checked: NodeCall, args: Readonly<Record<string, Expr>>, place: Place): Expr {
    const { signature, type } = checked;
    const inputs: Record<string, Expr> = {};
    const params: Record<string, Expr> = {};
    for (const [name, expr] of Object.entries(args)) {
      if (name === "retry" || name === "timeout") continue;
      (isPort(signature.takes[name]) ? inputs : params)[name] = expr;
    }
    const id = place.whole ? place.id : this.#unique(`${place.id}.${signature.name}`);
    const policy = this.#policy(checked, place);
    const parts = type.kind === "record" ? Object.keys(type.fields) : undefined;
    const slice = signature.predicts && servingSlice(inputs[signature.predicts.on], this.#byId);
    this.#add(
      { ...place, id },
      {
        op: signature.name,
        version: signature.version,
        inputs,
        params,
        type: parts ? "Dataset" : typeName(type),
        ...(parts && { parts }),
        ...(checked.rows && { rows: checked.rows }),
        ...(policy && { policy }),
        ...(slice && { slice }),
        at: call.span,
      },
      signature,
    );
    return { node: id };
  }

  #policy(checked: NodeCall, place: Place): GraphNode["policy"] {
    if (checked.signature.rest) return undefined;
    const read = (name: string) => {
      const argument = checked.args.find(({ parameter, value }) => parameter === name && value.kind === "value");
      const value = argument?.value.kind === "value" ? constantOf(this.#cx, argument.value.expression, place.file) : undefined;
      return typeof value === "number" ? value : undefined;
    };
    const retry = read("retry");
    const timeout = read("timeout");
    if (retry === undefined && timeout === undefined) return undefined;
    return { ...(retry !== undefined && { retry }), ...(timeout !== undefined && { timeout }) };
  }

  #add(place: Place, node: Omit<GraphNode, "id" | "bound" | "at"> & { readonly at: Span }, signature?: NodeSignature): void {
    const { statement, whole } = place;
    this.#ids.add(place.id);
    const made: GraphNode = {
      id: place.id,
      ...node,
      ...(whole && statement.doc && { doc: statement.doc }),
      bound: whole && !this.#isArgument(statement) ? statement.names.map((name) => name.text) : [],
      ...(whole && statement.when && { when: this.#value(statement.when, { ...place, whole: false }) }),
      at: this.#range(node.at),
    };
    this.nodes.push(made);
    this.#byId.set(made.id, { node: made, ...(signature && { signature }) });
  }

  /** What a function is given is kept for nobody but its body. */
  #isArgument({ names }: BindingStatement): boolean {
    const symbol = this.#cx.scopes.get(this.#entry)?.symbols.get(names[0]?.text ?? "");
    return symbol?.kind === "binding" && symbol.generated === "argument";
  }

  #unique(wanted: string): string {
    let id = wanted;
    for (let count = 2; this.#ids.has(id); count++) id = `${wanted}#${count}`;
    return id;
  }

  #range(span: Span): SourceRange {
    const { file, start, end } = this.#cx.spanOf(span);
    const lines = this.#lines.get(file) ?? this.#cx.lines(file);
    this.#lines.set(file, lines);
    const { line, character } = lines.position(start);
    return { file, start, end, line: line + 1, column: character + 1 };
  }
}

const comparisons = new Set(["==", "!=", "<", "<=", ">", ">="]);

const isPort = (parameter: { readonly accepts: { readonly kind: string; readonly item?: { readonly kind: string } } } | undefined): boolean =>
  parameter?.accepts.kind === "value" || (parameter?.accepts.kind === "list" && parameter.accepts.item?.kind === "value");

function typeName(type: Type | undefined): string {
  if (!type) return "Value";
  if (type.kind === "object") return type.name;
  if (type.kind === "optional") return typeName(type.of);
  return { dataset: "Dataset", recipe: "Recipe", scalar: "Scalar", list: "List", record: "Record" }[type.kind as string] ?? "Value";
}
