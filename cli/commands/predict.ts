import { realpath } from "node:fs/promises";
import { contextOf } from "../../runtime/context.ts";
import { ProjectHost } from "../../runtime/host.ts";
import { stopFrom } from "../../runtime/stop.ts";
import { standardCatalog } from "../../stdlib/catalog.ts";
import { predictFile } from "../../stdlib/serving/batch/predict-file.ts";
import { openModel } from "../../stdlib/training/predictor.ts";
import { scoreDataset } from "../../stdlib/training/score.ts";
import { interrupted, usageError } from "../exit.ts";
import { projectOf, type HomeOptions } from "../home.ts";
import { countOf } from "../view/tree.ts";

/** Scores a file of rows with a registered model. */
export async function predict(reference: string, rows: string, options: HomeOptions & { readonly output: string }): Promise<void> {
  if (await isSameFile(rows, options.output)) {
    process.stderr.write(`mlp: the scored rows would be written over \`${rows}\`, which they are made from\n  = help: give another file for -o\n`);
    process.exitCode = usageError;
    return;
  }
  const { home } = await projectOf(options);
  const catalog = standardCatalog();
  const host = new ProjectHost(process.cwd(), home, { catalog });
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const context = contextOf({
    host,
    catalog,
    node: { id: "predict", op: "predict" },
    pipeline: "predict",
    run: "",
    seed: 0,
    signal: stop.signal,
    stop: stopFrom(stop.signal),
    log: (level, message) => void (level === "warning" && process.stderr.write(`warning: ${message}\n`)),
    progress: () => {},
  });
  try {
    const done = await predictFile({ reference, input: rows, output: options.output, context }, { openModel, scoreDataset });
    process.stdout.write(`${options.output}: ${countOf(done.rows, "row")} scored with ${done.release.name} v${done.release.version}\n`);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.exitCode = interrupted;
  } finally {
    await host.close();
  }
}

/** Also by another path, or through a link. */
async function isSameFile(input: string, output: string): Promise<boolean> {
  const [one, other] = await Promise.all([input, output].map((path) => realpath(path).catch(() => undefined)));
  return one !== undefined && one === other;
}
