import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Source } from "../../language/check/check.ts";
import { diagnose, type Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { expectationSkipped } from "../../language/diagnostics/registry/testing.ts";
import type { Graph } from "../../language/graph/graph.ts";
import { parse } from "../../language/syntax/parse.ts";
import type { Span } from "../../language/syntax/span.ts";
import type { RunFinished } from "../../runtime/events.ts";
import type { NodeDefinition } from "../../runtime/node.ts";
import { run } from "../../runtime/run.ts";
import { catalogWith } from "../catalog.ts";
import { compiler } from "../compiler.ts";
import { expectation } from "./expectation.ts";

export interface TestOptions {
  /** Nodes of your own, beside those of the standard library. */
  readonly nodes?: readonly NodeDefinition[];
  /** Which tests, by their names. Default: all. */
  readonly only?: (name: string) => boolean;
  readonly signal?: AbortSignal;
}

export interface TestOutcome {
  readonly name: string;
  readonly at: Span;
  /** `broken`: the test itself has a mistake, or what it tests; nothing was run. */
  readonly status: "passed" | "failed" | "broken";
  readonly seconds: number;
  /** Why it has not passed. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The tests of a file, in their order. */
export function testsIn({ file, text }: Source): readonly { readonly name: string; readonly at: Span }[] {
  return parse(file, text).ast.statements.flatMap((statement) => (statement.kind === "test" ? [{ name: statement.name.text, at: statement.name.span }] : []));
}

/** Runs the tests of a file one after the other, each in a state of its own that is thrown away. Services are not started. */
export async function* runTests(source: Source, { nodes = [], only = () => true, signal }: TestOptions = {}): AsyncGenerator<TestOutcome, void> {
  const own = compiler({ nodes });
  for (const { name, at } of testsIn(source).filter((test) => only(test.name))) {
    if (signal?.aborted) return;
    const began = performance.now();
    const { graph, diagnostics } = await own.test(source, name);
    const finished = graph && (await runOnce(graph, dirname(source.file), nodes, signal));
    const seconds = (performance.now() - began) / 1000;
    if (!graph || !finished) yield { name, at, status: "broken", seconds, diagnostics };
    else yield { name, at, seconds, ...verdictOf(finished, graph) };
  }
}

async function runOnce(graph: Graph, folder: string, nodes: readonly NodeDefinition[], signal: AbortSignal | undefined): Promise<RunFinished> {
  const home = await mkdtemp(join(tmpdir(), "mlp-test-"));
  try {
    const modules = graph.modules.map((module) => resolve(folder, module));
    const catalog = await catalogWith(modules, [...nodes, expectation]);
    return await run(graph, { folder, home, catalog, services: "describe", inMemory: new Set(nodes.map((node) => node.name)), ...(signal && { signal }) }).result;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** An expectation that was not looked at has not been met. */
function verdictOf({ nodes, diagnostics, status }: RunFinished, graph: Graph): Pick<TestOutcome, "status" | "diagnostics"> {
  const places = new Map(graph.nodes.map((node) => [node.id, node]));
  const skipped = nodes.flatMap(({ id, status: outcome, reason }) => {
    const node = places.get(id);
    if (node?.op !== "expectation" || outcome !== "skipped" || reason === "upstream_failed" || reason === "cancelled") return [];
    const written = node.params["written"];
    return [diagnose(expectationSkipped, node.at, { written: written && "literal" in written ? String(written.literal) : "this" })];
  });
  const all = [...diagnostics, ...skipped].sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
  return { status: status === "succeeded" && all.length === 0 ? "passed" : "failed", diagnostics: all };
}
