import type { MessagePort } from "node:worker_threads";
import { MlpError } from "../../language/diagnostics/diagnostic.ts";
import type { Catalog } from "../../language/nodes/catalog.ts";
import { contextOf } from "../context.ts";
import { ProjectHost } from "../host.ts";
import type { NodeDefinition } from "../node.ts";
import { withoutSecrets } from "../secrets.ts";
import { engineOver } from "./engine-port.ts";
import type { WorkerMessage, WorkerResult, WorkerTask } from "./pool.ts";

/** The work of a worker thread: runs one operation at a time with a context of its own over the same store, and asks the process's engine for data. */
export function serveWorker(catalogFor: (modules: readonly string[]) => Promise<Catalog<NodeDefinition>>) {
  const hosts = new Map<string, ProjectHost>();
  return async ({ task, port, data }: { readonly task: WorkerTask; readonly port: MessagePort; readonly data: MessagePort }): Promise<WorkerResult> => {
    const catalog = await catalogFor(task.modules);
    const execution = catalog.nodes.get(task.op)?.execution;
    if (execution?.kind !== "operation") throw new TypeError(`\`${task.op}\` is no operation`);
    const key = [task.folder, task.home, ...task.modules].join("\n");
    const host = hosts.get(key) ?? new ProjectHost(task.folder, task.home, { catalog, memory: task.memory });
    hosts.set(key, host);
    const flag = new Int32Array(task.stop);
    const controller = new AbortController();
    const watch = setInterval(() => Atomics.load(flag, 0) === 1 && controller.abort(), 50);
    const engine = engineOver(data);
    const send = (message: WorkerMessage) => port.postMessage(message);
    try {
      const context = contextOf({
        ...task.context,
        host,
        engine: async () => engine,
        catalog,
        signal: controller.signal,
        stop: {
          check() {
            if (Atomics.load(flag, 0) === 1) controller.abort();
            controller.signal.throwIfAborted();
          },
        },
        log: (level, text, finding) => send({ message: "log", level, text: withoutSecrets(text), ...(finding && { finding }) }),
        progress: (done, note) => send({ message: "progress", done, ...(note !== undefined && { note }) }),
      });
      return { value: await execution.run(task.args, context) };
    } catch (error) {
      if (error instanceof MlpError) return { diagnostic: withoutSecrets(error.diagnostic) };
      if (error instanceof Error) error.message = withoutSecrets(error.message);
      throw error;
    } finally {
      clearInterval(watch);
      port.close();
      data.close();
    }
  };
}
