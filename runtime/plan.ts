import { fail } from "../language/diagnostics/diagnostic.ts";
import { rerunUnknown } from "../language/diagnostics/registry/files.ts";
import type { Graph } from "../language/graph/graph.ts";
import { decide, type Decision } from "./decide.ts";
import type { NodePlan, Reason } from "./events.ts";
import { Session, type SessionOptions } from "./session.ts";
import { getValue } from "./store/values.ts";
import type { CacheEntry } from "./store/cache.ts";
import type { NodeState } from "./settle.ts";

/** What a run would do with each node, and why. Nothing is run; what depends on a node that has to run first is undecided. */
export async function plan(graph: Graph, options: SessionOptions): Promise<NodePlan[]> {
  const session = new Session(graph, options);
  try {
    return await planSession(session);
  } finally {
    await session.close();
  }
}

export async function planSession(session: Session): Promise<NodePlan[]> {
  demandRerun(session);
  const plans: NodePlan[] = [];
  const fused = new Map<string, { readonly index: number; readonly reason: Reason; readonly detail?: string }>();
  for (const node of session.work) {
    const context = session.context(node, "", new AbortController().signal, () => {}, () => {});
    const decision = await decide(session, node, context);
    session.states.set(node.id, stateOf(session, decision));
    if (decision.action === "fuse") fused.set(node.id, { index: plans.length, reason: decision.reason, ...(decision.detail && { detail: decision.detail }) });
    plans.push(planOf(node.id, node.op, decision));
  }
  settleFused(session, plans, fused);
  return plans;
}

/** A misspelt name would run nothing again, and look as if it had. */
function demandRerun({ work, options }: Session): void {
  const names = new Set(work.flatMap((node) => [node.id, ...node.bound]));
  for (const name of options.rerun ?? []) if (!names.has(name)) fail(rerunUnknown, { name, names: [...names] });
}

function planOf(id: string, op: string, decision: Decision): NodePlan {
  switch (decision.action) {
    case "run":
      return { id, op, action: "run", reason: decision.reason, ...(decision.detail && { detail: decision.detail }) };
    case "undecided":
      return { id, op, action: "undecided", reason: "input_changed" };
    case "skip":
      return { id, op, action: "cached", reason: decision.reason };
    default:
      return { id, op, action: "cached", reason: "cached" };
  }
}

/** A step that is fused into its only reader runs when that does. */
function settleFused(session: Session, plans: NodePlan[], fused: ReadonlyMap<string, { readonly index: number; readonly reason: Reason; readonly detail?: string }>): void {
  const byId = new Map(plans.map((one) => [one.id, one]));
  for (const [id, { index, reason, detail }] of [...fused].reverse()) {
    const node = session.nodes.get(id);
    const reader = node && byId.get(session.readers(node)[0]?.id ?? "");
    const own = plans[index];
    if (!reader || !own || reader.action === "cached") continue;
    const changed: NodePlan = { id, op: own.op, action: reader.action, reason, ...(detail && { detail }) };
    plans[index] = changed;
    byId.set(id, changed);
  }
}

function stateOf(session: Session, decision: Decision): NodeState {
  switch (decision.action) {
    case "cached":
      return cachedState(session, decision.entry);
    case "fuse":
      return { state: "known", parts: { "": { identity: decision.prepared.fingerprint, load: () => Promise.reject(new Error("a plan computes nothing")) } } };
    case "skip":
      return { state: decision.reason === "upstream_failed" ? "failed" : "skipped" };
    default:
      return { state: "undecided" };
  }
}

/** The parts of a recorded result, each read at its first use. */
export function cachedState(session: Session, entry: CacheEntry): NodeState {
  return {
    state: "known",
    parts: Object.fromEntries(
      Object.entries(entry.parts).map(([part, digest]) => {
        let loaded: ReturnType<typeof getValue> | undefined;
        return [part, { identity: digest, load: () => (loaded ??= getValue(session.host.objects, digest)) }];
      }),
    ),
  };
}
