import chalk, { chalkStderr } from "chalk";
import { createLogUpdate } from "log-update";
import { classificationMetrics, regressionMetrics } from "../../stdlib/training/report.ts";
import type { Finding, NodeOutcome, Reason, RunEvent, RunFinished } from "../../runtime/events.ts";

/** Renders a run's events; `finish` leaves the last picture on the screen. */
export interface RunView {
  show(event: RunEvent): void;
  /** Something to read beside the events. */
  say(message: string): void;
  finish(): void;
}

interface Line {
  readonly id: string;
  readonly op: string;
  state: "waiting" | "running" | "serving" | NodeOutcome["status"];
  reason: string;
  started?: number;
  seconds?: number;
  done?: number;
  note?: string;
  summary?: Readonly<Record<string, unknown>>;
  /** What the node found in its data, to stand below it. */
  readonly findings: Finding[];
}

const reasons: Readonly<Record<Reason, string>> = {
  new: "new",
  definition_changed: "its definition changed",
  parameter_changed: "parameter changed",
  input_changed: "input changed",
  file_changed: "file changed",
  seed_changed: "seed changed",
  artefact_missing: "its artefact was gone",
  artefact_damaged: "its artefact was damaged",
  needed: "needed by what follows",
  forced: "asked for",
  service: "service",
  described: "not started here",
  round: "one round",
  cached: "unchanged",
  gate_closed: "its gate is closed",
  upstream_skipped: "what it needs was skipped",
  upstream_failed: "what it needs failed",
  cancelled: "stopped",
};

export const reasonText = (reason: Reason, detail?: string): string => (detail ? `${reasons[reason]}: ${detail}` : reasons[reason]);

const spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** A live tree on a terminal. Names and messages come from the user's file and data: control characters are not passed on. */
export function liveTree(stream: NodeJS.WriteStream): RunView {
  const update = createLogUpdate(stream, { showCursor: true });
  const lines = new Map<string, Line>();
  let frame = 0;
  let title = "";
  const draw = () => {
    frame++;
    const rows = [...lines.values()].flatMap((line) => [renderLine(line, frame, widest(lines)), ...line.findings.flatMap((finding) => findingRows(finding, stream.columns ?? 80))]);
    // A tree taller than the screen cannot be redrawn: show what moves.
    const room = Math.max(5, (stream.rows ?? 24) - 2);
    const shown = rows.length <= room ? rows : [...rows.slice(0, 2), chalkStderr.dim(`  … ${rows.length - room} more`), ...rows.slice(rows.length - room + 3)];
    update([title, ...shown].map((row) => fit(row, stream.columns ?? 80)).join("\n"));
  };
  const timer = setInterval(draw, 100);
  timer.unref();
  // What is to stay on the screen is written where the tree was, and the tree below it.
  const say = (message: string) => {
    update.clear();
    stream.write(`${message}\n`);
    draw();
  };
  return {
    say,
    show(event) {
      if (event.event === "run.started") title = chalkStderr.bold(clean(event.pipeline)) + chalkStderr.dim(`  run ${event.run}`);
      if (event.event === "node.log" && event.level === "warning" && event.code === undefined) say(`${chalkStderr.yellow("!")} ${clean(event.id)}: ${clean(event.message)}`);
      apply(lines, event);
      if (event.event === "run.finished" || event.event === "service.started") draw();
    },
    finish() {
      clearInterval(timer);
      draw();
      update.done();
    },
  };
}

/** Plain lines, one for each thing that ends: for logs and pipes. */
export function plainLines(write: (text: string) => void): RunView {
  const lines = new Map<string, Line>();
  return {
    say: (message) => write(`${message}\n`),
    show(event) {
      apply(lines, event);
      if (event.event === "run.started") write(`${clean(event.pipeline)}  run ${event.run}\n`);
      if (event.event === "node.log" && event.code === undefined) write(`  ${event.level === "warning" ? "warning: " : ""}${clean(event.id)}: ${clean(event.message)}\n`);
      if (event.event === "node.retried") write(`  ${clean(event.id)}: failed, tried again (${clean(event.error.message)})\n`);
      const line = "id" in event ? lines.get(event.id) : undefined;
      // A service that is up is told once, when it serves.
      const isUp = event.event === "node.finished" && event.reason === "service";
      if (line && ((event.event === "node.finished" && !isUp) || event.event === "service.started")) write(`${[renderLine(line, 0, widest(lines)), ...line.findings.flatMap((finding) => findingRows(finding))].join("\n")}\n`);
    },
    finish() {},
  };
}

