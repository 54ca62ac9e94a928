import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Described } from "../../../language/nodes/parameter.ts";
import type { Schema } from "../../../language/types/schema.ts";
import type { ColumnValues, DataEngine } from "../../../runtime/engine/engine.ts";
import type { Context } from "../../../runtime/node.ts";
import { neverStop } from "../../../runtime/stop.ts";
import type { DatasetValue, Value } from "../../../runtime/values.ts";
import { revealSecret } from "../../../runtime/secrets.ts";
import { webhookWith } from "../../../stdlib/monitoring/channels/webhook-channel.ts";
import { monitoringNodes } from "../../../stdlib/monitoring/index.ts";
import type { EndpointValue, LoggedFeedback, LoggedPrediction } from "../../../stdlib/serving/endpoint.ts";
import type { Row } from "./kit.ts";

export const endpoint: EndpointValue = {
  kind: "endpoint",
  name: "churn.api",
  host: "127.0.0.1",
  port: 8080,
  release: { kind: "model_version", name: "churn", version: 1, model: "digest", metrics: {}, task: "classification", created: "2026-01-01T00:00:00.000Z" },
};

export const datasetOf = (schema: Schema): DatasetValue => ({ kind: "dataset", schema, table: { sql: "reference" }, path: { input: schema, steps: [] } });

/** A folder with a state of its own and a context in it; secrets come from `environment`, the reference from `rows`. */
export async function workshop(rows: readonly Row[], options: { readonly environment?: NodeJS.ProcessEnv; readonly model?: Value; readonly timeout?: number } = {}) {
  const home = await mkdtemp(join(tmpdir(), "mlp-monitor-"));
  const logs = join(home, "predictions", endpoint.name);
  await mkdir(logs, { recursive: true });
  const lines: string[] = [];
  const stop = new AbortController();
  const unused = (): never => {
    throw new Error("not used by monitors");
  };
  const context: Context = {
    resolve: (path) => path,
    digest: unused,
    engine: async () => engineOf(rows),
    home,
    node: { id: "watch", op: "monitor" },
    pipeline: "churn",
    run: "r1",
    memory: 1e9,
    seed: 7,
    signal: stop.signal,
    stop: neverStop,
    remember: (_, compute) => compute(),
    once: (_, compute) => compute(),
    cacheFolder: unused,
    variable: unused,
    offline: true,
    log: (level, message) => void lines.push(`${level} ${message}`),
    progress: () => {},
    scratch: unused,
    keep: unused,
    putValue: unused,
    getValue: async () => options.model ?? unused(),
    pathOf: unused,
    implementation: async <Implementation>(described: Described) => implementationOf(described, options.timeout ?? 5_000) as Promise<Implementation>,
    reveal: (secret) => revealSecret(secret, options.environment ?? {}),
  };
  const write = (name: string, entries: readonly (LoggedPrediction | LoggedFeedback)[]) =>
    writeFile(join(logs, name), entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
  return { home, context, lines, write, stop, close: () => rm(home, { recursive: true, force: true }) };
}

async function implementationOf(described: Described, timeout: number): Promise<unknown> {
  if (described.describe === "webhook") return webhookWith({ tries: 2, timeout, pause: 1 });
  const execution = monitoringNodes.find(({ name }) => name === described.describe)?.execution;
  return execution?.kind === "description" ? await execution.provides?.() : undefined;
}

function engineOf(rows: readonly Row[]): DataEngine {
  const column = (name: string): ColumnValues => {
    const values = rows.map((row) => row[name] ?? null);
    if (!values.some((value) => typeof value === "string")) return { kind: "numbers", values: Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value))) };
    const words = [...new Set(values.filter((value) => typeof value === "string"))];
    return { kind: "codes", codes: Int32Array.from(values, (value) => words.indexOf(String(value))), words };
  };
  const unused = (): never => {
    throw new Error("not used by monitors");
  };
  return {
    describe: unused,
    rows: async () => [{ n: rows.length }],
    tableOf: async () => "reference",
    columns: async (_dataset, names) => new Map(names.map((name) => [name, column(name)])),
    writeParquet: unused,
    stage: unused,
    execute: unused,
    close: async () => {},
  };
}
