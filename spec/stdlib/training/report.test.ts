import { parseHTML } from "linkedom";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderReport } from "../../../stdlib/training/report/html.ts";
import type { ReportPlots, ReportValue } from "../../../stdlib/training/report.ts";

const context = { pipeline: "penguins", run: "r-1", time: "2026-11-23 10:00 UTC", name: "report" };
const points = (count: number, value: (share: number) => number): number[] => Array.from({ length: count }, (_, index) => value(index / (count - 1)));

const plotsFor = (classes: readonly string[], features: readonly string[], count: number): ReportPlots => ({
  roc: classes.map((label) => ({ label, falsePositiveRate: points(count, (x) => x), truePositiveRate: points(count, Math.sqrt) })),
  calibration: classes.map((label) => ({ label, predicted: [0.1, 0.9], observed: [0.2, 0.8], count: [5, 50] })),
  confusion: classes.map((_, actual) => classes.map((_, predicted) => (actual === predicted ? 1234 : 1))),
  residuals: { predicted: points(count, (x) => x / 3), residual: points(count, (x) => Math.sin(99 * x)) },
  importance: features.map((feature, index) => ({ feature, value: 1 / (index + 1) })),
});

const report = (classes: readonly string[], features: readonly string[], count = 20): ReportValue => ({
  kind: "report",
  task: "classification",
  model: { estimator: "logistic_regression", target: features[0] ?? "y", classes, positive: classes[1] ?? "b" },
  rows: 12_345,
  metrics: { accuracy: 0.97123, log_loss: 0.0834, mcc: -0.25, brier: 0.00002, f1: Number.NaN },
  intervals: { accuracy: [0.94, 0.99] },
  baseline: { accuracy: 0.44 },
  plots: plotsFor(classes, features, count),
  notes: ["3 rows without a target were left out"],
});

const page = async (value: ReportValue, of = context) => {
  const html = await renderReport(value, of);
  return { html, document: parseHTML(html).document };
};

const textsOf = (elements: Iterable<{ textContent: string | null }>): string[] => [...elements].map((element) => (element.textContent ?? "").trim());

test("metrics stand with their intervals and the baseline", async () => {
  const { document } = await page(report(["a", "b"], ["x"]));
  const rows = [...document.querySelectorAll("tbody tr")].map((row) => textsOf(row.children));
  assert.equal(rows, [
    ["Accuracy larger is better", "0.9712", "0.9400 – 0.9900", "0.4400"],
    ["Log loss smaller is better", "0.08340", "—", "—"],
    ["Matthews correlation larger is better", "−0.2500", "—", "—"],
    ["Brier score smaller is better", "2.000e−5", "—", "—"],
    ["F1 larger is better", "—", "—", "—"],
  ]);
});

test("what there is data for is drawn", async () => {
  const { document } = await page(report(["a", "b"], ["x", "y"]));
  assert.equal(textsOf(document.querySelectorAll("figure h3")), ["Confusion matrix", "ROC", "Calibration", "Residuals", "Importance"]);
  assert.is(document.querySelectorAll("figure svg").length, 5);
  assert.ok(document.querySelector("figure svg")?.textContent?.includes("1,234"));
  const none = await page({ ...report(["a", "b"], ["x"]), plots: {}, notes: [] });
  assert.equal(textsOf(none.document.querySelectorAll("h2")), ["Metrics"]);
});

test("the page needs nothing else, and runs nothing", async () => {
  const { html, document } = await page(report(["a", "b"], ["x"]));
  assert.match(document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute("content") ?? "", /^default-src 'none'; style-src 'unsafe-inline';/);
  assert.is(document.querySelectorAll("script, link, img, iframe, object, [src], [href]").length, 0);
  assert.not.match(html.replaceAll("http://www.w3.org/", ""), /https?:\/\//);
  assert.match(html, /prefers-color-scheme: dark/);
});

const hostile = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</style><svg onload=alert(1)>", "a\u202eb\u0000", "&lt;b&gt;"];

test("names from data are text, whatever they hold", async () => {
  const evil = report(hostile, hostile);
  const { html, document } = await page({ ...evil, notes: hostile, metrics: { "<b>": 1 } }, { pipeline: hostile[0] ?? "", run: hostile[1] ?? "", time: hostile[2] ?? "", name: hostile[3] ?? "" });
  assert.is(document.querySelectorAll("script, img, b, [onerror], [onload]").length, 0);
  assert.is(document.querySelectorAll("style").length, 6);
  assert.not.match(html, /<script|<img|\son\w+="|[\u0000\u202e]/);
  assert.is(textsOf(document.querySelectorAll(".notes li"))[0], hostile[0]);
  assert.is(textsOf(document.querySelectorAll(".notes li"))[4], hostile[4]);
});

test("many classes, columns and points stay a small page, and the page says what it leaves out", async () => {
  const names = Array.from({ length: 200 }, (_, index) => `a name that is rather long ${index}`);
  const { html, document } = await page(report(names, names, 500));
  assert.ok(html.length < 300_000, `${html.length}`);
  assert.match(textsOf(document.querySelectorAll("figcaption")).join(" "), /The first 15 of 200 classes are shown\..*The first 6 of 200 classes are shown\..*The largest 20 of 200 are shown\./);
});

test("the same report gives the same page", async () => {
  const value = report(["a", "b"], ["x"]);
  assert.is((await page(value)).html, (await page(value)).html);
});

test.run();
