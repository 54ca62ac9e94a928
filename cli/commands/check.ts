import { MlpError, type Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { toJson } from "../../language/diagnostics/to-json.ts";
import { inputError, success } from "../exit.ts";
import { fixFile } from "../fix.ts";
import { updateLocks } from "../lock.ts";
import { openPipeline, type PipelineOptions } from "../pipeline.ts";
import { printDiagnostics } from "../view/diagnostics.ts";

export interface CheckOptions extends PipelineOptions {
  readonly format: "text" | "json" | "sarif";
  /** The short form of `format: "json"`. */
  readonly json?: boolean;
  /** Demand that mlp.lock knows the data, and agrees with it. */
  readonly locked?: boolean;
  /** Write what the data is now into mlp.lock. */
  readonly updateLock?: boolean;
  /** Make the fixes that diagnostics offer, and report what is left. */
  readonly fix?: boolean;
}

/** Checks files and shows what is wrong with them. */
export async function check(files: readonly string[], options: CheckOptions): Promise<void> {
  const format = options.json ? "json" : options.format;
  const mended = options.fix ? (await Promise.all(files.map((file) => fixFile(file, options).catch(nothingMended)))).flat() : [];
  const use = options.locked ? "locked" : options.updateLock ? "update" : "check";
  const results = await Promise.all(files.map((file) => openPipeline(file, options, use).catch(mistakeOf)));
  const opened = results.flatMap((result) => ("file" in result ? [result] : []));
  const written = options.updateLock ? await updateLocks(opened) : [];
  const texts = new Map(opened.flatMap((pipeline) => [...pipeline.texts]));
  const diagnostics = results.flatMap((result) => result.diagnostics);
  const broken = diagnostics.some((diagnostic) => diagnostic.severity === "error");
  if (format === "sarif") process.stdout.write((await import("../view/sarif.ts")).sarifOf(diagnostics, texts));
  else if (format === "json") process.stdout.write(`${JSON.stringify(toJson(diagnostics, (file) => texts.get(file)))}\n`);
  else {
    for (const line of mended) process.stdout.write(`${line}\n`);
    await printDiagnostics(diagnostics, texts);
    for (const file of written) process.stdout.write(`${file}: written\n`);
    if (!broken) process.stdout.write(`${files.length === 1 ? files[0] : `${files.length} files`}: no mistakes found\n`);
  }
  process.exitCode = broken ? inputError : success;
}

/** What keeps a file from being mended is told by its check. */
function nothingMended(error: unknown): readonly string[] {
  if (error instanceof MlpError) return [];
  throw error;
}

/** A file that cannot even be read is a mistake like others, and hides none of them. */
function mistakeOf(error: unknown): { readonly diagnostics: readonly Diagnostic[] } {
  if (error instanceof MlpError) return { diagnostics: [error.diagnostic] };
  throw error;
}
