import type { Catalog } from "../language/nodes/catalog.ts";
import type { Described } from "../language/nodes/parameter.ts";
import type { ProjectHost } from "./host.ts";
import { implementationOf } from "./implementation.ts";
import type { Context, NodeDefinition } from "./node.ts";
import type { StopSignal } from "./stop.ts";
import { getValue, putValue } from "./store/values.ts";

export interface ContextOptions {
  readonly host: ProjectHost;
  /** Instead of the host's own: a process has one. */
  readonly engine?: Context["engine"];
  readonly catalog: Catalog<NodeDefinition>;
  readonly node: Context["node"];
  readonly pipeline: string;
  readonly run: string;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly stop: StopSignal;
  readonly log: Context["log"];
  readonly progress: Context["progress"];
}

/** What a running node has, on the main thread or in a worker. */
export function contextOf(options: ContextOptions): Context {
  const { host, catalog, engine, ...rest } = options;
  return {
    ...rest,
    home: host.home,
    memory: host.memory,
    offline: host.offline,
    cacheFolder: (name) => host.cacheFolder(name),
    once: (key, compute) => host.once(key, compute),
    variable: (name) => host.variable(name),
    reveal: (secret) => host.reveal(secret),
    resolve: (path) => host.resolve(path),
    digest: (file) => host.digest(file),
    remember: (key, compute) => host.remember(key, compute),
    engine: engine ?? (() => host.engine()),
    scratch: (name) => host.objects.scratch(name),
    keep: (path) => host.objects.keep(path),
    pathOf: (file) => host.objects.pathOf(file),
    putValue: async (value) => (await putValue(host.objects, value)).$file,
    getValue: (digest) => getValue(host.objects, digest),
    implementation: async <Implementation>(described: Described) => (await implementationOf(catalog, described)) as Implementation,
  };
}
