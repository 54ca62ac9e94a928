import type { Expr, Graph, GraphNode } from "../../language/graph/graph.ts";
import type { Selector } from "../../language/types/selectors.ts";

/**
 * A graph to be read beside its file: params, then a line for each node with its id, operation, params, inputs and gate
 * (and for a model the way of a row that is asked about), then the bindings
 * that are neither a node nor a part of their name. `<id>` is a node's value, `$name` a param's. Places, versions and names of rows are left out.
 */
export function graphText({ seed, params, nodes, bindings, modules }: Graph): string {
  const others = Object.entries(bindings).filter(([name, value]) => !("node" in value && (value.part ?? value.node) === name));
  return [
    ...(seed === 0 ? [] : [`seed ${seed}`]),
    ...modules.map((module) => `module ${module}`),
    ...params.map(({ name, type, default: preset }) => `param ${name}: ${type}${preset === undefined ? "" : ` = ${JSON.stringify(preset)}`}`),
    ...nodes.map(nodeText),
    ...others.map(([name, value]) => `${name} is ${exprText(value)}`),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

function nodeText({ id, op, params, inputs, parts, when, policy, slice }: GraphNode): string {
  const on = Object.keys(inputs).length > 0 ? ` <- ${entriesText(inputs)}` : "";
  const again = Object.entries(policy ?? {}).map(([name, value]) => ` ${name} ${value}`);
  const own = `${id}: ${op}(${entriesText(params)})${on}${parts ? ` in parts ${parts.join(", ")}` : ""}${when ? ` when ${exprText(when)}` : ""}${again.join("")}`;
  if (!slice) return own;
  const omitted = slice.omits.length > 0 ? `, without ${slice.omits.join(", ")}` : "";
  return `${own}\n  a row goes from ${[slice.source, ...slice.steps].join(" through ")}${omitted}`;
}

const entriesText = (entries: Readonly<Record<string, Expr>>): string =>
  Object.entries(entries)
    .map(([name, value]) => `${name}: ${exprText(value)}`)
    .join(", ");

const infix = /^(?:and|or|in|[^\p{L}]+)$/u;

function exprText(expr: Expr): string {
  if ("literal" in expr) return JSON.stringify(expr.literal);
  if ("param" in expr) return `$${expr.param}`;
  if ("node" in expr) return `<${expr.node}>${expr.part === undefined ? "" : `.${expr.part}`}`;
  if ("column" in expr) return columnText(expr.column);
  if ("selector" in expr) return selectorText(expr.selector);
  if ("member" in expr) return `${exprText(expr.of)}.${expr.member}`;
  if ("list" in expr) return `[${expr.list.map(exprText).join(", ")}]`;
  if ("record" in expr) return `{ ${entriesText(expr.record)} }`;
  if ("range" in expr) return `${expr.range.map(exprText).join("..")}${expr.scale === "log" ? " log" : ""}`;
  if ("describe" in expr) return `${expr.describe}(${entriesText(expr.args)})`;
  if ("lookup" in expr) return `lookup ${expr.lookup}(${entriesText(expr.args)})`;
  const args = expr.args.map(exprText);
  return infix.test(expr.call) ? `(${args.join(` ${expr.call} `)})` : `${expr.call}(${args.join(", ")})`;
}

const columnText = (name: string): string => (/^[\p{L}_][\p{L}\p{N}\p{M}_]*$/u.test(name) ? `.${name}` : `.\`${name}\``);

function selectorText(selector: Selector): string {
  if (selector.select === "columns") return `[${selector.names.map(columnText).join(", ")}]`;
  if (selector.select === "matching") return `matching(${JSON.stringify(selector.pattern)})`;
  if (selector.select === "except") return `except(${selector.of.map(selectorText).join(", ")})`;
  if (selector.select === "any") return `[${selector.of.map(selectorText).join(", ")}]`;
  return selector.select;
}
