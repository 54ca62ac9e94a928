import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Expr, Graph, GraphNode } from "../../language/graph/graph.ts";
import { catalogOf } from "../../language/nodes/catalog.ts";
import { float, input, int, list, optional, path, string, withDefault } from "../../language/nodes/parameter.ts";
import { object, scalar } from "../../language/types/type.ts";
import { datasetInput, defineNode, type NodeDefinition } from "../../runtime/node.ts";
import { run, type RunOptions } from "../../runtime/run.ts";
import { plan } from "../../runtime/plan.ts";
import type { RunEvent, RunFinished } from "../../runtime/events.ts";
import type { DatasetValue, Value } from "../../runtime/values.ts";
import { rowNumber } from "../../runtime/values.ts";

export interface NumberValue extends Value {
  readonly kind: "number";
  readonly value: number;
}

const number = input<NumberValue>("Number", "A number.");
const common = { version: 1, group: "custom", summary: "A toy.", examples: [], returns: "Number", infer: () => object("Number", { value: scalar("float") }) } as const;

/** Toy nodes that write down each time they really run, in the folder's `log`. */
export function toyCatalog(folder: string, overrides: readonly NodeDefinition[] = []) {
  const note = (text: string) => appendFile(join(folder, "log"), `${text}\n`);
  const nodes = [
    defineNode({
      ...common,
      name: "constant",
      takes: { value: float("The number.") },
      execution: { kind: "operation", where: "main", run: async ({ value }, { node }) => (await note(node.id), { kind: "number", value }) },
    }),
    defineNode({
      ...common,
      name: "add",
      takes: { numbers: list(number), plus: withDefault(float("More."), 0) },
      execution: {
        kind: "operation",
        where: "main",
        run: async ({ numbers, plus }, { node }) => {
          await note(node.id);
          return { kind: "number", value: numbers.reduce((sum, one) => sum + one.value, plus) };
        },
      },
    }),
    defineNode({
      ...common,
      name: "sign",
      takes: { of: number },
      execution: { kind: "operation", where: "main", run: async ({ of }, { node }) => (await note(node.id), { kind: "number", value: Math.sign(of.value) }) },
    }),
    defineNode({
      ...common,
      name: "slow",
      takes: { seconds: float("How long."), after: optional(number) },
      execution: {
        kind: "operation",
        where: "main",
        run: async ({ seconds }, { node, signal }) => {
          await new Promise<void>((resolve, reject) => {
            const timer = setTimeout(resolve, seconds * 1000);
            signal.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason as Error)), { once: true });
          });
          await note(node.id);
          return { kind: "number", value: seconds };
        },
      },
    }),
    defineNode({
      ...common,
      name: "flaky",
      takes: { failures: int("How often it fails first."), after: optional(number) },
      execution: {
        kind: "operation",
        where: "main",
        run: async ({ failures }, { node }) => {
          await note(`${node.id} tried`);
          const tried = (await logOf(folder)).filter((line) => line === `${node.id} tried`).length;
          if (tried <= failures) throw new Error(`not yet, at the ${tried}. time`);
          return { kind: "number", value: tried };
        },
      },
    }),
    defineNode({
      ...common,
      name: "publish",
      takes: { of: number, name: string("Its name.") },
      execution: { kind: "operation", where: "main", settled: true, run: async ({ of }, { node }) => (await note(node.id), { ...of }) },
    }),
    defineNode({
      ...common,
      name: "published",
      lookup: true,
      takes: {},
      infer: () => object("Number", { value: scalar("int") }),
      execution: { kind: "lookup", read: async () => ({ value: (await logOf(folder)).filter((line) => line === "release").length }) },
    }),
    defineNode({
      ...common,
      name: "rows",
      returns: "Dataset",
      rows: "source",
      takes: { count: int("How many.") },
      execution: {
        kind: "transform",
        plan: ({ count }): DatasetValue => {
          const schema = { columns: [{ name: "x", type: { kind: "int" }, nullable: false }] } as const;
          return { kind: "dataset", schema, table: { sql: `SELECT range AS ${rowNumber}, range * 2 AS x FROM range(${count})` }, path: { input: schema, steps: [] } };
        },
      },
    }),
    defineNode({
      ...common,
      name: "first",
      returns: "Dataset",
      rows: "subset",
      takes: { rows: datasetInput("Rows."), count: int("How many.") },
      execution: {
        kind: "transform",
        plan: async ({ rows, count }, context): Promise<DatasetValue> => ({
          ...rows,
          table: { sql: `SELECT * FROM ${await (await context.engine()).tableOf(rows)} WHERE ${rowNumber} < ${count}` },
        }),
      },
    }),
    defineNode({
      ...common,
      name: "count",
      takes: { rows: datasetInput("Rows.") },
      execution: {
        kind: "operation",
        where: "main",
        run: async ({ rows }, context) => {
          await note(context.node.id);
          const engine = await context.engine();
          const [row] = await engine.rows(`SELECT count(*) AS n FROM ${await engine.tableOf(rows)}`);
          return { kind: "number", value: Number(row?.["n"]) };
        },
      },
    }),
    defineNode({
      ...common,
      name: "halves",
      takes: { of: number },
      execution: {
        kind: "operation",
        where: "main",
        run: async ({ of }) => ({ kind: "parts", parts: { low: { kind: "number", value: Math.floor(of.value / 2) } as Value, high: { kind: "number", value: Math.ceil(of.value / 2) } as Value } }),
      },
    }),
    defineNode({
      ...common,
      name: "file",
      takes: { path: path("A file.") },
      observe: async ({ path: written }, host) => ({ identity: await host.digest(host.resolve(written ?? "")), facts: null }),
      execution: {
        kind: "operation",
        where: "main",
        run: async ({ path: written }, context) => {
          await note(context.node.id);
          return { kind: "number", value: Number(await readFile(context.resolve(written), "utf8")) } as Value;
        },
      },
    }),
  ];
  return catalogOf([...nodes.filter((node) => !overrides.some(({ name }) => name === node.name)), ...overrides], []);
}

