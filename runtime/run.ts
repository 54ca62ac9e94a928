import { randomBytes } from "node:crypto";
import type { Diagnostic } from "../language/diagnostics/diagnostic.ts";
import { dependenciesOf, type Graph, type GraphNode } from "../language/graph/graph.ts";
import { decide, type Decision } from "./decide.ts";
import type { NodeOutcome, Reason, RunEvent, RunFinished, RunWarning } from "./events.ts";
import { executeNode, failureOf, planFused } from "./execute.ts";
import { planSession, cachedState } from "./plan.ts";
import { prepareHome } from "./project.ts";
import { EventQueue } from "./queue.ts";
import { outputsOf } from "./outputs.ts";
import { withoutSecrets } from "./secrets.ts";
import { RunRecorder } from "./runs.ts";
import { openService, RunningServices, type ServiceMode } from "./services.ts";
import { defaultJobs, Session, type SessionOptions } from "./session.ts";
import { summaryOf } from "./summary.ts";
import { WorkerPool } from "./workers/pool.ts";
import type { Context } from "./node.ts";

export type { ServiceMode };

export interface RunOptions extends SessionOptions {
  /** Stops the run cleanly: what is finished is kept. */
  readonly signal?: AbortSignal;
  /** How many nodes may run at once. */
  readonly jobs?: number;
  readonly services?: ServiceMode;
  /** Names of nodes that exist only in this process's memory: they run on the main thread. */
  readonly inMemory?: ReadonlySet<string>;
  /** The module of a worker thread, where it is not the built one. */
  readonly workerFile?: string;
  /** Starts ready nodes in a random order: for tests that look for missing edges. */
  readonly shuffle?: boolean;
}

/** A run under way: its events in order, and its outcome. */
export interface RunHandle extends AsyncIterable<RunEvent> {
  readonly result: Promise<RunFinished>;
}

/** Runs a graph. Everything that goes wrong in it is in the events and the outcome; only wrong params and a state that cannot be written reject. */
export function run(graph: Graph, options: RunOptions): RunHandle {
  const events = new EventQueue<RunEvent>();
  const result = new Run(graph, options, events).execute().finally(() => events.close());
  // The outcome may be looked at later than the events, or never.
  result.catch(() => {});
  return { result, [Symbol.asyncIterator]: () => events[Symbol.asyncIterator]() };
}

/** Day, time and milliseconds in UTC, so that ids sort by time; the random end tells apart runs of one moment. */
export function newRunId(now = new Date()): string {
  const [day = "", time = ""] = now.toISOString().replace(/[-:]/g, "").split("T");
  return `${day}-${time.slice(0, 6)}-${time.slice(7, 10)}${randomBytes(2).toString("hex")}`;
}

class Run {
  readonly #session: Session;
  readonly #options: RunOptions;
  readonly #events: EventQueue<RunEvent>;
  readonly #id = newRunId();
  readonly #began = performance.now();
  readonly #outcomes = new Map<string, NodeOutcome>();
  readonly #diagnostics: Diagnostic[] = [];
  readonly #warnings: RunWarning[] = [];
  readonly #services = new RunningServices();
  readonly #fused = new Map<string, { used: boolean; readonly reason: Reason }>();
  readonly #workers: WorkerPool;
  readonly #stop = new AbortController();
  /** Results that are used, and whose tables are still being written. */
  readonly #recording = new Map<GraphNode, Promise<void>>();
  #recorder: RunRecorder | undefined;
  #passed: boolean | undefined;

