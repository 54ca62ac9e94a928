import chalk from "chalk";
import { diffRuns, findRun, listRuns, type RunDifference, type RunRecord } from "../../runtime/runs.ts";
import { projectOf, type HomeOptions } from "../home.ts";
import { clean, reasonText, summaryText } from "../view/tree.ts";

/** Lists the runs of a project, or shows one. */
export async function runs(name: string | undefined, options: HomeOptions & { readonly json?: boolean }): Promise<void> {
  const { home } = await projectOf(options);
  if (name !== undefined) {
    const record = await findRun(home, name);
    process.stdout.write(options.json ? `${JSON.stringify(record)}\n` : oneRun(record));
    return;
  }
  const all = await listRuns(home);
  if (options.json) process.stdout.write(`${JSON.stringify(all.map(({ graph: _, ...record }) => record))}\n`);
  else process.stdout.write(all.length > 0 ? `${all.map(runLine).join("\n")}\n` : "there are no runs here yet\n");
}

const statusText = { succeeded: chalk.green, failed: chalk.red, cancelled: chalk.yellow, killed: chalk.red, running: chalk.cyan };

function runLine(record: RunRecord): string {
  const counts = ["executed", "cached", "skipped", "failed"].map((status) => [status, record.nodes?.filter((node) => node.status === status).length ?? 0] as const);
  const nodes = counts.filter(([, count]) => count > 0).map(([status, count]) => `${count} ${status}`);
  const seconds = record.seconds === undefined ? "" : ` ${record.seconds.toFixed(1)} s`;
  return `${record.run}  ${clean(record.pipeline).padEnd(14)} ${statusText[record.status](record.status.padEnd(9))}${chalk.dim(`${seconds.padStart(9)}  ${nodes.join(", ")}`)}${record.passed === false ? chalk.red("  checks failed") : ""}`;
}

function oneRun(record: RunRecord): string {
  const params = Object.entries(record.params).map(([name, value]) => `  ${name} = ${JSON.stringify(value)}`);
  const nodes = (record.nodes ?? []).map((node) => `  ${node.status.padEnd(8)} ${clean(node.id)} ${chalk.dim(`${clean(node.op)}  ${node.seconds.toFixed(2)} s  ${reasonText(node.reason)}`)}`);
  const outputs = Object.entries(record.outputs ?? {}).map(([name, value]) => `  ${clean(name)}: ${summaryText((value ?? {}) as Readonly<Record<string, unknown>>)}`);
  const mistakes = (record.diagnostics ?? []).map((diagnostic) => `  ${chalk.red(diagnostic.code)} ${clean(diagnostic.message)}`);
  const section = (title: string, lines: readonly string[]) => (lines.length > 0 ? ["", title, ...lines] : []);
  return [runLine(record), ...section("params", params), ...section("nodes", nodes), ...section("outputs", outputs), ...section("what went wrong", mistakes), ""].join("\n");
}

/** Compares two runs: params, nodes, scores. */
export async function diff(a: string, b: string, options: HomeOptions & { readonly json?: boolean }): Promise<void> {
  const { home } = await projectOf(options);
  const [before, after] = [await findRun(home, a), await findRun(home, b)];
  const difference = diffRuns(before, after);
  if (options.json) process.stdout.write(`${JSON.stringify({ a: before.run, b: after.run, ...difference })}\n`);
  else process.stdout.write(differenceText(before, after, difference));
}

function differenceText(a: RunRecord, b: RunRecord, { params, seed, nodes, metrics }: RunDifference): string {
  const signs = { added: chalk.green("+"), removed: chalk.red("-"), changed: chalk.yellow("~") };
  const number = (value: number | null) => (value === null ? "–" : value.toPrecision(5));
  const lines = [
    ...(seed ? [`  seed: ${seed[0]} → ${seed[1]}`] : []),
    ...Object.entries(params).map(([name, [before, after]]) => `  param ${clean(name)}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`),
    ...nodes.map(({ id, change, detail }) => `  ${signs[change]} ${clean(id)}${detail.length > 0 ? chalk.dim(` (${detail.map(clean).join(", ")})`) : ""}`),
    ...Object.entries(metrics).map(([name, [before, after]]) => `  ${clean(name)}: ${number(before)} → ${number(after)}${before !== null && after !== null ? chalk.dim(`  (${after >= before ? "+" : ""}${(after - before).toPrecision(3)})`) : ""}`),
  ];
  return `${a.run} → ${b.run}\n${lines.length > 0 ? lines.join("\n") : "  no difference in params, nodes and scores"}\n`;
}
