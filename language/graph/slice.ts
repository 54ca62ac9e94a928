import { heldIn, type NodeSignature } from "../nodes/signature.ts";
import type { Expr, GraphNode, ServingSlice } from "./graph.ts";

/** A node that was lowered, with its signature; `value` nodes have none. */
export interface Lowered {
  readonly node: GraphNode;
  readonly signature?: NodeSignature;
}

/**
 * The serving slice: from the rows that a model is fitted on back to the raw ones, the nodes that compute columns of a row, without those that
 * only choose or order rows. `undefined` where a single row cannot take that way, or it begins in several places.
 */
export function servingSlice(rows: Expr | undefined, lowered: ReadonlyMap<string, Lowered>): ServingSlice | undefined {
  const steps: string[] = [];
  const omits: string[] = [];
  let at = rows;
  while (at && "node" in at) {
    const found: Lowered | undefined = lowered.get(at.node);
    if (!found) return undefined;
    const { node, signature } = found;
    if (!signature) {
      at = node.op === "value" && !node.when ? node.params["value"] : undefined;
      continue;
    }
    const word = (parameter: string): unknown => wordOf(node.params[parameter]) ?? signature.takes[parameter]?.default;
    const effect = heldIn(signature.rows, word);
    if (effect === "source") return { source: node.id, steps, omits };
    if (effect === undefined || effect === "union" || effect === "groups" || heldIn(signature.needsTable, word)) return undefined;
    const computes = effect === "keep" && !signature.sameColumns;
    (computes ? steps : omits).unshift(node.id);
    at = node.inputs[rowsParameter(signature) ?? ""];
  }
  return undefined;
}

const wordOf = (expr: Expr | undefined): unknown => (expr && "literal" in expr ? expr.literal : undefined);

/** The parameter with the rows that a node works on. */
function rowsParameter({ takes, positional }: NodeSignature): string | undefined {
  const takesRows = (name: string) => {
    const accepts = takes[name]?.accepts;
    return accepts?.kind === "value" && accepts.names.includes("Dataset");
  };
  return positional?.find(takesRows) ?? Object.keys(takes).find(takesRows);
}
