import type { PlotOptions } from "@observablehq/plot";
import { escapeHtml, shorten } from "../../training/report/escape.ts";
import { style } from "../../training/report/style.ts";
import type { Bin, ColumnPicture, Frequent, Picture } from "./picture.ts";

/** So many columns are drawn; the table has all. */
const mostDrawn = 200;

/** A page that needs nothing else: no scripts, no network, light and dark. Names and values are shown as text, whatever they hold. */
export async function renderProfile(picture: Picture, name: string): Promise<string> {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(shorten(name, 80))}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(shorten(name, 80))}</h1>
<p class="lead">${picture.rows.toLocaleString("en")} rows · ${picture.columns.length.toLocaleString("en")} columns</p>
<h2>Columns</h2>
${tableOf(picture)}
${await figuresOf(picture)}
</main>
</body>
</html>
`;
}

const heads = ["column", "type", "missing", "distinct", "mean", "std", "min", "median", "max"] as const;

function tableOf({ rows, columns }: Picture): string {
  const lines = columns.map(({ statistics: of }) => {
    const missing = Number(of["missing"]);
    const cells = [
      `<th scope="row">${escapeHtml(shorten(String(of["column"])))}</th>`,
      `<td>${escapeHtml(shorten(String(of["type"])))}</td>`,
      `<td>${missing === 0 ? "0" : `${missing.toLocaleString("en")} <span class="hint">${percent(missing, rows)}</span>`}</td>`,
      `<td>${Number(of["distinct"]).toLocaleString("en")}</td>`,
      ...["mean", "std"].map((name) => `<td>${shown(of[name])}</td>`),
      `<td>${shown(of["min"] ?? of["first"])}</td>`,
      `<td>${shown(of["median"])}</td>`,
      `<td>${shown(of["max"] ?? of["last"])}</td>`,
    ];
    return `<tr>${cells.join("")}</tr>`;
  });
  return `<div class="wide"><table>\n<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join("")}</tr></thead>\n<tbody>\n${lines.join("\n")}\n</tbody>\n</table></div>`;
}

const percent = (part: number, of: number): string => (of === 0 ? "" : `${Number(((100 * part) / of).toPrecision(2))} %`);

function shown(value: unknown): string {
  if (value === null || value === undefined) return "—";
  return typeof value === "number" ? String(Number(value.toPrecision(5))).replace("-", "−") : escapeHtml(shorten(String(value), 24));
}

async function figuresOf({ rows, columns }: Picture): Promise<string> {
  const drawn = columns.filter(({ top, bins }) => top.length > 0 || bins.length > 0);
  if (drawn.length === 0) return "";
  const plot = await import("@observablehq/plot");
  const { parseHTML } = await import("linkedom");
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const figures = drawn.slice(0, mostDrawn).map((column) => {
    const options = column.bins.length > 0 ? histogram(column.bins, plot) : bars(column.top, plot);
    const name = escapeHtml(shorten(String(column.statistics["column"])));
    const svg = plot.plot({ ...options, document: document as unknown as NonNullable<PlotOptions["document"]>, style: { background: "none", color: "currentColor" } });
    svg.setAttribute("role", "img");
    return `<figure>\n<h3>${name}</h3>\n<figcaption>${captionOf(column, rows)}</figcaption>\n${svg.outerHTML}\n</figure>`;
  });
  const left = drawn.length > mostDrawn ? `<p class="lead">The first ${mostDrawn} of ${drawn.length} columns are drawn.</p>\n` : "";
  return `<h2>Values</h2>\n${left}<div class="plots">\n${figures.join("\n")}\n</div>`;
}

function captionOf({ statistics: of, top, bins }: ColumnPicture, rows: number): string {
  if (bins.length > 0) return `90 % of the values lie between ${shown(of["q05"])} and ${shown(of["q95"])}, half of them between ${shown(of["q25"])} and ${shown(of["q75"])}.`;
  const [first] = top;
  const distinct = Number(of["distinct"]);
  const which = distinct > top.length ? `The ${top.length} most frequent of ${distinct.toLocaleString("en")} values.` : "All values.";
  return `${which} The first stands in ${percent(first?.rows ?? 0, rows)} of the rows.`;
}

type PlotLibrary = typeof import("@observablehq/plot");
const size = { width: 460, height: 240, marginLeft: 56, marginBottom: 44 } as const;

function histogram(bins: readonly Bin[], plot: PlotLibrary): PlotOptions {
  return { ...size, x: { label: null }, y: { label: "rows", grid: true }, marks: [plot.rectY([...bins], { x1: "from", x2: "to", y: "rows", fill: "var(--c1)", insetLeft: 0.5, insetRight: 0.5 }), plot.ruleY([0], { stroke: "var(--soft)" })] };
}

function bars(top: readonly Frequent[], plot: PlotLibrary): PlotOptions {
  // A band is found by its place: values that are alike when they are shortened stay apart.
  const labels = top.map(({ value }) => shorten(value, 18) || "(empty)");
  const items = top.map(({ rows }, place) => ({ place, rows }));
  const longest = Math.max(4, ...labels.map((label) => [...label].length));
  return {
    ...size,
    height: Math.max(90, 60 + 20 * top.length),
    marginLeft: 24 + 7 * longest,
    x: { label: "rows", grid: true },
    y: { domain: items.map(({ place }) => place), tickFormat: (place: number) => labels[place] ?? "", label: null },
    marks: [plot.barX(items, { x: "rows", y: "place", fill: "var(--c1)", insetTop: 2, insetBottom: 2 }), plot.ruleX([0], { stroke: "var(--soft)" })],
  };
}
