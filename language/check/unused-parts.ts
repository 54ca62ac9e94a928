import { unusedPart } from "../diagnostics/registry/names.ts";
import { referencesIn, type Expr, type Graph, type GraphNode } from "../graph/graph.ts";
import type { NodeSignature } from "../nodes/signature.ts";
import type { Span } from "../syntax/span.ts";
import type { CheckContext } from "./context.ts";

/**
 * Reports parts of a value of which a signature says that they must be used, and that no node takes, also not behind other names. What another
 * file binds is told where that file is checked.
 */
export function checkUnusedParts(cx: CheckContext, entry: string, graph: () => Graph): void {
  const signatures = new Map<string, NodeSignature>();
  for (const checked of cx.calls.values()) if (checked.kind === "node" && checked.signature.mustUse && checked.type.kind === "record") signatures.set(checked.signature.name, checked.signature);
  if (signatures.size === 0) return;
  const { nodes } = graph();
  const used = usedIn(nodes);
  for (const { id, op, parts, at } of nodes) {
    for (const [part, help] of Object.entries(signatures.get(op)?.mustUse ?? {})) {
      if (!parts?.includes(part) || used.has(keyOf(id)) || used.has(keyOf(id, part))) continue;
      const name = nameOf(cx, at, part);
      if (at.file !== entry && name) continue;
      const call: Span = { file: at.file, start: at.start, end: at.end };
      cx.report(unusedPart, name?.span ?? call, { node: op, part: name?.text ?? part, help });
    }
  }
}

const keyOf = (node: string, part?: string): string => JSON.stringify([node, part]);

/** All values that nodes take, by themselves or through bindings that are only expressions. */
function usedIn(nodes: readonly GraphNode[]): ReadonlySet<string> {
  const values = new Map(nodes.filter(({ op }) => op === "value").map((node) => [node.id, node]));
  const used = new Set<string>();
  const take = (exprs: readonly Expr[]): void => {
    for (const { node, part } of exprs.flatMap((expr) => referencesIn(expr))) {
      const key = keyOf(node, part);
      if (used.has(key)) continue;
      used.add(key);
      const value = values.get(node);
      if (value) take(takenBy(value));
    }
  };
  for (const node of nodes) if (node.op !== "value") take(takenBy(node));
  return used;
}

const takenBy = ({ inputs, params, when }: GraphNode): readonly Expr[] => [...Object.values(inputs), ...Object.values(params), ...(when ? [when] : [])];

/** The binding of a file that a place lies in: the name that it gives to a part, or else where it stands. */
function nameOf(cx: CheckContext, at: GraphNode["at"], part: string): { readonly text: string; readonly span: Span } | undefined {
  for (const statement of cx.scopes.get(at.file)?.ast.statements ?? []) {
    const whole = cx.spanOf(statement.span);
    if (statement.kind !== "binding" || at.start < whole.start || at.end > whole.end) continue;
    const [first] = statement.names;
    const own = statement.parts ? statement.names.find(({ text }) => text === part) : undefined;
    return own ?? (first && !statement.parts ? { text: `${first.text}.${part}`, span: first.span } : first && { text: part, span: first.span });
  }
  return undefined;
}
