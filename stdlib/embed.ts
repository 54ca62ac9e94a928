import { dirname, join, resolve } from "node:path";
import type { CheckOptions, CheckResult, Source } from "../language/check/check.ts";
import type { ParamValues } from "../language/check/context.ts";
import type { Diagnostic } from "../language/diagnostics/diagnostic.ts";
import type { Graph, GraphParam, Literal } from "../language/graph/graph.ts";
import { Compiler } from "../runtime/compile.ts";
import type { NodePlan } from "../runtime/events.ts";
import { ProjectHost } from "../runtime/host.ts";
import type { LockEntry } from "../runtime/lock.ts";
import type { LockUse } from "../runtime/locked.ts";
import type { NodeDefinition } from "../runtime/node.ts";
import { readParams } from "../runtime/params.ts";
import { plan as planGraph } from "../runtime/plan.ts";
import { findProject } from "../runtime/project.ts";
import { run as runGraph, type RunHandle, type RunOptions } from "../runtime/run.ts";
import { catalogWith, standardCatalog } from "./catalog.ts";

export type { Diagnostic, Graph };
export type { Expr } from "../language/graph/graph.ts";
export type { RunEvent, RunFinished, NodePlan } from "../runtime/events.ts";
export type { RunHandle } from "../runtime/run.ts";
export type { Context, NodeDefinition } from "../runtime/node.ts";
export type { DatasetValue, Value } from "../runtime/values.ts";
export { MlpError } from "../language/diagnostics/diagnostic.ts";
export { format } from "../language/format/format.ts";
export { renderDiagnostic } from "../language/diagnostics/to-text.ts";
export { defineNode, datasetInput } from "../runtime/node.ts";
export { filter, project, query, sameColumns } from "../runtime/relational/dataset.ts";
export { rowFunctionNamed } from "./data/functions/index.ts";
export { defineStep, type StepDefinition } from "./features/define-step.ts";
export { mean, quantile, variance } from "./features/statistics.ts";
export * as parameter from "../language/nodes/parameter.ts";
export * as types from "../language/types/type.ts";
export { changeColumns, columnNamed } from "../language/types/schema.ts";
export { selectColumns } from "../language/types/selectors.ts";

export interface CompileOptions {
  /** Values for the pipeline's params, typed or as text. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** Nodes of your own, beside those of the standard library. */
  readonly nodes?: readonly NodeDefinition[];
  /** The file that the source is from, or would be: paths and imports are relative to it. Default: a file in the working folder. */
  readonly file?: string;
  /** Where the project's state is kept. Default: `.mlp` beside mlp.yaml or the file. */
  readonly home?: string;
}

export interface Compiled {
  /** Absent where there are errors. */
  readonly graph?: Graph;
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks a pipeline's text and compiles it to its graph. Nothing is run; the data's schema is read. */
export async function compile(source: string, options: CompileOptions = {}): Promise<Compiled> {
  const file = resolve(options.file ?? "pipeline.mlp");
  const { result } = await compiler(options).compile({ file, text: source }, options.params ?? {}, true);
  return { diagnostics: result.diagnostics, ...(result.graph && { graph: result.graph }) };
}

export interface RunGraphOptions extends Omit<Partial<RunOptions>, "catalog" | "inMemory"> {
  readonly nodes?: readonly NodeDefinition[];
}

/** Runs a compiled graph. What is unchanged since an earlier run in the same home is not run again. */
export function run(graph: Graph, options: RunGraphOptions = {}): RunHandle {
  return late(async () => runGraph(graph, await completed(graph, options)));
}

/** What a run of the graph would execute, and why. */
export async function plan(graph: Graph, options: RunGraphOptions = {}): Promise<NodePlan[]> {
  return planGraph(graph, await completed(graph, options));
}

async function completed(graph: Graph, { nodes = [], ...options }: RunGraphOptions): Promise<RunOptions> {
  const folder = resolve(options.folder ?? ".");
  const { home } = options.home === undefined ? await findProject(join(folder, "pipeline.mlp")) : { home: resolve(options.home) };
  const modules = graph.modules.map((module) => resolve(folder, module));
  return { ...options, folder, home, catalog: await catalogWith(modules, nodes), inMemory: new Set(nodes.map((node) => node.name)) };
}

/** A run whose surroundings are still being prepared. */
function late(start: () => Promise<RunHandle>): RunHandle {
  const handle = start();
  const result = handle.then((started) => started.result);
  result.catch(() => {});
  return {
    result,
    async *[Symbol.asyncIterator]() {
      yield* await handle;
    },
  };
}

/** Values from outside by the declared types of a graph's params. */
export const paramsFor = (declared: readonly GraphParam[], given: Readonly<Record<string, unknown>>): Record<string, Literal> => readParams(declared, given);

/** A compiler over the standard library that remembers what it has found out: for editors, and for verbs that check many files. */
export interface StandardCompiler {
  check(source: Source): Promise<CheckResult>;
  compile(source: Source, given: Readonly<Record<string, unknown>>, requireParams: boolean): Promise<{ result: CheckResult; params: ParamValues }>;
  /** For a synchronous check with what is known so far. */
  options(): CheckOptions;
  /** The files that were read so far, for `mlp.lock`. */
  kept(): readonly LockEntry[];
}

export function compiler(options: Pick<CompileOptions, "nodes" | "home"> & { readonly freshFor?: number; readonly lock?: LockUse } = {}): StandardCompiler {
  const catalog = standardCatalog(options.nodes);
  const hosts = new Map<string, Promise<ProjectHost>>();
  const hostFor = (file: string): Promise<ProjectHost> => {
    const folder = dirname(file);
    const known = hosts.get(folder) ?? findProject(file, options.home === undefined ? {} : { home: resolve(options.home) }).then(({ home }) => new ProjectHost(folder, home));
    hosts.set(folder, known);
    return known;
  };
  const lock = { use: options.lock ?? "check", folderOf: async (file: string) => (await findProject(file)).root };
  const own = new Compiler({ catalog, hostFor, lock, ...(options.freshFor !== undefined && { freshFor: options.freshFor }) });
  const release = async () => {
    for (const host of hosts.values()) await (await host).close();
    hosts.clear();
  };
  return {
    async check(source) {
      return own.check(source);
    },
    async compile(source, given, requireParams) {
      try {
        const params = await readGiven(own, source, given);
        return { params, result: await own.check(source, params, requireParams) };
      } finally {
        await release();
      }
    },
    options: () => ({ catalog, facts: own.facts() }),
    kept: () => own.kept,
  };
}

/** Reads text by the declared types, which the file's own declarations tell. */
async function readGiven(own: Compiler, source: Source, given: Readonly<Record<string, unknown>>): Promise<ParamValues> {
  if (Object.keys(given).length === 0) return {};
  const { model } = await own.check(source);
  const declared = [...model.scopes.values()].flatMap((scope) =>
    [...scope.symbols.values()].flatMap((symbol) => (symbol.kind === "param" && symbol.type?.kind === "scalar" ? [{ name: symbol.name, type: symbol.type.of as GraphParam["type"] }] : [])),
  );
  return readParams(declared, given);
}
