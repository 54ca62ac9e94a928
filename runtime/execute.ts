import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { fail, diagnose, MlpError, type Diagnostic } from "../language/diagnostics/diagnostic.ts";
import { engineFailed } from "../language/diagnostics/registry/data.ts";
import { nodeFailed, nodeTimedOut, ownNodeFailedInEngine, wrongResult } from "../language/diagnostics/registry/execution.ts";
import type { GraphNode } from "../language/graph/graph.ts";
import type { Prepared } from "./decide.ts";
import type { Finding } from "./events.ts";
import type { Arguments, Context, Execution } from "./node.ts";
import type { Parameters } from "../language/nodes/parameter.ts";
import type { Session } from "./session.ts";
import { argumentsOf } from "./settle.ts";
import type { CacheEntry } from "./store/cache.ts";
import { putValue } from "./store/values.ts";
import { summaryOf } from "./summary.ts";
import { checkArguments } from "./validate.ts";
import type { StoreEngine } from "./engine/engine.ts";
import { isOverStore } from "./engine/stored.ts";
import type { ProjectHost } from "./host.ts";
import { isDataset, isParts, type DatasetValue, type Parts, type StoredFile, type Value } from "./values.ts";
import type { WorkerPool } from "./workers/pool.ts";

/** What a node has come to. */
export interface Executed {
  readonly entry: CacheEntry;
  /** While tables of the result are still being written: settles when it is recorded, and counts in later runs. */
  readonly recorded?: Promise<void>;
}

/** Computes a node's result and puts it into the store. */
export async function executeNode(session: Session, prepared: Prepared, context: Context, workers: WorkerPool): Promise<Executed> {
  return inOwnWords(prepared, () => executed(session, prepared, context, workers));
}

async function executed(session: Session, prepared: Prepared, context: Context, workers: WorkerPool): Promise<Executed> {
  const began = performance.now();
  const warnings: Finding[] = [];
  const log: Context["log"] = (level, message, finding) => {
    if (finding) warnings.push({ ...finding, message });
    context.log(level, message, finding);
  };
  const result = await withTimeout(prepared.node, context, (signal) => compute(prepared, { ...context, signal, log }, workers));
  context.signal.throwIfAborted();
  const parts = isParts(result) ? result.parts : { "": result };
  checkParts(prepared.node, parts);
  const kept: Record<string, Value> = {};
  const writing: Promise<void>[] = [];
  for (const [name, value] of Object.entries(parts)) kept[name] = isDataset(value) ? await keepTable(value, session.host, context, writing) : value;
  const digests: Record<string, string> = {};
  for (const [name, value] of Object.entries(kept)) digests[name] = (await putValue(session.host.objects, value)).$file;
  const whole: Value | Parts = isParts(result) ? { kind: "parts", parts: kept } : (kept[""] ?? result);
  const entry: CacheEntry = {
    fingerprint: prepared.fingerprint,
    op: prepared.node.op,
    parts: digests,
    seconds: (performance.now() - began) / 1000,
    run: context.run,
    created: new Date().toISOString(),
    summary: summaryOf(whole),
    ...(warnings.length > 0 && { warnings }),
    ...(prepared.answers && { answers: prepared.answers }),
  };
  const record = async () => {
    await Promise.all(writing);
    await session.cache.record(entry);
    await session.remember(prepared);
  };
  if (writing.length > 0) return { entry, recorded: record() };
  await record();
  return { entry };
}

async function compute(prepared: Prepared, context: Context, workers: WorkerPool): Promise<Value | Parts> {
  const { execution } = prepared.definition;
  const args = await readArguments(prepared);
  if (execution.kind === "transform") return execution.plan(args, context);
  if (execution.kind !== "operation") throw new TypeError(`\`${prepared.node.op}\` cannot be executed`);
  if (execution.where === "worker" && workers.serves(prepared.definition, args)) return workers.run(prepared.definition, args, context);
  return execution.run(args, context);
}

/** The arguments' values, checked against the declaration. */
export async function readArguments(prepared: Prepared): Promise<Arguments<Parameters>> {
  const values = await argumentsOf(prepared.args);
  checkArguments(prepared.definition, prepared.node.id, values);
  return { rest: {}, ...values } as Arguments<Parameters>;
}