function apply(lines: Map<string, Line>, event: RunEvent): void {
  if (event.event === "run.started") {
    for (const { id, op, reason, detail } of event.nodes) lines.set(id, { id, op, state: "waiting", reason: reasonText(reason, detail), findings: [] });
    return;
  }
  if (!("id" in event)) return;
  const line = lines.get(event.id) ?? { id: event.id, op: "op" in event ? event.op : "", state: "waiting" as const, reason: "", findings: [] };
  lines.set(event.id, line);
  switch (event.event) {
    case "node.started":
      line.state = "running";
      line.started = Date.now();
      line.reason = reasonText(event.reason, event.detail);
      break;
    case "node.progress":
      line.done = event.done;
      if (event.note !== undefined) line.note = event.note;
      break;
    case "node.log":
      if (event.code !== undefined) line.findings.push({ code: event.code, message: event.message, ...(event.help !== undefined && { help: event.help }) });
      break;
    case "node.finished":
      line.state = event.status;
      line.seconds = event.seconds;
      line.reason = reasonText(event.reason);
      if (event.summary) line.summary = event.summary;
      break;
    case "service.started":
      line.state = "serving";
      line.summary = event.summary;
      break;
    case "service.stopped":
      line.state = "executed";
      break;
    default:
      break;
  }
}

/** A finding below its node, folded to the terminal's width. */
function findingRows({ code, message, help }: Finding, width = Number.POSITIVE_INFINITY): readonly string[] {
  const head = folded(`warning[${clean(code)}]: ${clean(message)}`, width - 6).map((row, place) => (place === 0 ? `    ${chalkStderr.yellow(row)}` : `      ${chalkStderr.yellow(row)}`));
  return help === undefined ? head : [...head, ...folded(`= fix: ${clean(help)}`, width - 7).map((row) => `      ${row}`)];
}

function folded(text: string, width: number): readonly string[] {
  const rows: string[] = [];
  for (const word of text.split(" ")) {
    const last = rows.at(-1);
    if (last === undefined || last.length + 1 + word.length >= width) rows.push(word);
    else rows[rows.length - 1] = `${last} ${word}`;
  }
  return rows;
}

const widest = (lines: ReadonlyMap<string, Line>) => Math.min(32, Math.max(8, ...[...lines.values()].map((line) => clean(line.id).length)));

function renderLine(line: Line, frame: number, width: number): string {
  const marks: Readonly<Record<Line["state"], string>> = {
    waiting: chalkStderr.dim("·"),
    running: chalkStderr.cyan(spinner[frame % spinner.length] ?? "*"),
    serving: chalkStderr.green("●"),
    executed: chalkStderr.green("✓"),
    cached: chalkStderr.blue("="),
    skipped: chalkStderr.yellow("↷"),
    failed: chalkStderr.red("✗"),
  };
  const seconds = line.seconds ?? (line.state === "running" && line.started !== undefined ? (Date.now() - line.started) / 1000 : undefined);
  const time = seconds === undefined || line.state === "cached" || line.state === "skipped" ? "" : chalkStderr.dim(` ${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1)} s`);
  const progress = line.state === "running" && line.done !== undefined ? ` ${Math.round(line.done * 100)} %${line.note ? chalkStderr.dim(` ${clean(line.note)}`) : ""}` : "";
  const isDescribed = line.state === "executed" && line.reason === reasons.described;
  const facts = line.summary && !isDescribed ? `  ${summaryText(line.summary)}` : "";
  const why = line.state === "waiting" ? "" : chalkStderr.dim(`  ${clean(line.reason)}`);
  return `  ${isDescribed ? chalkStderr.dim("○") : marks[line.state]} ${clean(line.id).padEnd(width)} ${chalkStderr.dim(clean(line.op))}${progress}${time}${facts}${why}`;
}

/** `1 row`, `2,000 rows`. */
export const countOf = (count: number, thing: string): string => `${count.toLocaleString("en-US")} ${thing}${count === 1 ? "" : "s"}`;

