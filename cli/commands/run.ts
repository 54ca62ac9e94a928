import { availableParallelism } from "node:os";
import { readNumber } from "../../language/syntax/numbers.ts";
import { inputError, interrupted, runFailed, success, usageError } from "../exit.ts";
import { updateLockOfRun } from "../lock.ts";
import { openPipeline, type OpenedPipeline, type PipelineOptions } from "../pipeline.ts";
import { printDiagnostics } from "../view/diagnostics.ts";
import { closing, liveTree, plainLines, scoreTable, type RunView } from "../view/tree.ts";
import type { RunEvent, RunFinished } from "../../runtime/events.ts";
import type { ServiceMode } from "../../runtime/run.ts";
import { run as runGraph } from "../../stdlib/embed.ts";

export interface RunOptions extends PipelineOptions {
  readonly json?: boolean;
  readonly cache?: boolean;
  readonly rerun?: readonly string[];
  readonly jobs?: string;
  readonly memory?: string;
}

/** Runs a pipeline and shows how it goes. */
export async function run(file: string, options: RunOptions): Promise<void> {
  const jobs = options.jobs === undefined ? availableParallelism() : Number(options.jobs);
  if (!Number.isInteger(jobs) || jobs < 1) {
    process.stderr.write(`mlp: --jobs takes a whole number from 1, and this is \`${options.jobs}\`\n`);
    process.exitCode = usageError;
    return;
  }
  const { memory, ...others } = options;
  const bytes = memory === undefined ? undefined : readBytes(memory);
  if (memory !== undefined && bytes === undefined) {
    process.stderr.write(`mlp: --memory takes a size from 256MB, as in 2GB, and this is \`${memory}\`\n`);
    process.exitCode = usageError;
    return;
  }
  const opened = await openPipeline(file, options, "run");
  await execute(opened, { ...others, jobs, services: "start", ...(bytes !== undefined && { memory: bytes }) });
}

/** Runs an opened pipeline until it is over or interrupted, and sets the exit code. */
export async function execute(
  opened: OpenedPipeline,
  options: { readonly json?: boolean; readonly cache?: boolean; readonly rerun?: readonly string[]; readonly jobs?: number; readonly memory?: number; readonly services: ServiceMode },
): Promise<RunFinished | undefined> {
  if (!options.json) await printDiagnostics(opened.diagnostics, opened.texts);
  if (!opened.graph) {
    if (options.json) await printBroken(opened);
    process.exitCode = inputError;
    return undefined;
  }
  await updateLockOfRun(opened);
  const stop = new AbortController();
  const view = options.json ? jsonLines() : process.stderr.isTTY ? liveTree(process.stderr) : plainLines((text) => process.stderr.write(text));
  const release = onInterrupt(() => {
    view.say("stopping: what is finished is kept; press Ctrl-C again to stop at once");
    stop.abort();
  });
  const handle = runGraph(opened.graph, {
    params: opened.params,
    folder: opened.folder,
    home: opened.project.home,
    signal: stop.signal,
    noCache: options.cache === false,
    services: options.services,
    ...(options.rerun && { rerun: options.rerun }),
    ...(options.jobs !== undefined && { jobs: options.jobs }),
    ...(options.memory !== undefined && { memory: options.memory }),
  });
  const reports = new Map<string, Readonly<Record<string, unknown>>>();
  let scoresShown = false;
  for await (const event of handle) {
    view.show(event);
    if (event.event === "node.finished" && event.summary?.["kind"] === "report") reports.set(event.id, event.summary);
    // A server runs until it is stopped: its scores are not to wait for that.
    if (event.event === "service.started" && !scoresShown && !options.json && reports.size > 0) {
      scoresShown = true;
      process.stdout.write(`${[...reports].map(([id, report]) => scoreTable(id, report).join("\n")).join("\n\n")}\n`);
    }
  }
  view.finish();
  release();
  const finished = await handle.result;
  if (!options.json) {
    await printDiagnostics(finished.diagnostics, opened.texts);
    process.stdout.write(closing(finished, { scoresShown }));
  }
  process.exitCode = finished.status === "succeeded" ? success : finished.status === "cancelled" ? (stop.signal.aborted && !served(finished) ? interrupted : success) : runFailed;
  return finished;
}

/** With less, the engine and the runtime themselves would not fit. In bytes. */
const leastMemory = 256e6;

/** A size as it is written in a pipeline; `undefined` for what is none, or too small to run in. */
function readBytes(text: string): number | undefined {
  if (!/^\d+(\.\d+)?[KMGT]i?B$/.test(text)) return undefined;
  const { value } = readNumber(text);
  return value >= leastMemory ? value : undefined;
}

/** Ctrl-C is how one ends a server: a run whose work was done and that was only serving has succeeded. */
const served = (finished: RunFinished): boolean => finished.nodes.every((node) => node.status !== "failed" && node.reason !== "cancelled");

function jsonLines(): RunView {
  return {
    say: (message: string) => void process.stderr.write(`${message}\n`),
    show: (event: RunEvent) => void process.stdout.write(`${JSON.stringify(event)}\n`),
    finish() {},
  };
}

async function printBroken(opened: OpenedPipeline): Promise<void> {
  const { toJson } = await import("../../language/diagnostics/to-json.ts");
  process.stdout.write(`${JSON.stringify(toJson(opened.diagnostics, (file) => opened.texts.get(file)))}\n`);
}

/** The first Ctrl-C stops cleanly, the second at once. */
function onInterrupt(stop: () => void): () => void {
  let asked = false;
  const onSignal = () => {
    if (asked) process.exit(interrupted);
    asked = true;
    stop();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return () => {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  };
}
