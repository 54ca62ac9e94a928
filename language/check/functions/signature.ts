import { duplicateName } from "../../diagnostics/registry/names.ts";
import { unknownTypeName } from "../../diagnostics/registry/types.ts";
import type { Accepts, Parameter } from "../../nodes/parameter.ts";
import type { NodeSignature } from "../../nodes/signature.ts";
import type { TypeExpression } from "../../syntax/ast.ts";
import { wanted } from "../arguments.ts";
import type { CheckContext } from "../context.ts";
import { paramTypes } from "../declarations.ts";
import type { FunctionSymbol } from "../scope.ts";

/** A function's parameters as a signature, so that its calls are matched as those of nodes are. What a parameter accepts is absent where it has no type. */
export interface FunctionSignature {
  readonly signature: NodeSignature;
  readonly accepts: ReadonlyMap<string, Accepts>;
}

/** Reads the parameters of a function; reports types that do not exist and names that stand twice. */
export function signatureOf(cx: CheckContext, { name, statement }: FunctionSymbol): FunctionSignature {
  const takes: Record<string, Parameter> = {};
  const accepts = new Map<string, Accepts>();
  for (const { name: parameter, type, value } of statement.params) {
    if (Object.hasOwn(takes, parameter.text)) cx.report(duplicateName, parameter.span, { name: parameter.text });
    const accepted = type && acceptsOf(cx, type);
    if (accepted) accepts.set(parameter.text, accepted);
    takes[parameter.text] = { accepts: accepted ?? { kind: "scalar" }, doc: accepted ? wanted(accepted) : "a value", required: !value };
  }
  const [first, second] = Object.keys(takes);
  const positional: NodeSignature["positional"] = first === undefined ? undefined : second === undefined ? [first] : [first, second];
  const signature: NodeSignature = {
    name,
    version: 1,
    group: "custom",
    summary: statement.doc ?? "",
    examples: [],
    takes,
    ...(positional && { positional }),
    returns: "",
    infer: () => ({ kind: "error" }),
  };
  return { signature, accepts };
}

/** `share`, `column`, `Dataset`, `list(Model)`. */
function acceptsOf(cx: CheckContext, type: TypeExpression): Accepts | undefined {
  const name = type.name.text;
  const scalar = paramTypes.find((one) => one === name);
  if (scalar) return { kind: scalar };
  if (name === "column" || name === "columns") return { kind: name };
  const [item] = type.args;
  if (name === "list" && item?.kind === "name") {
    const inner = acceptsOf(cx, { name: { text: item.name, span: item.span }, args: [], optional: false, span: item.span });
    return inner && { kind: "list", item: inner };
  }
  const known = valueTypes(cx);
  if (known.has(name)) return { kind: "value", names: [name] };
  cx.misspelt(unknownTypeName, type.name.span, { name }, { name, among: [...paramTypes, "column", "columns", "list", ...known], what: "a parameter is one of" });
  return undefined;
}

/** The names of the values that nodes give and take. */
function valueTypes(cx: CheckContext): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (accepts: Accepts): void => {
    if (accepts.kind === "value") for (const name of accepts.names) names.add(name);
    if (accepts.kind === "list") add(accepts.item);
  };
  for (const node of cx.catalog.nodes.values()) {
    names.add(node.returns);
    for (const parameter of Object.values(node.takes)) add(parameter.accepts);
  }
  return names;
}
