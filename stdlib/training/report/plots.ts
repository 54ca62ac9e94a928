import type { PlotOptions } from "@observablehq/plot";
import type { ReportValue } from "../report.ts";
import { shorten } from "./escape.ts";
import { curveColours } from "./style.ts";

type PlotLibrary = typeof import("@observablehq/plot");

/** A plot of a report: what it shows in words, how it is drawn, and its curves by name. */
export interface ReportPlot {
  readonly title: string;
  readonly caption: string;
  readonly options: PlotOptions;
  readonly legend: readonly string[];
}

const size = { width: 460, height: 340, marginLeft: 56, marginBottom: 44 } as const;
const soft = { stroke: "var(--soft)", strokeDasharray: "4 4" } as const;
const colour = (index: number): string => `var(--c${index + 1})`;
const most = { classes: 15, features: 20 } as const;

/** The plots that a report has data for, in the order in which they are read. */
export function reportPlots(report: ReportValue, plot: PlotLibrary): ReportPlot[] {
  return [confusionPlot, rocPlot, calibrationPlot, residualPlot, importancePlot].map((make) => make(report, plot)).filter((made) => made !== undefined);
}

const fewer = (shownOf: number, all: number, what: string): string => (all > shownOf ? ` The first ${shownOf} of ${all} ${what} are shown.` : "");

function rocPlot({ plots: { roc } }: ReportValue, plot: PlotLibrary): ReportPlot | undefined {
  if (!roc || roc.length === 0) return undefined;
  const curves = roc.slice(0, curveColours);
  const points = (index: number) => (curves[index]?.falsePositiveRate ?? []).map((x, at) => ({ x, y: curves[index]?.truePositiveRate[at] ?? 0 }));
  return {
    title: "ROC",
    caption: `How many of a class are found, for how many false alarms. The dashed line is guessing.${fewer(curves.length, roc.length, "classes")}`,
    legend: curves.map(({ label }) => label),
    options: {
      ...size,
      x: { domain: [0, 1], label: "false positive rate", grid: true },
      y: { domain: [0, 1], label: "true positive rate", grid: true },
      marks: [plot.line([[0, 0], [1, 1]], soft), ...curves.map((_, index) => plot.line(points(index), { x: "x", y: "y", stroke: colour(index), strokeWidth: 2 }))],
    },
  };
}

function calibrationPlot({ plots: { calibration } }: ReportValue, plot: PlotLibrary): ReportPlot | undefined {
  if (!calibration || calibration.length === 0) return undefined;
  const curves = calibration.slice(0, curveColours);
  const largest = Math.max(1, ...curves.flatMap(({ count }) => count));
  return {
    title: "Calibration",
    caption: `How often what was predicted with a probability came true. On the dashed line it did as often as said; larger dots stand for more rows.${fewer(curves.length, calibration.length, "classes")}`,
    legend: curves.map(({ label }) => label),
    options: {
      ...size,
      x: { domain: [0, 1], label: "predicted probability", grid: true },
      y: { domain: [0, 1], label: "observed share", grid: true },
      r: { type: "identity" },
      marks: [
        plot.line([[0, 0], [1, 1]], soft),
        ...curves.flatMap((curve, index) => {
          const points = curve.predicted.map((x, at) => ({ x, y: curve.observed[at] ?? 0, r: 2 + 4 * Math.sqrt((curve.count[at] ?? 0) / largest) }));
          return [plot.line(points, { x: "x", y: "y", stroke: colour(index) }), plot.dot(points, { x: "x", y: "y", r: "r", fill: colour(index) })];
        }),
      ],
    },
  };
}

/** Names that stay apart when they are shortened: those of a plot's bands must be different. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const short = shorten(name, 18);
    let label = short;
    for (let count = 2; taken.has(label); count++) label = `${short} (${count})`;
    taken.add(label);
    return label;
  });
}

const widthOf = (labels: readonly string[]): number => 24 + 7 * Math.max(4, ...labels.map((label) => [...label].length));

function confusionPlot({ model, plots: { confusion } }: ReportValue, plot: PlotLibrary): ReportPlot | undefined {
  if (!confusion || confusion.length === 0) return undefined;
  const shownClasses = confusion.slice(0, most.classes);
  const labels = distinct(shownClasses.map((_, index) => String(model.classes?.[index] ?? index)));
  const cells = shownClasses.flatMap((row, actual) => {
    const all = row.reduce((sum, count) => sum + count, 0);
    return row.slice(0, most.classes).map((count, predicted) => ({ actual: labels[actual] ?? "", predicted: labels[predicted] ?? "", count, share: all === 0 ? 0 : count / all }));
  });
  const few = labels.length <= 8;
  return {
    title: "Confusion matrix",
    caption: `Rows of each class by what was predicted for them; the stronger the colour, the larger the share of the class.${fewer(labels.length, confusion.length, "classes")}`,
    legend: [],
    options: {
      ...size,
      marginLeft: widthOf(labels),
      marginBottom: few ? 44 : widthOf(labels),
      x: { domain: labels, label: "predicted", ...(!few && { tickRotate: -60 }) },
      y: { domain: labels, label: "actual" },
      marks: [
        plot.cell(cells, { x: "predicted", y: "actual", fill: "var(--low)", inset: 1 }),
        plot.cell(cells, { x: "predicted", y: "actual", fill: "var(--c1)", fillOpacity: (cell: { share: number }) => 0.45 * cell.share, inset: 1 }),
        plot.text(cells, { x: "predicted", y: "actual", text: (cell: { count: number }) => cell.count.toLocaleString("en"), fill: "currentColor", fontSize: few ? 13 : 9 }),
      ],
    },
  };
}

function residualPlot({ plots: { residuals } }: ReportValue, plot: PlotLibrary): ReportPlot | undefined {
  if (!residuals || residuals.predicted.length === 0) return undefined;
  const points = residuals.predicted.map((x, index) => ({ x, y: residuals.residual[index] ?? 0 }));
  return {
    title: "Residuals",
    caption: "How far the truth lies from the prediction. A model that misses nothing leaves a cloud without a shape around zero.",
    legend: [],
    options: {
      ...size,
      x: { label: "predicted", grid: true, nice: true },
      y: { label: "actual − predicted", grid: true, nice: true },
      marks: [plot.ruleY([0], soft), plot.dot(points, { x: "x", y: "y", r: 2.2, fill: colour(0), fillOpacity: 0.55 })],
    },
  };
}

function importancePlot({ plots: { importance } }: ReportValue, plot: PlotLibrary): ReportPlot | undefined {
  if (!importance || importance.length === 0) return undefined;
  const largest = [...importance].sort((a, b) => b.value - a.value).slice(0, most.features);
  const labels = distinct(largest.map(({ feature }) => feature));
  const bars = largest.map(({ value }, index) => ({ feature: labels[index] ?? "", value }));
  return {
    title: "Importance",
    caption: `How much each column matters to the predictions.${importance.length > largest.length ? ` The largest ${largest.length} of ${importance.length} are shown.` : ""}`,
    legend: [],
    options: {
      ...size,
      height: Math.max(120, 60 + 22 * bars.length),
      marginLeft: widthOf(labels),
      x: { label: "importance", grid: true },
      y: { domain: labels, label: null },
      marks: [plot.barX(bars, { x: "value", y: "feature", fill: colour(0), insetTop: 2, insetBottom: 2 }), plot.ruleX([0], { stroke: "var(--soft)" })],
    },
  };
}
