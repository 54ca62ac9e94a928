import { createWriteStream, type WriteStream } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fail } from "../language/diagnostics/diagnostic.ts";
import { runNotFound } from "../language/diagnostics/registry/execution.ts";
import { dependenciesOf, type Expr, type Graph, type GraphNode } from "../language/graph/graph.ts";
import type { RunEvent, RunFinished } from "./events.ts";
import type { Session } from "./session.ts";
import { makeFolder, writeWhole } from "./store/files.ts";
import { changedKeys } from "./why.ts";

/** What is kept of a run. */
export interface RunRecord {
  readonly run: string;
  readonly pipeline: string;
  readonly started: string;
  readonly status: "running" | "killed" | RunFinished["status"];
  readonly pid: number;
  readonly params: Readonly<Record<string, unknown>>;
  readonly graph: Graph;
  readonly seconds?: number;
  readonly nodes?: RunFinished["nodes"];
  readonly outputs?: RunFinished["outputs"];
  /** The digests of each node's results, by part. */
  readonly results?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly diagnostics?: RunFinished["diagnostics"];
  /** Of the rounds of monitors. */
  readonly passed?: boolean;
  readonly warnings?: RunFinished["warnings"];
}

/** Writes down a run while it goes on. A run whose record says `running` and whose process is gone was killed. */
export class RunRecorder {
  readonly #folder: string;
  readonly #events: WriteStream;
  #record: RunRecord;

  private constructor(folder: string, record: RunRecord) {
    this.#folder = folder;
    this.#record = record;
    this.#events = createWriteStream(join(folder, "events.ndjson"), { flags: "a" });
    // The record of events is a convenience: a full disk fails the node that writes data, not the run's diary.
    this.#events.on("error", () => {});
  }

  static async start(home: string, run: string, graph: Graph, params: RunRecord["params"]): Promise<RunRecorder> {
    const folder = join(home, "runs", run);
    await makeFolder(folder);
    const recorder = new RunRecorder(folder, { run, pipeline: graph.pipeline, started: new Date().toISOString(), status: "running", pid: process.pid, params, graph });
    await recorder.#write();
    return recorder;
  }

  note(event: RunEvent): void {
    if (event.event !== "node.progress") this.#events.write(`${JSON.stringify(event)}\n`);
  }

  async finish({ status, seconds, nodes, outputs, diagnostics, warnings, passed }: RunFinished, session: Session): Promise<void> {
    const results: Record<string, Record<string, string>> = {};
    for (const [id, state] of session.states) {
      if (state.state === "known") results[id] = Object.fromEntries(Object.entries(state.parts).map(([part, { identity }]) => [part, identity]));
    }
    this.#record = { ...this.#record, status, seconds, nodes, outputs, diagnostics, warnings, results, ...(passed !== undefined && { passed }) };
    await this.#write();
  }

