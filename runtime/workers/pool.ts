import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { MessageChannel } from "node:worker_threads";
import type { Piscina } from "piscina";
import { MlpError, type Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import type { Graph } from "../../language/graph/graph.ts";
import type { Arguments, Context, NodeDefinition } from "../node.ts";
import type { Described, Parameters } from "../../language/nodes/parameter.ts";
import type { Finding } from "../events.ts";
import type { RunOptions } from "../run.ts";
import type { Parts, Value } from "../values.ts";
import { serveEngine } from "./engine-port.ts";

/** What a worker is given. */
export interface WorkerTask {
  readonly op: string;
  readonly args: Arguments<Parameters>;
  readonly modules: readonly string[];
  readonly folder: string;
  readonly home: string;
  readonly context: Pick<Context, "node" | "pipeline" | "run" | "seed">;
  readonly memory: number;
  /** Its first cell turns to 1 when the work should end: a busy loop sees it without leaving its thread. */
  readonly stop: SharedArrayBuffer;
}

export type WorkerMessage =
  | { readonly message: "log"; readonly level: "info" | "warning"; readonly text: string; readonly finding?: Omit<Finding, "message"> }
  | { readonly message: "progress"; readonly done: number; readonly note?: string };

export type WorkerResult = { readonly value: Value | Parts } | { readonly diagnostic: Diagnostic };

/** Runs operations off the main thread. Threads are started when they are first needed. */
export class WorkerPool {
  readonly #graph: Graph;
  readonly #options: RunOptions;
  #pool: Promise<Piscina> | undefined;

  constructor(graph: Graph, options: RunOptions) {
    this.#graph = graph;
    this.#options = options;
  }

  /** A definition that exists only in this process's memory cannot be run elsewhere, nor what is described to it by one (a step of a recipe). */
  serves(definition: NodeDefinition, args: Arguments<Parameters>): boolean {
    const names = [definition.name, ...namesDescribed(Object.values(args))];
    return !names.some((name) => this.#options.inMemory?.has(name)) && this.#file() !== undefined;
  }

  async run(definition: NodeDefinition, args: Arguments<Parameters>, context: Context): Promise<Value | Parts> {
    const pool = await (this.#pool ??= this.#start());
    const stop = new SharedArrayBuffer(4);
    const { port1, port2 } = new MessageChannel();
    const data = new MessageChannel();
    serveEngine(data.port1, () => context.engine());
    port1.on("message", (message: WorkerMessage) => {
      if (message.message === "log") context.log(message.level, message.text, message.finding);
      else context.progress(message.done, message.note);
    });
    const onAbort = () => Atomics.store(new Int32Array(stop), 0, 1);
    if (context.signal.aborted) onAbort();
    context.signal.addEventListener("abort", onAbort, { once: true });
    const { node, pipeline, run, seed, memory } = context;
    const task: WorkerTask = {
      op: definition.name,
      args,
      modules: this.#graph.modules.map((module) => resolve(this.#options.folder, module)),
      folder: this.#options.folder,
      home: this.#options.home,
      context: { node, pipeline, run, seed },
      memory,
      stop,
    };
    try {
      const result = (await pool.run({ task, port: port2, data: data.port2 }, { transferList: [port2, data.port2] })) as WorkerResult;
      if ("diagnostic" in result) throw new MlpError(result.diagnostic);
      return result.value;
    } finally {
      context.signal.removeEventListener("abort", onAbort);
      port1.close();
      data.port1.close();
    }
  }

  #file(): string | undefined {
    return this.#options.workerFile ?? workerFile();
  }

  async #start(): Promise<Piscina> {
    const { Piscina: Pool } = await import("piscina");
    const jobs = this.#options.jobs;
    return new Pool({ filename: this.#file() ?? "", minThreads: 0, ...(jobs !== undefined && { maxThreads: Math.max(1, jobs) }), idleTimeout: 30_000, concurrentTasksPerWorker: 1 });
  }

  async close(): Promise<void> {
    const pool = await this.#pool?.catch(() => undefined);
    this.#pool = undefined;
    await pool?.destroy();
  }
}

/** The built worker; absent in a checkout that was not built, where operations run on the main thread. */
function workerFile(): string | undefined {
  try {
    const file = fileURLToPath(import.meta.resolve("mlp/worker"));
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

/** The definitions behind the descriptions among some arguments, and behind those that they take. */
function namesDescribed(args: readonly unknown[]): readonly string[] {
  return args.flatMap((arg) => {
    if (Array.isArray(arg)) return namesDescribed(arg);
    const described = arg as Partial<Described> | null | undefined;
    return typeof described === "object" && typeof described?.describe === "string" ? [described.describe, ...namesDescribed(Object.values(described.args ?? {}))] : [];
  });
}
