import { writeFile } from "node:fs/promises";
import { extname } from "node:path";
import type { Graph } from "../../language/graph/graph.ts";
import { inputError, usageError } from "../exit.ts";
import { openPipeline, type PipelineOptions } from "../pipeline.ts";
import { printDiagnostics } from "../view/diagnostics.ts";
import { dot, mermaid, svg } from "../view/drawing.ts";

type Format = "mermaid" | "svg" | "dot" | "json";

const endings: Readonly<Record<string, Format>> = { ".svg": "svg", ".mmd": "mermaid", ".mermaid": "mermaid", ".md": "mermaid", ".dot": "dot", ".gv": "dot", ".json": "json" };

/** The layout of a picture takes a second for as many; for ten times as many, more than a minute. */
const mostDrawn = 2000;

/** Draws the graph of a pipeline. */
export async function graph(file: string, options: PipelineOptions & { readonly format?: Format; readonly output?: string }): Promise<void> {
  const byEnding = options.output === undefined ? "mermaid" : endings[extname(options.output)];
  const format = options.format ?? byEnding;
  if (!format) {
    process.stderr.write(`mlp: \`${options.output}\` does not tell the format; end it in .svg, .mmd, .dot or .json, or give --format\n`);
    process.exitCode = usageError;
    return;
  }
  const opened = await openPipeline(file, options, "check");
  await printDiagnostics(opened.diagnostics, opened.texts);
  if (!opened.graph) {
    process.exitCode = inputError;
    return;
  }
  if (format === "svg" && opened.graph.nodes.length > mostDrawn) {
    process.stderr.write(`mlp: a picture of ${opened.graph.nodes.length.toLocaleString("en-US")} steps cannot be read, and is not drawn above ${mostDrawn.toLocaleString("en-US")}\n  = help: \`--format dot\` or \`--format mermaid\` writes it as text\n`);
    process.exitCode = inputError;
    return;
  }
  const text = await draw(opened.graph, format);
  if (options.output === undefined) process.stdout.write(text);
  else await writeFile(options.output, text);
}

async function draw(of: Graph, format: Format): Promise<string> {
  if (format === "svg") return svg(of);
  if (format === "json") return `${JSON.stringify(of, null, 2)}\n`;
  return format === "dot" ? dot(of) : mermaid(of);
}
