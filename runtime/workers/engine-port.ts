import type { MessagePort, TransferListItem } from "node:worker_threads";
import { MlpError, type Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import type { DataEngine } from "../engine/engine.ts";

/** What a worker may ask of the process's one engine; `close` is not among it. */
type Asked = Exclude<keyof DataEngine, "close">;
/** The arguments of a method without its signal. */
type Question = { readonly ask: Asked; readonly id: number; readonly args: readonly unknown[] } | { readonly cancel: number };
type Answer = { readonly id: number } & ({ readonly value: unknown } | { readonly diagnostic: Diagnostic } | { readonly message: string; readonly name: string });

/** Answers what comes over a port with an engine that is opened at the first question. Ends when the port is closed. */
export function serveEngine(port: MessagePort, open: () => Promise<DataEngine>): void {
  const running = new Map<number, AbortController>();
  port.on("message", (question: Question) => {
    if ("cancel" in question) return running.get(question.cancel)?.abort();
    const controller = new AbortController();
    running.set(question.id, controller);
    void answer(question, open, controller.signal).then((answered) => {
      running.delete(question.id);
      port.postMessage(answered, buffersIn(answered));
    });
  });
  port.on("close", () => running.forEach((controller) => controller.abort()));
}

async function answer({ ask, id, args }: Extract<Question, { ask: Asked }>, open: () => Promise<DataEngine>, signal: AbortSignal): Promise<Answer> {
  try {
    const engine = await open();
    const method = engine[ask] as (...all: readonly unknown[]) => Promise<unknown>;
    return { id, value: await method.call(engine, ...args, signal) };
  } catch (error) {
    if (error instanceof MlpError) return { id, diagnostic: error.diagnostic };
    return error instanceof Error ? { id, message: error.message, name: error.name } : { id, message: String(error), name: "Error" };
  }
}

/** Typed arrays of columns move to the worker, and are not copied. */
function buffersIn(answered: Answer): readonly TransferListItem[] {
  if (!("value" in answered) || !(answered.value instanceof Map)) return [];
  const buffers = [...answered.value.values()].flatMap((values: unknown) => Object.values(values as object).flatMap((field: unknown) => (ArrayBuffer.isView(field) && field.buffer instanceof ArrayBuffer ? [field.buffer] : [])));
  return [...new Set(buffers)];
}

/** The process's engine, as a worker sees it. An abort interrupts what was asked. */
export function engineOver(port: MessagePort): DataEngine {
  const open = new Map<number, { readonly resolve: (value: never) => void; readonly reject: (error: Error) => void }>();
  let last = 0;
  port.on("message", (answered: Answer) => {
    const waiting = open.get(answered.id);
    open.delete(answered.id);
    if ("value" in answered) return waiting?.resolve(answered.value as never);
    waiting?.reject("diagnostic" in answered ? new MlpError(answered.diagnostic) : Object.assign(new Error(answered.message), { name: answered.name }));
  });
  // Between two questions nothing keeps the thread alive.
  port.unref();
  const asking = async <Value>(ask: Asked, args: readonly unknown[], signal?: AbortSignal): Promise<Value> => {
    signal?.throwIfAborted();
    const id = ++last;
    const cancel = () => port.postMessage({ cancel: id } satisfies Question);
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      const answered = new Promise<Value>((resolve, reject) => open.set(id, { resolve, reject }));
      port.postMessage({ ask, id, args } satisfies Question);
      const value = await answered;
      signal?.throwIfAborted();
      return value;
    } finally {
      signal?.removeEventListener("abort", cancel);
    }
  };
  return {
    describe: (sql) => asking("describe", [sql]),
    rows: (sql, signal) => asking("rows", [sql], signal),
    tableOf: (dataset) => asking("tableOf", [dataset]),
    columns: (dataset, names, signal) => asking("columns", [dataset, names], signal),
    writeParquet: (dataset, file, signal) => asking("writeParquet", [dataset, file], signal),
    stage: (key, select, bytes, signal) => asking("stage", [key, select, bytes], signal),
    execute: (sql, signal) => asking("execute", [sql], signal),
    close: async () => {},
  };
}
