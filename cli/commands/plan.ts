import chalk from "chalk";
import { plan as planGraph, planSql, type SqlStep } from "../../stdlib/embed.ts";
import type { NodePlan } from "../../runtime/events.ts";
import { inputError } from "../exit.ts";
import { openPipeline, type PipelineOptions } from "../pipeline.ts";
import { printDiagnostics } from "../view/diagnostics.ts";
import { clean, reasonText } from "../view/tree.ts";

/** Shows what a run would execute, and why. */
export async function plan(file: string, options: PipelineOptions & { readonly json?: boolean; readonly sql?: boolean; readonly cache?: boolean; readonly rerun?: readonly string[] }): Promise<void> {
  const opened = await openPipeline(file, options, "run");
  await printDiagnostics(opened.diagnostics, opened.texts);
  if (!opened.graph) {
    process.exitCode = inputError;
    return;
  }
  const around = { params: opened.params, folder: opened.folder, home: opened.project.home };
  if (options.sql) {
    const steps = await planSql(opened.graph, around);
    process.stdout.write(options.json ? `${JSON.stringify({ pipeline: opened.graph.pipeline, steps })}\n` : sqlText(steps));
    return;
  }
  const nodes = await planGraph(opened.graph, {
    ...around,
    noCache: options.cache === false,
    ...(options.rerun && { rerun: options.rerun }),
  });
  const params = Object.fromEntries(opened.graph.params.map((param) => [param.name, opened.params[param.name] ?? param.default ?? null]));
  if (options.json) process.stdout.write(`${JSON.stringify({ pipeline: opened.graph.pipeline, params, nodes })}\n`);
  else process.stdout.write(planText(opened.graph.params.map(({ name, type }) => `  ${name} = ${asWritten(params[name] ?? null, type)}`), nodes));
}

const units = {
  duration: [["d", 86_400_000], ["h", 3_600_000], ["m", 60_000], ["s", 1000], ["ms", 1]],
  bytes: [["GB", 1e9], ["MB", 1e6], ["KB", 1e3], ["B", 1]],
  share: [["%", 0.01]],
} as const;

/** A param's value as one writes it in the file: `15m`, `80%`. */
function asWritten(value: unknown, type: string): string {
  if (typeof value !== "number" || !(type in units)) return JSON.stringify(value);
  const known: readonly (readonly [string, number])[] = units[type as keyof typeof units];
  const [unit, size] = known.find(([, one]) => value !== 0 && Number.isInteger(Number((value / one).toPrecision(12)))) ?? known.at(-1) ?? ["", 1];
  return `${Number((value / size).toPrecision(12))}${unit}`;
}

/** The steps as statements with comments: what a person reads, and an engine's shell takes. */
function sqlText(steps: readonly SqlStep[]): string {
  const blocks = steps.map(({ id, op, fused, asks, rows = {}, why }) => {
    const title = `-- ${id}: ${op}${fused ? ", computed inside the step that reads it" : ""}`;
    const parts = Object.entries(rows).map(([part, sql]) => `${part === "" ? "" : `-- part ${part}\n`}${sql};`);
    return [title, ...asks.map((sql) => `-- asks first: ${sql}`), ...parts, ...(why === undefined ? [] : [`-- ${why}`])].map(clean).join("\n");
  });
  return `${blocks.join("\n\n")}\n`;
}

function planText(given: readonly string[], nodes: readonly NodePlan[]): string {
  const marks = { run: chalk.green("+ run      "), cached: chalk.blue("= cached   "), undecided: chalk.yellow("? undecided") };
  const width = Math.max(8, ...nodes.map((node) => clean(node.id).length));
  const rows = nodes.map((node) => `  ${marks[node.action]} ${clean(node.id).padEnd(width)} ${chalk.dim(clean(node.op))}  ${node.action === "undecided" ? chalk.dim("depends on what runs before it") : clean(reasonText(node.reason, node.detail))}`);
  const count = (action: NodePlan["action"]) => nodes.filter((node) => node.action === action).length;
  const summary = `${count("run")} to run, ${count("cached")} cached, ${count("undecided")} undecided`;
  return [...(given.length > 0 ? ["params:", ...given, ""] : []), ...rows, "", summary, ""].join("\n");
}
