import { join, resolve } from "node:path";
import type { Diagnostic } from "../language/diagnostics/diagnostic.ts";
import type { Graph, GraphParam, Literal } from "../language/graph/graph.ts";
import type { NodePlan } from "../runtime/events.ts";
import type { NodeDefinition } from "../runtime/node.ts";
import { readParams } from "../runtime/params.ts";
import { plan as planGraph } from "../runtime/plan.ts";
import { findProject } from "../runtime/project.ts";
import { run as runGraph, type RunHandle, type RunOptions } from "../runtime/run.ts";
import type { SqlStep } from "../runtime/sql-plan.ts";
import { catalogWith } from "./catalog.ts";
import { compiler } from "./compiler.ts";
import { runTests, type TestOutcome } from "./testing/run-tests.ts";

export type { Diagnostic, Graph, TestOutcome };
export { compiler, type StandardCompiler } from "./compiler.ts";
export type { Expr } from "../language/graph/graph.ts";
export type { RunEvent, RunFinished, NodePlan } from "../runtime/events.ts";
export type { RunHandle } from "../runtime/run.ts";
export type { SqlStep } from "../runtime/sql-plan.ts";
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

/** The SQL of a graph's data steps, with the names of steps where one reads another. Nothing is run. */
export async function planSql(graph: Graph, options: RunGraphOptions = {}): Promise<readonly SqlStep[]> {
  const { sqlPlan } = await import("../runtime/sql-plan.ts");
  return sqlPlan(graph, await completed(graph, options));
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

/** Runs the tests that stand in a pipeline's text, each in a state of its own that is thrown away. */
export async function* test(source: string, options: Pick<CompileOptions, "nodes" | "file"> & { readonly signal?: AbortSignal } = {}): AsyncGenerator<TestOutcome, void> {
  yield* runTests({ file: resolve(options.file ?? "pipeline.mlp"), text: source }, options);
}
