import type { GraphNode } from "../language/graph/graph.ts";
import type { Prepared } from "./decide.ts";
import { readArguments } from "./execute.ts";
import type { Context, Execution, Service } from "./node.ts";
import type { Value } from "./values.ts";

/**
 * What a run does with services: `start` them all, only `describe` them, do one round (`once`) of those that work in rounds,
 * or start only those (`rounds`); the others are then described.
 */
export type ServiceMode = "start" | "describe" | "once" | "rounds";

type ServiceExecution = Extract<Execution, { kind: "service" }>;

export interface ServiceOutcome {
  readonly value: Value;
  readonly service?: Service;
  /** Of one round. */
  readonly passed?: boolean;
}

export async function openService(prepared: Prepared, context: Context, mode: ServiceMode): Promise<ServiceOutcome> {
  const execution = prepared.definition.execution as ServiceExecution;
  const args = await readArguments(prepared);
  if (mode === "once" && execution.once) return execution.once(args, context);
  if (mode === "start" || (mode === "rounds" && execution.once)) {
    const service = await execution.start(args, context);
    return { value: service.value, service };
  }
  return { value: await execution.describe(args, context) };
}

/** Services that are up, stopped in the reverse of the order in which they were started. */
export class RunningServices {
  readonly #running: { readonly node: GraphNode; readonly service: Service }[] = [];

  get count(): number {
    return this.#running.length;
  }

  add(node: GraphNode, service: Service): void {
    this.#running.push({ node, service });
  }

  /** Waits until the signal is given or one of them ends; tells which failed. */
  async wait(signal: AbortSignal): Promise<{ readonly node: GraphNode; readonly error: unknown } | undefined> {
    const stopped = new Promise<undefined>((resolve) => {
      if (signal.aborted) resolve(undefined);
      signal.addEventListener("abort", () => resolve(undefined), { once: true });
    });
    const ends = this.#running.map(({ node, service }) =>
      service.ended.then(
        () => undefined,
        (error: unknown) => ({ node, error }),
      ),
    );
    // All services may end by themselves; one that fails ends the run.
    const failed = new Promise<{ node: GraphNode; error: unknown }>((resolve) => {
      for (const end of ends) void end.then((outcome) => outcome && resolve(outcome));
    });
    return Promise.race([stopped, failed, Promise.all(ends).then(() => undefined)]);
  }

  async stop(onStopped: (node: GraphNode) => void): Promise<void> {
    for (const { node, service } of [...this.#running].reverse()) {
      await service.stop().catch(() => {});
      onStopped(node);
    }
  }
}