/** The table of a step that is computed inside whatever reads it. */
export async function planFused(prepared: Prepared, context: Context): Promise<DatasetValue> {
  const { execution } = prepared.definition as { execution: Execution };
  if (execution.kind !== "transform") throw new TypeError(`\`${prepared.node.op}\` is no transform`);
  return inOwnWords(prepared, async () => {
    const table = await execution.plan(await readArguments(prepared), context);
    return isDataset(table) ? table : fail(wrongResult, { node: prepared.node.id, why: "gave parts, and one value was declared" });
  });
}

/** What the engine says to a user's own node is told as that node's, with the columns that it was given. */
async function inOwnWords<Result>(prepared: Prepared, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { definition, node } = prepared;
    if (definition.group !== "custom" || !(error instanceof MlpError) || error.diagnostic.code !== engineFailed.code) throw error;
    const args = await argumentsOf(prepared.args);
    const columns = Object.entries(definition.takes).flatMap(([name, { accepts }]) => (accepts.kind === "column" && typeof args[name] === "string" ? [args[name]] : []));
    const detail = (error.diagnostic.help ?? "").replace(/^it says: /, "");
    throw new MlpError(diagnose(ownNodeFailedInEngine, undefined, { op: node.op, columns, detail }), { cause: error });
  }
}

/**
 * A computed table under the name of its content. Others can read it at once; what is `writing` it into the store goes on beside them.
 * Rows that cost no more than to read the tables of the store that they come from stay a query over these.
 */
async function keepTable(dataset: DatasetValue, host: ProjectHost, context: Context, writing: Promise<void>[]): Promise<DatasetValue> {
  const { table } = dataset;
  if ("file" in table) return dataset;
  const engine = await host.engine();
  if (table.cheap === true && isOverStore(table.sql)) {
    const [counted] = dataset.rows === undefined ? await engine.rows(`SELECT count(*) AS n FROM (${table.sql})`, context.signal) : [{ n: dataset.rows }];
    return { ...dataset, rows: Number(counted?.["n"]) };
  }
  const scratch = () => context.scratch("table.parquet");
  const { file, rows, path } = await engine.hold(dataset, scratch, context.signal);
  if (path !== undefined) await intoStore(host, file, path);
  else if ((await host.objects.check(file)) !== "sound") writing.push(persist(host, engine, file, await scratch()));
  return { ...dataset, table: { file }, rows };
}

/** A run that is stopped waits for this as well: the table is finished, and kept. */
async function persist(host: ProjectHost, engine: StoreEngine, file: StoredFile, path: string): Promise<void> {
  try {
    await engine.persist(file, path);
  } catch (error) {
    // The rest of a file that broke off would fill the disk further.
    await rm(path, { force: true });
    throw error;
  }
  await intoStore(host, file, path);
  await engine.persisted(file, await host.objects.pathOf(file));
}

async function intoStore(host: ProjectHost, file: StoredFile, path: string): Promise<void> {
  try {
    await host.objects.keepTable(path, file);
  } finally {
    await rm(path, { force: true });
  }
}

function checkParts(node: GraphNode, parts: Readonly<Record<string, unknown>>): void {
  const missing = (node.parts ?? [""]).find((name) => !Object.hasOwn(parts, name));
  if (missing !== undefined) fail(wrongResult, { node: node.id, why: missing === "" ? "gave parts, and one value was declared" : `gave no part \`${missing}\`` });
  for (const value of Object.values(parts)) {
    if (typeof (value as Value | null)?.kind !== "string") fail(wrongResult, { node: node.id, why: "gave something that is no value (plain data with a `kind`)" });
  }
}

/** Gives the work a signal that also ends it when its time is over. */
async function withTimeout<Result>(node: GraphNode, context: Context, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const timeout = node.policy?.timeout;
  if (timeout === undefined) return work(context.signal);
  const limit = AbortSignal.timeout(timeout);
  const signal = AbortSignal.any([context.signal, limit]);
  const over = new Promise<never>((_, reject) => {
    limit.addEventListener("abort", () => reject(new MlpError(diagnose(nodeTimedOut, undefined, { node: node.id, seconds: timeout / 1000 }))), { once: true });
  });
  return Promise.race([work(signal), over]);
}

/** An error of a node as a diagnostic at its place in the file. */
export function failureOf(node: GraphNode, folder: string, error: unknown): Diagnostic {
  const { file, start, end } = node.at;
  const span = { file: resolve(folder, file), start, end };
  if (error instanceof MlpError) return { ...error.diagnostic, span: error.diagnostic.span ?? span };
  const why = error instanceof Error ? error.message : String(error);
  return diagnose(nodeFailed, span, { node: node.id, why });
}
