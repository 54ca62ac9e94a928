import { writeFile } from "node:fs/promises";
import { inputError } from "../exit.ts";
import { openPipeline, type PipelineOptions } from "../pipeline.ts";
import { printDiagnostics } from "../view/diagnostics.ts";

/** Writes the graph of a pipeline as JSON. */
export async function compileFile(file: string, options: PipelineOptions & { readonly output?: string }): Promise<void> {
  const { graph, diagnostics, texts } = await openPipeline(file, options, "check");
  await printDiagnostics(diagnostics, texts);
  if (!graph) {
    process.exitCode = inputError;
    return;
  }
  const text = `${JSON.stringify(graph, null, 2)}\n`;
  if (options.output === undefined) process.stdout.write(text);
  else await writeFile(options.output, text);
}
