import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fail } from "../../language/diagnostics/diagnostic.ts";
import { noReport } from "../../language/diagnostics/registry/files.ts";
import { findRun, type RunRecord } from "../../runtime/runs.ts";
import { ObjectStore } from "../../runtime/store/objects.ts";
import { writeWhole } from "../../runtime/store/files.ts";
import { getValue } from "../../runtime/store/values.ts";
import { renderReport } from "../../stdlib/training/report/html.ts";
import type { ReportValue } from "../../stdlib/training/report.ts";
import { projectOf, type HomeOptions } from "../home.ts";

/** Writes the pages of a run's evaluations, and opens the first in a browser where there is a screen. */
export async function report(name: string, options: HomeOptions & { readonly output?: string }): Promise<void> {
  const { home } = await projectOf(options);
  const record = await findRun(home, name);
  const pages = await pagesOf(home, record);
  const [first] = pages;
  if (!first) return fail(noReport, { run: record.run });
  if (options.output !== undefined) {
    await writeFile(options.output, first.html);
    process.stdout.write(`${options.output}\n`);
    return;
  }
  for (const page of pages) {
    const file = join(home, "reports", record.run, `${page.id.replace(/[^\w.-]/g, "_")}.html`);
    await writeWhole(file, page.html);
    process.stdout.write(`${resolve(file)}\n`);
    if (page === first && process.stdout.isTTY) openInBrowser(file);
  }
}

async function pagesOf(home: string, record: RunRecord): Promise<{ id: string; html: string }[]> {
  const store = new ObjectStore(home);
  const evaluations = record.graph.nodes.filter((node) => node.type === "Report");
  const pages: { id: string; html: string }[] = [];
  for (const { id } of evaluations) {
    const digest = record.results?.[id]?.[""];
    if (digest === undefined) continue;
    const value = (await getValue(store, digest)) as ReportValue;
    pages.push({ id, html: await renderReport(value, { pipeline: record.pipeline, run: record.run, time: record.started, name: id, warnings: record.warnings ?? [] }) });
  }
  return pages;
}

/** Without a shell: a path may hold anything. */
function openInBrowser(file: string): void {
  const opener = { darwin: "open", win32: "explorer" }[process.platform as string] ?? "xdg-open";
  const child = spawn(opener, [file], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}
