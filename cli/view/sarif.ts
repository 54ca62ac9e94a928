import { relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import manifest from "../../package.json" with { type: "json" };
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { allDiagnostics } from "../../language/diagnostics/registry/index.ts";
import { toSarif } from "../../language/diagnostics/to-sarif.ts";

/** Diagnostics as a SARIF log: files are relative to the working folder, which in CI is the repository's. */
export function sarifOf(diagnostics: readonly Diagnostic[], texts: ReadonlyMap<string, string>): string {
  const log = toSarif(diagnostics, { version: manifest.version, kinds: allDiagnostics, textOf: (file) => texts.get(file), uriOf });
  return `${JSON.stringify(log, null, 2)}\n`;
}

function uriOf(file: string): string {
  const path = relative(process.cwd(), file);
  if (path.startsWith("..")) return pathToFileURL(file).href;
  return path.split(sep).map(encodeURIComponent).join("/");
}
