import { text as readAll } from "node:stream/consumers";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { format } from "../../language/format/format.ts";
import { inputError } from "../exit.ts";
import { readSourceFile, replaceSourceFile } from "../source-file.ts";
import { printDiagnostics } from "../view/diagnostics.ts";

/** Formats files in place. A file with syntax errors is left as it is. */
export async function fmt(files: readonly string[], options: { readonly check?: boolean }): Promise<void> {
  const broken: Diagnostic[] = [];
  const texts = new Map<string, string>();
  for (const file of files) {
    const text = file === "-" ? await readAll(process.stdin) : await readSourceFile(file);
    texts.set(file, text);
    const result = format(file, text);
    const errors = result.diagnostics.filter((diagnostic) => diagnostic.severity === "error");
    broken.push(...errors);
    if (errors.length > 0) continue;
    if (file === "-") process.stdout.write(result.text);
    else if (result.text !== text) await changed(file, result.text, options.check ?? false);
  }
  await printDiagnostics(broken, texts);
  if (broken.length > 0) process.exitCode = inputError;
}

async function changed(file: string, formatted: string, onlyCheck: boolean): Promise<void> {
  process.stdout.write(`${file}${onlyCheck ? " is not formatted" : ""}\n`);
  if (onlyCheck) process.exitCode = inputError;
  else await replaceSourceFile(file, formatted);
}
