import { inputError, runFailed } from "../exit.ts";
import { openPipeline, type PipelineOptions } from "../pipeline.ts";
import { execute } from "./run.ts";

/** Watches the served models of a pipeline, without serving them: rounds on their interval, or one round with `--once`. */
export async function monitor(file: string, options: PipelineOptions & { readonly once?: boolean; readonly json?: boolean }): Promise<void> {
  const opened = await openPipeline(file, options, "run");
  if (opened.graph && !opened.graph.nodes.some((node) => node.type === "Monitor")) {
    process.stderr.write(`mlp: ${file} has no monitor\n  = help: add one: watch = monitor(api, reference: test, every: 15m, checks: [drift(all)])\n`);
    process.exitCode = inputError;
    return;
  }
  const finished = await execute(opened, { ...options, services: options.once ? "once" : "rounds" });
  if (finished?.passed === false) process.exitCode = runFailed;
}