  #write(): Promise<void> {
    return writeWhole(join(this.#folder, "run.json"), JSON.stringify(this.#record));
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#events.end(() => resolve()));
  }
}

/** All runs, newest first. */
export async function listRuns(home: string): Promise<RunRecord[]> {
  const names = await readdir(join(home, "runs")).catch(() => []);
  const records = await Promise.all(names.map((name) => readRecord(home, name)));
  return records.filter((record) => record !== undefined).sort((a, b) => (a.run < b.run ? 1 : -1));
}

async function readRecord(home: string, run: string): Promise<RunRecord | undefined> {
  try {
    const record = JSON.parse(await readFile(join(home, "runs", run, "run.json"), "utf8")) as RunRecord;
    return record.status === "running" && !isAlive(record.pid) ? { ...record, status: "killed" } : record;
  } catch {
    return undefined;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The run of an id, of the beginning of one, or `last`. Throws a diagnostic where there is none, or more than one. */
export async function findRun(home: string, name: string): Promise<RunRecord> {
  const runs = await listRuns(home);
  const found = name === "last" ? runs.slice(0, 1) : runs.filter(({ run }) => run.startsWith(name));
  const [first] = found;
  const exact = found.find(({ run }) => run === name);
  if (exact) return exact;
  if (found.length > 1) return fail(runNotFound, { run: name, hint: `it is the beginning of ${found.length} runs: ${found.slice(0, 4).map(({ run }) => run).join(", ")}` });
  return first ?? fail(runNotFound, { run: name, hint: undefined });
}

/** What two runs differ in. */
export interface RunDifference {
  readonly params: Readonly<Record<string, readonly [unknown, unknown]>>;
  readonly seed?: readonly [number, number];
  /** Nodes whose definition or parameters differ, or that only one of the two has. */
  readonly nodes: readonly { readonly id: string; readonly change: "added" | "removed" | "changed"; readonly detail: readonly string[] }[];
  readonly metrics: Readonly<Record<string, readonly [number | null, number | null]>>;
}

export function diffRuns(a: RunRecord, b: RunRecord): RunDifference {
  const params = Object.fromEntries(changedKeys(a.params, b.params).map((name) => [name, [a.params[name] ?? null, b.params[name] ?? null] as const]));
  const [left, right] = [nodesOf(a), nodesOf(b)];
  const nodes = [...new Set([...left.keys(), ...right.keys()])].flatMap((id): RunDifference["nodes"] => {
    const [before, after] = [left.get(id), right.get(id)];
    if (!before) return [{ id, change: "added", detail: [] }];
    if (!after) return [{ id, change: "removed", detail: [] }];
    const detail = [...changesOf(before, after), ...worldChanges(id, a, b, changedKeys(before.fields, after.fields).length === 0)];
    return detail.length > 0 ? [{ id, change: "changed", detail }] : [];
  });
  const [before, after] = [metricsOf(a), metricsOf(b)];
  const metrics = Object.fromEntries(changedKeys(before, after).map((name) => [name, [before[name] ?? null, after[name] ?? null] as const]));
  return { params, ...(a.graph.seed !== b.graph.seed && { seed: [a.graph.seed, b.graph.seed] as const }), nodes, metrics };
}

interface ComparedNode {
  readonly node: GraphNode;
  /** Its operation, inputs, parameters and gate as text, by their names. */
  readonly fields: Readonly<Record<string, string>>;
}

function nodesOf(record: RunRecord): Map<string, ComparedNode> {
  return new Map(
    record.graph.nodes.map((node) => {
      const fields = { operation: `${node.op}@${node.version}`, ...node.inputs, ...node.params, ...(node.when && { when: node.when }) };
      return [node.id, { node, fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, JSON.stringify(value)])) }];
    }),
  );
}

/** What was changed in the file: `alpha: 1 → 2` where both are plain values, else the name. */
function changesOf(before: ComparedNode, after: ComparedNode): readonly string[] {
  return changedKeys(before.fields, after.fields).flatMap((name) => {
    const [a, b] = [before, after].map(({ node }) => node.params[name] ?? node.inputs[name]);
    return a && b ? changesWithin(name, a, b) : [name];
  });
}

function changesWithin(name: string, a: Expr, b: Expr): readonly string[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  if ("literal" in a && "literal" in b) return [`${name}: ${JSON.stringify(a.literal)} → ${JSON.stringify(b.literal)}`];
  const [left, right] = [fieldsOf(a), fieldsOf(b)];
  if (!left || !right) return [name];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].sort().flatMap((key) => {
    const [one, other] = [left[key], right[key]];
    return one && other ? changesWithin(`${name}.${key}`, one, other) : [`${name}.${key}`];
  });
}

function fieldsOf(expr: Expr): Readonly<Record<string, Expr>> | undefined {
  if ("describe" in expr) return expr.args;
  return "record" in expr ? expr.record : undefined;
}

/** What was changed outside of the file: the content of what is read, and whether a gate was open. */
function worldChanges(id: string, a: RunRecord, b: RunRecord, sameText: boolean): readonly string[] {
  const node = b.graph.nodes.find((one) => one.id === id);
  const path = Object.values(node?.params ?? {}).find((expr) => "literal" in expr && typeof expr.literal === "string");
  const isSource = node !== undefined && dependenciesOf(node).length === 0 && path !== undefined && "literal" in path;
  const [before, after] = [a.results?.[id], b.results?.[id]];
  const read = isSource && sameText && before && after && JSON.stringify(before) !== JSON.stringify(after) ? [`the content of ${String(path.literal)}`] : [];
  const closed = [a, b].map((record) => record.nodes?.find((one) => one.id === id)?.reason === "gate_closed");
  return [...read, ...(closed[0] !== closed[1] ? [closed[1] ? "its gate is closed now" : "its gate is open now"] : [])];
}

function metricsOf(record: RunRecord): Record<string, number> {
  const metrics: Record<string, number> = {};
  for (const [name, output] of Object.entries(record.outputs ?? {})) {
    const own = (output as { readonly kind?: unknown; readonly metrics?: unknown } | null) ?? {};
    if (own.kind !== "report" || typeof own.metrics !== "object" || own.metrics === null) continue;
    for (const [metric, value] of Object.entries(own.metrics)) if (typeof value === "number") metrics[`${name}.${metric}`] = value;
  }
  return metrics;
}

export async function removeRun(home: string, run: string): Promise<void> {
  await rm(join(home, "runs", run), { recursive: true, force: true });
}