  constructor(graph: Graph, options: RunOptions, events: EventQueue<RunEvent>) {
    this.#session = new Session(graph, options);
    this.#options = options;
    this.#events = events;
    this.#workers = new WorkerPool(graph, options);
    const { signal } = options;
    if (signal?.aborted) this.#stop.abort(signal.reason);
    signal?.addEventListener("abort", () => this.#stop.abort(signal.reason), { once: true });
  }

  async execute(): Promise<RunFinished> {
    const { graph } = this.#session;
    try {
      await prepareHome(this.#options.home);
      const plans = await planSession(this.#session);
      this.#session.states.clear();
      this.#recorder = await RunRecorder.start(this.#options.home, this.#id, graph, this.#session.params);
      this.#emit({ event: "run.started", run: this.#id, pipeline: graph.pipeline, time: new Date().toISOString(), nodes: plans });
      await this.#runAll(new Map(plans.map(({ id, reason }) => [id, reason])));
      this.#finishFused();
      await this.#record();
      await this.#serve();
      return await this.#finish();
    } finally {
      await this.#workers.close();
      await this.#session.close();
      await this.#recorder?.close();
    }
  }

  #emit(happened: RunEvent): void {
    const event = withoutSecrets(happened);
    this.#events.push(event);
    this.#recorder?.note(event);
  }

  /** Runs every node once those it needs are through, as many at once as there are jobs. */
  async #runAll(planned: ReadonlyMap<string, Reason>): Promise<void> {
    const open = new Set(this.#session.graph.nodes.map((node) => node.id));
    const running = new Map<string, Promise<void>>();
    const limit = this.#options.jobs ?? defaultJobs();
    while (open.size > 0 || running.size > 0) {
      const ready = this.#session.graph.nodes.filter((node) => open.has(node.id) && dependenciesOf(node).every((id) => !open.has(id) && !running.has(id)));
      if (this.#options.shuffle) ready.sort(() => Math.random() - 0.5);
      for (const node of ready) {
        if (running.size >= limit) break;
        open.delete(node.id);
        if (node.op === "value") continue;
        running.set(node.id, this.#runNode(node, planned.get(node.id) ?? "new").finally(() => running.delete(node.id)));
      }
      if (running.size > 0) await Promise.race(running.values());
      else if (ready.length === 0) break;
    }
  }

  #context(node: GraphNode): Context {
    return this.#session.context(
      node,
      this.#id,
      this.#stop.signal,
      (level, message, finding) => {
        if (finding) this.#warnings.push({ node: node.id, ...finding, message });
        this.#emit({ event: "node.log", id: node.id, level, message, ...finding });
      },
      (done, note) => this.#emit({ event: "node.progress", id: node.id, done, ...(note !== undefined && { note }) }),
    );
  }

  async #runNode(node: GraphNode, planned: Reason): Promise<void> {
    if (this.#stop.signal.aborted) return this.#skip(node, "cancelled");
    const context = this.#context(node);
    const began = performance.now();
    try {
      const decision = await decide(this.#session, node, context);
      await this.#carryOut(node, decision, context, planned, began);
    } catch (error) {
      this.#fail(node, error, began);
    }
  }

  async #carryOut(node: GraphNode, decision: Decision, context: Context, planned: Reason, began: number): Promise<void> {
    const { states } = this.#session;
    switch (decision.action) {
      case "undecided":
        throw new Error("a node was started before what it needs");
      case "skip":
        return this.#skip(node, decision.reason);
      case "cached":
        await this.#session.remember(decision.prepared);
        states.set(node.id, cachedState(this.#session, decision.entry));
        for (const { message, ...finding } of decision.entry.warnings ?? []) context.log("warning", message, finding);
        this.#doneInside(node);
        return this.#done(node, "cached", "cached", 0, decision.entry.summary);
      case "fuse": {
        const record = { used: false, reason: decision.reason };
        this.#fused.set(node.id, record);
        let table: ReturnType<typeof planFused> | undefined;
        const compute = async () => {
          record.used = true;
          await this.#session.remember(decision.prepared);
          return planFused(decision.prepared, context);
        };
        const load = () => (table ??= compute());
        states.set(node.id, { state: "known", parts: { "": { identity: decision.prepared.fingerprint, load } } });
        return;
      }
      case "run": {
        // The plan has found damage and removed it; by now the artefact is only missing.
        const reason = planned === "artefact_damaged" ? planned : decision.reason;
        this.#emit({ event: "node.started", id: node.id, op: node.op, reason, ...(decision.detail && { detail: decision.detail }) });
        if (reason === "artefact_damaged") this.#emit({ event: "node.log", id: node.id, level: "warning", message: "its artefact was damaged: the bytes had changed, so it is computed again" });
        if (decision.prepared.definition.execution.kind === "service") return this.#open(node, decision, context, began);
        const { entry, recorded } = await this.#attempt(node, () => executeNode(this.#session, decision.prepared, context, this.#workers));
        if (recorded) this.#recording.set(node, recorded);
        recorded?.catch(() => {});
        states.set(node.id, cachedState(this.#session, entry));
        this.#doneInside(node);
        return this.#done(node, "executed", reason, (performance.now() - began) / 1000, entry.summary);
      }
    }
  }

  /** Tries a node as often as its policy says, waiting a little longer each time. */
  async #attempt<Result>(node: GraphNode, work: () => Promise<Result>): Promise<Result> {
    const retries = node.policy?.retry ?? 0;
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (attempt > retries || this.#stop.signal.aborted) throw error;
        this.#emit({ event: "node.retried", id: node.id, attempt, error: failureOf(node, this.#options.folder, error) });
        await pause(Math.min(30_000, 200 * 2 ** (attempt - 1)), this.#stop.signal);
      }
    }
  }

  async #open(node: GraphNode, decision: Extract<Decision, { action: "run" }>, context: Context, began: number): Promise<void> {
    const outcome = await this.#attempt(node, () => openService(decision.prepared, context, this.#options.services ?? "start"));
    if (outcome.service) this.#services.add(node, outcome.service);
    if (outcome.passed !== undefined) this.#passed = (this.#passed ?? true) && outcome.passed;
    const { value } = outcome;
    this.#session.states.set(node.id, { state: "known", parts: { "": { identity: decision.prepared.fingerprint, load: async () => value } } });
    const reason = outcome.service ? "service" : outcome.passed === undefined ? "described" : "round";
    this.#done(node, "executed", reason, (performance.now() - began) / 1000, summaryOf(value));
    if (outcome.service) this.#emit({ event: "service.started", id: node.id, summary: summaryOf(value) });
  }

  /** The steps that were computed inside this node, or not needed because it was cached, stand in front of it. */
  #doneInside(node: GraphNode): void {
    for (const id of dependenciesOf(node)) {
      const fused = this.#fused.get(id);
      const step = this.#session.nodes.get(id);
      if (!fused || !step || this.#outcomes.has(id)) continue;
      this.#doneInside(step);
      this.#done(step, fused.used ? "executed" : "cached", fused.used ? fused.reason : "cached", 0, {});
    }
  }

  #done(node: GraphNode, status: "executed" | "cached", reason: Reason, seconds: number, summary: Readonly<Record<string, unknown>>): void {
    this.#outcomes.set(node.id, { id: node.id, op: node.op, status, reason, seconds });
    this.#emit({ event: "node.finished", id: node.id, op: node.op, status, reason, seconds, summary });
  }

  #skip(node: GraphNode, reason: "gate_closed" | "upstream_skipped" | "upstream_failed" | "cancelled"): void {
    this.#session.states.set(node.id, { state: reason === "upstream_failed" || reason === "cancelled" ? "failed" : "skipped" });
    this.#outcomes.set(node.id, { id: node.id, op: node.op, status: "skipped", reason, seconds: 0 });
    this.#emit({ event: "node.finished", id: node.id, op: node.op, status: "skipped", reason, seconds: 0 });
  }

  #fail(node: GraphNode, error: unknown, began: number): void {
    if (this.#stop.signal.aborted) return this.#skip(node, "cancelled");
    const diagnostic = failureOf(node, this.#options.folder, error);
    const seconds = (performance.now() - began) / 1000;
    this.#session.states.set(node.id, { state: "failed" });
    this.#diagnostics.push({ ...diagnostic, severity: "error" });
    this.#outcomes.set(node.id, { id: node.id, op: node.op, status: "failed", reason: "new", seconds });
    this.#emit({ event: "node.finished", id: node.id, op: node.op, status: "failed", reason: "new", seconds, error: diagnostic });
  }

  /** Steps whose reader was skipped or has failed. */
  #finishFused(): void {
    for (const id of this.#fused.keys()) {
      const node = this.#session.nodes.get(id);
      const fused = this.#fused.get(id);
      if (node && fused && !this.#outcomes.has(id)) this.#done(node, fused.used ? "executed" : "cached", fused.used ? fused.reason : "cached", 0, {});
    }
  }

  /** Waits until all results are in the store: a run that says it succeeded has lost nothing. */
  async #record(): Promise<void> {
    if (this.#recording.size === 0) return;
    (await this.#session.host.engine()).hurry();
    for (const [node, recorded] of this.#recording) {
      await recorded.catch((error: unknown) => this.#fail(node, error, performance.now()));
    }
  }

  async #serve(): Promise<void> {
    if (this.#services.count === 0) return;
    const failed = await this.#services.wait(this.#stop.signal);
    if (failed) this.#fail(failed.node, failed.error, performance.now());
    await this.#services.stop((node) => this.#emit({ event: "service.stopped", id: node.id }));
  }

  async #finish(): Promise<RunFinished> {
    const { graph } = this.#session;
    const nodes = this.#session.work.map((node) => this.#outcomes.get(node.id)).filter((outcome) => outcome !== undefined);
    const failed = nodes.some((node) => node.status === "failed");
    const cancelled = nodes.some((node) => node.reason === "cancelled");
    const finished = withoutSecrets<RunFinished>({
      event: "run.finished",
      status: failed ? "failed" : cancelled ? "cancelled" : "succeeded",
      run: this.#id,
      pipeline: graph.pipeline,
      seconds: (performance.now() - this.#began) / 1000,
      nodes,
      outputs: await outputsOf(this.#session),
      diagnostics: this.#diagnostics,
      warnings: this.#warnings,
      ...(this.#passed !== undefined && { passed: this.#passed }),
    });
    await this.#recorder?.finish(finished, this.#session);
    this.#emit(finished);
    return finished;
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
