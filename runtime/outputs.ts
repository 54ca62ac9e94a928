import type { Expr } from "../language/graph/graph.ts";
import type { Session } from "./session.ts";
import { settle, Unavailable, valueOf } from "./settle.ts";
import { summaryOf } from "./summary.ts";

/** What each binding of the pipeline came to, in short. A binding that was skipped or failed has no output. */
export async function outputsOf(session: Session): Promise<Record<string, unknown>> {
  const outputs: Record<string, unknown> = {};
  const context = session.context({ id: "", op: "", version: 1, inputs: {}, params: {}, type: "", bound: [], at: { file: "", start: 0, end: 0, line: 0, column: 0 } }, "", new AbortController().signal, () => {}, () => {});
  for (const [name, expr] of Object.entries(session.graph.bindings)) {
    if (isDescription(session, expr)) continue;
    try {
      outputs[name] = summaryOf(await valueOf(await settle(expr, session.surroundings(context))));
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
    }
  }
  return outputs;
}

function isDescription(session: Session, expr: Expr): boolean {
  const value = "node" in expr ? session.nodes.get(expr.node) : undefined;
  return "describe" in expr || (value?.op === "value" && value.params["value"] !== undefined && "describe" in value.params["value"]);
}
