import { relative } from "node:path";
import { readFile } from "node:fs/promises";
import { chalkStderr as chalk } from "chalk";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { renderDiagnostic } from "../../language/diagnostics/to-text.ts";

const style = { error: chalk.red.bold, warning: chalk.yellow.bold, information: chalk.blue.bold, frame: chalk.blue, strong: chalk.bold, fileName: (file: string) => relative(process.cwd(), file) || file };

/** Prints diagnostics with the lines they are about. `texts` holds what was read; other files are read from disk. */
export async function printDiagnostics(diagnostics: readonly Diagnostic[], texts: ReadonlyMap<string, string>): Promise<void> {
  const known = new Map(texts);
  for (const span of diagnostics.flatMap((diagnostic) => [diagnostic.span, ...diagnostic.related.map((related) => related.span)])) {
    if (span && !known.has(span.file)) known.set(span.file, await readFile(span.file, "utf8").catch(() => ""));
  }

  for (const diagnostic of diagnostics) {
    process.stderr.write(`${renderDiagnostic(diagnostic, (file) => known.get(file), style)}\n`);
  }
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error").length;
  const warnings = diagnostics.filter((diagnostic) => diagnostic.severity === "warning").length;
  const counts = [errors > 0 && `${errors} error${errors === 1 ? "" : "s"}`, warnings > 0 && `${warnings} warning${warnings === 1 ? "" : "s"}`].filter(Boolean);
  if (counts.length > 0) process.stderr.write(`${counts.join(", ")}\n`);
}