/** A value in a few words: its rows, its scores, its address. */
export function summaryText(summary: Readonly<Record<string, unknown>>): string {
  const count = (value: unknown) => Number(value).toLocaleString("en-US");
  if (summary["kind"] === "dataset") return `${countOf(Number(summary["rows"]), "row")} × ${Array.isArray(summary["columns"]) ? countOf(summary["columns"].length, "column") : "? columns"}`;
  if (summary["kind"] === "report" || summary["kind"] === "cross_validation") return metricsText(summary["metrics"]);
  if (summary["kind"] === "model_version") return `${clean(String(summary["name"]))} v${String(summary["version"])}`;
  if (summary["kind"] === "endpoint") return `http://${String(summary["host"])}:${String(summary["port"])}`;
  if (summary["kind"] === "parts" && typeof summary["parts"] === "object" && summary["parts"] !== null) {
    return Object.entries(summary["parts"])
      .map(([name, part]) => `${clean(name)} ${count((part as { rows?: unknown }).rows)}`)
      .join(", ");
  }
  return "";
}

function metricsText(metrics: unknown): string {
  if (typeof metrics !== "object" || metrics === null) return "";
  return Object.entries(metrics)
    .slice(0, 4)
    .map(([name, value]) => `${name} ${typeof value === "number" ? value.toPrecision(4) : String(value)}`)
    .join("  ");
}

/** What a reader wants to know when a run is over: the scores, the model, what failed. */
export function closing(finished: RunFinished, { scoresShown = false }: { readonly scoresShown?: boolean } = {}): string {
  const of = (status: NodeOutcome["status"]) => finished.nodes.filter((node) => node.status === status).length;
  const counts = (["executed", "cached", "skipped", "failed"] as const).filter((status) => of(status) > 0).map((status) => `${of(status)} ${status}`);
  const verdict = finished.passed === false ? chalk.red("checked") : { succeeded: chalk.green("succeeded"), failed: chalk.red("failed"), cancelled: chalk.yellow("stopped") }[finished.status];
  const lines = [`${verdict} in ${finished.seconds.toFixed(1)} s: ${counts.join(", ") || "nothing to do"}`];
  if (finished.passed !== undefined) lines.push(finished.passed ? chalk.green("all checks of the monitors passed") : chalk.red("checks of a monitor failed: see above"));
  for (const [name, output] of Object.entries(finished.outputs)) {
    const value = output as Readonly<Record<string, unknown>> | null;
    if (value?.["kind"] === "cross_validation" || (value?.["kind"] === "report" && !scoresShown)) lines.push("", ...scoreTable(name, value));
    if (value?.["kind"] === "model_version") lines.push("", `${clean(name)}: registered ${chalk.bold(`${clean(String(value["name"]))} v${String(value["version"])}`)}`);
  }
  return `${lines.join("\n")}\n`;
}

/** As the reference lists them; others come last. */
const metricOrder: readonly string[] = [...classificationMetrics, ...regressionMetrics];

export function scoreTable(name: string, report: Readonly<Record<string, unknown>>): string[] {
  const place = (name: string) => (metricOrder.indexOf(name) + metricOrder.length + 1) % (metricOrder.length + 1);
  const metrics = Object.entries((report["metrics"] ?? {}) as Readonly<Record<string, number>>).sort(([a], [b]) => place(a) - place(b));
  const baseline = (report["baseline"] ?? {}) as Readonly<Record<string, number>>;
  const intervals = (report["intervals"] ?? {}) as Readonly<Record<string, readonly [number, number]>>;
  const spread = report["spread"] as Readonly<Record<string, number>> | undefined;
  const number = (value: number | undefined) => (value === undefined || !Number.isFinite(value) ? "–" : value.toPrecision(4));
  const rows = metrics.map(([metric, value]) => {
    const interval = intervals[metric];
    const range = chalk.dim((interval ? ` [${number(interval[0])}, ${number(interval[1])}]` : spread ? ` ± ${number(spread[metric])}` : "").padEnd(spread ? 12 : 22));
    return `  ${metric.padEnd(12)} ${chalk.bold(number(value).padStart(8))}${range} ${chalk.dim(`baseline ${number(baseline[metric])}`)}`;
  });
  return [`${clean(name)}: ${spread ? "mean of the folds ± standard deviation" : "scores with 95 % confidence"}`, ...rows];
}

/** Control characters of untrusted text must not reach the terminal. */
export function clean(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "�");
}

/** Cuts a line to the terminal's width; colour codes count for nothing. */
function fit(row: string, width: number): string {
  let shown = 0;
  let cut = "";
  for (const part of row.split(/(\u001b\[[0-9;]*m)/)) {
    if (part.startsWith("\u001b[")) cut += part;
    else {
      const room = Math.max(0, width - 1 - shown);
      cut += part.length > room ? part.slice(0, room) : part;
      shown += part.length;
    }
  }
  return cut;
}