export async function logOf(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, "log"), "utf8").catch(() => "");
  return text.split("\n").filter((line) => line !== "");
}

export async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "mlp-runtime-"));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Sketch = Partial<Pick<GraphNode, "inputs" | "params" | "when" | "policy" | "bound" | "parts">> & { readonly op: string };

export const ref = (node: string, part?: string): Expr => (part === undefined ? { node } : { node, part });
export const lit = (value: number | string | boolean | null): Expr => ({ literal: value });

/** A graph from its nodes' sketches, in order; each is bound to its own id. */
export function graphOf(sketches: Readonly<Record<string, Sketch>>, more: Partial<Graph> = {}): Graph {
  const nodes = Object.entries(sketches).map(([id, sketch]): GraphNode => ({
    id,
    version: 1,
    inputs: {},
    params: {},
    type: "Number",
    bound: [id],
    at: { file: "toy.mlp", start: 0, end: 1, line: 1, column: 1 },
    ...sketch,
  }));
  const bindings = Object.fromEntries(nodes.filter((node) => !node.parts).map((node) => [node.id, ref(node.id)]));
  return { format: "mlp.graph/1", pipeline: "toy", seed: 0, params: [], nodes, bindings, modules: [], ...more };
}

export async function runToy(folder: string, graph: Graph, options: Partial<RunOptions> = {}): Promise<{ events: RunEvent[]; finished: RunFinished; statuses: Record<string, string> }> {
  const handle = run(graph, { catalog: toyCatalog(folder), folder, home: join(folder, ".mlp"), shuffle: true, ...options });
  const events: RunEvent[] = [];
  for await (const event of handle) events.push(event);
  const finished = await handle.result;
  return { events, finished, statuses: Object.fromEntries(finished.nodes.map((node) => [node.id, node.status === "skipped" ? `skipped ${node.reason}` : node.status])) };
}

export async function planToy(folder: string, graph: Graph, options: Partial<RunOptions> = {}): Promise<Record<string, string>> {
  const plans = await plan(graph, { catalog: toyCatalog(folder), folder, home: join(folder, ".mlp"), ...options });
  return Object.fromEntries(plans.map(({ id, action, reason, detail }) => [id, [action, reason, detail].filter(Boolean).join(" ")]));
}

