import { availableParallelism } from "node:os";
import type { Catalog } from "../language/nodes/catalog.ts";
import type { GraphNode, Graph, Literal, Expr } from "../language/graph/graph.ts";
import { childrenOf, dependenciesOf } from "../language/graph/graph.ts";
import { contextOf } from "./context.ts";
import { fingerprintOf, type Ingredients } from "./fingerprint.ts";
import { ProjectHost } from "./host.ts";
import type { Context, NodeDefinition } from "./node.ts";
import { readParams } from "./params.ts";
import { definitionOf, type NodeState, type Surroundings } from "./settle.ts";
import { stopFrom } from "./stop.ts";
import { ResultCache } from "./store/cache.ts";

/** What is asked of a plan or a run. */
export interface SessionOptions {
  readonly catalog: Catalog<NodeDefinition>;
  /** The pipeline's folder: its paths are relative to it. */
  readonly folder: string;
  /** The project's state. */
  readonly home: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Nothing in the store counts. */
  readonly noCache?: boolean;
  /** What the process may use, in bytes: beyond it, tables go to the disk. Default: 80 % of the machine's memory. */
  readonly memory?: number;
  /** These nodes, and so what depends on them, run. */
  readonly rerun?: readonly string[];
}

/** One graph with its surroundings: what a plan and a run have in common. */
export class Session {
  readonly graph: Graph;
  readonly catalog: Catalog<NodeDefinition>;
  readonly host: ProjectHost;
  readonly cache: ResultCache;
  readonly params: Readonly<Record<string, Literal>>;
  readonly options: SessionOptions;
  readonly states = new Map<string, NodeState>();
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly #readers: ReadonlyMap<string, readonly GraphNode[]>;
  #lookingUp: ReadonlySet<string> | undefined;

  constructor(graph: Graph, options: SessionOptions) {
    this.graph = graph;
    this.options = options;
    this.catalog = options.catalog;
    this.host = new ProjectHost(options.folder, options.home, options);
    this.cache = new ResultCache(options.home, this.host.objects);
    const given = readParams(graph.params, options.params ?? {});
    this.params = { ...Object.fromEntries(graph.params.map(({ name, default: preset }) => [name, preset ?? null])), ...given };
    this.nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    this.#readers = readersIn(graph);
  }

  /** The nodes that are work: bindings that are only expressions are evaluated where they are used. */
  get work(): readonly GraphNode[] {
    return this.graph.nodes.filter((node) => node.op !== "value");
  }

  definition(node: GraphNode): NodeDefinition {
    return definitionOf(this.catalog, node.op, node.version);
  }

  /** A table that the engine will compute, but that is kept neither for the user nor for several readers, is never written. */
  isFused(node: GraphNode): boolean {
    const readers = this.readers(node);
    return this.definition(node).execution.kind === "transform" && !node.parts && node.bound.length === 0 && readers.length === 1 && readers[0]?.op !== "value";
  }

  /** Whether a node's result depends on a lookup, by itself or through others. */
  looksUp(id: string): boolean {
    return (this.#lookingUp ??= lookingUp(this.graph)).has(id);
  }

  readers(node: GraphNode): readonly GraphNode[] {
    return this.#readers.get(node.id) ?? [];
  }

  /** All that an expression may refer to, by the states so far. */
  surroundings(context: Context): Surroundings {
    return {
      catalog: this.catalog,
      params: this.params,
      valueOf: (id) => valueOf(this.nodes.get(id)),
      stateOf: (id) => this.states.get(id) ?? { state: "undecided" },
      lookUp: async (definition, args) => {
        if (definition.execution.kind !== "lookup") return null;
        return definition.execution.read({ ...args, rest: {} } as Parameters<typeof definition.execution.read>[0], context);
      },
    };
  }

  context(node: GraphNode, run: string, signal: AbortSignal, log: Context["log"], progress: Context["progress"]): Context {
    return contextOf({
      host: this.host,
      catalog: this.catalog,
      node: { id: node.id, op: node.op, ...(node.rows && { rows: node.rows }) },
      pipeline: this.graph.pipeline,
      run,
      seed: this.graph.seed,
      signal,
      stop: stopFrom(signal),
      log,
      progress,
    });
  }

  /** Writes down what a node's result comes from, for the reasons of the next plan. */
  async remember({ node, ingredients, fingerprint }: { readonly node: GraphNode; readonly ingredients: Ingredients; readonly fingerprint: string }): Promise<void> {
    const last = await this.cache.lastOf(this.graph.pipeline, node.id);
    if (!last || fingerprintOf(last) !== fingerprint) await this.cache.rememberLast(this.graph.pipeline, node.id, ingredients);
  }

  close(): Promise<void> {
    return this.host.close();
  }
}

const valueOf = (node: GraphNode | undefined): Expr | undefined => (node?.op === "value" ? node.params["value"] : undefined);

function lookingUp(graph: Graph): ReadonlySet<string> {
  const found = new Set<string>();
  const asks = (expr: Expr): boolean => "lookup" in expr || childrenOf(expr).some(asks);
  for (const node of graph.nodes) {
    const direct = [...Object.values(node.inputs), ...Object.values(node.params)].some(asks);
    if (direct || dependenciesOf(node).some((id) => found.has(id))) found.add(node.id);
  }
  return found;
}

/** The nodes that read each node's result. */
function readersIn(graph: Graph): Map<string, GraphNode[]> {
  const readers = new Map<string, GraphNode[]>();
  for (const node of graph.nodes) {
    for (const id of dependenciesOf(node)) readers.set(id, [...(readers.get(id) ?? []), node]);
  }
  return readers;
}

export const defaultJobs = (): number => availableParallelism();
