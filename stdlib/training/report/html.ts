import type { PlotOptions } from "@observablehq/plot";
import type { RunWarning } from "../../../runtime/events.ts";
import type { ReportValue } from "../report.ts";
import { smallerIsBetter } from "../report.ts";
import { escapeHtml, shorten } from "./escape.ts";
import { reportPlots, type ReportPlot } from "./plots.ts";
import { style } from "./style.ts";

/** Where a report comes from. `name` is its binding in the pipeline, `time` is shown as it is given. */
export interface ReportContext {
  readonly pipeline: string;
  readonly run: string;
  readonly time: string;
  readonly name: string;
  /** What the nodes of the run found in their data. */
  readonly warnings?: readonly RunWarning[];
}

/**
 * A report as one HTML page that needs nothing else: no scripts, no network, light and dark as the reader's system is.
 * Names from data are shown as text, whatever they hold.
 */
export async function renderReport(report: ReportValue, context: ReportContext): Promise<string> {
  const title = `${context.name} · ${context.pipeline}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${headOf(report, context)}
${warningsOf(context)}${notesOf(report)}
<h2>Metrics</h2>
${metricsOf(report)}
${await plotsOf(report)}
</main>
</body>
</html>
`;
}

function headOf({ task, model, rows }: ReportValue, { pipeline, run, time, name }: ReportContext): string {
  const classes = model.classes?.map(String) ?? [];
  const facts: readonly (readonly [string, string])[] = [
    ["Model", model.estimator],
    ["Target", model.target],
    ["Rows judged on", rows.toLocaleString("en")],
    ...(classes.length > 0 ? [["Classes", listed(classes)] as const] : []),
    ...(model.positive === undefined ? [] : [["Positive class", String(model.positive)] as const]),
    ["Run", run],
    ["Time", time],
  ];
  return `<h1>${escapeHtml(name)}</h1>
<p class="lead">${escapeHtml(pipeline)} · ${task}</p>
<dl>
${facts.map(([term, value]) => `<div><dt>${term}</dt><dd>${escapeHtml(shorten(value, 200))}</dd></div>`).join("\n")}
</dl>`;
}

function listed(names: readonly string[]): string {
  const few = names.slice(0, 8).map((name) => shorten(name)).join(", ");
  return names.length > 8 ? `${few}, and ${names.length - 8} more` : few;
}

function warningsOf({ warnings = [] }: ReportContext): string {
  if (warnings.length === 0) return "";
  const items = warnings.map(({ node, code, message, help }) => `<li><strong>${escapeHtml(code)}</strong> in ${escapeHtml(node)}: ${escapeHtml(message)}${help === undefined ? "" : `<br>Fix: ${escapeHtml(help)}`}</li>`);
  return `<h2>Warnings</h2>\n<ul class="notes">\n${items.join("\n")}\n</ul>\n`;
}

function notesOf({ notes }: ReportValue): string {
  if (notes.length === 0) return "";
  return `<h2>Notes</h2>\n<ul class="notes">\n${notes.map((note) => `<li>${escapeHtml(note)}</li>`).join("\n")}\n</ul>`;
}

const titles: Readonly<Record<string, string>> = {
  accuracy: "Accuracy",
  precision: "Precision",
  recall: "Recall",
  f1: "F1",
  roc_auc: "ROC AUC",
  log_loss: "Log loss",
  brier: "Brier score",
  mcc: "Matthews correlation",
  r2: "R²",
  rmse: "Root mean squared error",
  mae: "Mean absolute error",
  mape: "Mean absolute percentage error",
};

function metricsOf({ metrics, intervals, baseline }: ReportValue): string {
  const rows = Object.entries(metrics).map(([metric, value]) => {
    const interval = intervals[metric];
    const better = smallerIsBetter.has(metric) ? "smaller is better" : "larger is better";
    const cells = [
      `<th scope="row">${escapeHtml(titles[metric] ?? metric)} <span class="hint">${better}</span></th>`,
      `<td class="value">${numberText(value)}</td>`,
      `<td>${interval ? `${numberText(interval[0])} – ${numberText(interval[1])}` : "—"}</td>`,
      `<td>${numberText(baseline[metric])}</td>`,
    ];
    return `<tr>${cells.join("")}</tr>`;
  });
  return `<div class="wide"><table>
<thead><tr><th scope="col">Metric</th><th scope="col">Value</th><th scope="col">95 % interval</th><th scope="col">Baseline</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table></div>`;
}

/** Four significant digits; a value that is not a number is a dash. */
function numberText(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return "—";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return value.toExponential(3).replace("-", "−").replace("e+", "e");
  return value.toLocaleString("en", size >= 1000 ? { maximumFractionDigits: 0 } : { minimumSignificantDigits: 4, maximumSignificantDigits: 4 }).replace("-", "−");
}

async function plotsOf(report: ReportValue): Promise<string> {
  const plot = await import("@observablehq/plot");
  const plots = reportPlots(report, plot);
  if (plots.length === 0) return "";
  const { parseHTML } = await import("linkedom");
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const figures = plots.map((each) => {
    const svg = plot.plot({ ...each.options, document: document as unknown as NonNullable<PlotOptions["document"]>, ariaLabel: each.title, style: { background: "none", color: "currentColor" } });
    svg.setAttribute("role", "img");
    return figureOf(each, svg.outerHTML);
  });
  return `<h2>Plots</h2>\n<div class="plots">\n${figures.join("\n")}\n</div>`;
}

function figureOf({ title, caption, legend }: ReportPlot, svg: string): string {
  const items = legend.length < 2 ? [] : legend.map((label, index) => `<li><i class="k${index + 1}"></i>${escapeHtml(shorten(label))}</li>`);
  return `<figure>
<h3>${title}</h3>
<figcaption>${escapeHtml(caption)}</figcaption>
${svg}${items.length > 0 ? `\n<ul class="legend">${items.join("")}</ul>` : ""}
</figure>`;
}
