import chalk from "chalk";
import { plan as planGraph } from "../../stdlib/embed.ts";
import type { NodePlan } from "../../runtime/events.ts";
import { inputError } from "../exit.ts";
import { openPipeline, type PipelineOptions } from "../pipeline.ts";
import { printDiagnostics } from "../view/diagnostics.ts";
import { clean, reasonText } from "../view/tree.ts";

/** Shows what a run would execute, and why. */
export async function plan(file: string, options: PipelineOptions & { readonly json?: boolean; readonly cache?: boolean; readonly rerun?: readonly string[] }): Promise<void> {
  const opened = await openPipeline(file, options, "run");
  await printDiagnostics(opened.diagnostics, opened.texts);
  if (!opened.graph) {
    process.exitCode = inputError;
    return;
  }
  const nodes = await planGraph(opened.graph, {
    params: opened.params,
    folder: opened.folder,
    home: opened.project.home,
    noCache: options.cache === false,
    ...(options.rerun && { rerun: options.rerun }),
  });
  const params = Object.fromEntries(opened.graph.params.map((param) => [param.name, opened.params[param.name] ?? param.default ?? null]));
  if (options.json) process.stdout.write(`${JSON.stringify({ pipeline: opened.graph.pipeline, params, nodes })}\n`);
  else process.stdout.write(planText(params, nodes));
}

function planText(params: Readonly<Record<string, unknown>>, nodes: readonly NodePlan[]): string {
  const marks = { run: chalk.green("+ run      "), cached: chalk.blue("= cached   "), undecided: chalk.yellow("? undecided") };
  const width = Math.max(8, ...nodes.map((node) => clean(node.id).length));
  const rows = nodes.map((node) => `  ${marks[node.action]} ${clean(node.id).padEnd(width)} ${chalk.dim(clean(node.op))}  ${node.action === "undecided" ? chalk.dim("depends on what runs before it") : clean(reasonText(node.reason, node.detail))}`);
  const given = Object.entries(params).map(([name, value]) => `  ${name} = ${JSON.stringify(value)}`);
  const count = (action: NodePlan["action"]) => nodes.filter((node) => node.action === action).length;
  const summary = `${count("run")} to run, ${count("cached")} cached, ${count("undecided")} undecided`;
  return [...(given.length > 0 ? ["params:", ...given, ""] : []), ...rows, "", summary, ""].join("\n");
}
