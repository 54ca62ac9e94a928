import { diagnose, MlpError, type Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { accessDenied, castFailed, conversionFailed, diskFull, engineFailed, memoryExhausted } from "../../language/diagnostics/registry/data.ts";
import { columnsAlike } from "../../language/diagnostics/registry/data-columns.ts";
import { fileMissing, fileUnreadable, raggedWords, rowsUnreadable } from "../../language/diagnostics/registry/data-files.ts";
import { categoryUnseen } from "../../language/diagnostics/registry/features.ts";
import { categoryUnseenMark } from "../../language/expressions/categories.ts";
import { castFailedMark } from "../../language/expressions/conversions.ts";

/** An error of the engine as a diagnostic in the user's words; the engine's own words become its detail. Other errors stay as they are. */
export function asDiagnostic(error: unknown): Error {
  if (error instanceof MlpError) return error;
  if (!(error instanceof Error)) return new Error(String(error));
  if (error.name !== "Error") return error;
  return new MlpError(diagnosticOf(error.message), { cause: error });
}

function diagnosticOf(message: string): Diagnostic {
  const detail = firstLines(message);
  const lower = message.toLowerCase();
  if (message.includes(castFailedMark)) return diagnose(castFailed, undefined, castDetails(message));
  if (message.includes(categoryUnseenMark)) return diagnose(categoryUnseen, undefined, detailsBehind(categoryUnseenMark, message) as { column: string; value: string });
  if (lower.includes("no space left") || lower.includes("max_temp_directory_size")) return diagnose(diskFull, undefined, { detail });
  if (lower.includes("permission denied")) return diagnose(accessDenied, undefined, { path: quoted(message) ?? "a file" });
  if (message.startsWith("Out of Memory Error")) return diagnose(memoryExhausted, undefined, { detail });
  if (message.includes("CSV Error on Line")) return csvDiagnostic(message);
  const repeated = /has duplicate key "(.*?)"/.exec(message)?.[1];
  if (repeated !== undefined) return diagnose(columnsAlike, undefined, { first: repeated, second: repeated, where: `\`${quoted(message) ?? "a row"}\`` });
  if (message.startsWith("Conversion Error")) return diagnose(conversionFailed, undefined, { ...conversionDetails(message), detail });
  if (/no files found|No such file or directory/i.test(message)) return diagnose(fileMissing, undefined, { path: quoted(message) ?? "a file", hint: "it was there before, and has been moved or removed" });
  if (/malformed json|parquet|utf-?8|gzip|thrift|end of file/i.test(message) && !/^(Binder|Catalog|Missing Extension)/.test(message)) {
    return diagnose(fileUnreadable, undefined, { path: quoted(message) ?? "a file", format: /json/i.test(message) ? "JSON" : /parquet|thrift/i.test(message) ? "Parquet" : "text", detail });
  }
  return diagnose(engineFailed, undefined, { detail });
}

/** The JSON that a row function put behind its mark in an error. */
function detailsBehind(mark: string, message: string): unknown {
  const text = message.slice(message.indexOf(mark) + mark.length);
  return JSON.parse(text.slice(0, text.lastIndexOf("}") + 1));
}

/** What `strict_…` casts tell in their error. */
function castDetails(message: string): { column: string; value: string; to: string } {
  const told = detailsBehind(castFailedMark, message) as { column: string; value: string; to: string };
  return { column: told.column, value: told.value, to: told.to };
}

function csvDiagnostic(message: string): Diagnostic {
  const line = numberIn(message, /CSV Error on Line: (\d+)/);
  const original = /Original Line:\s*(.*)/.exec(message)?.[1]?.slice(0, 120) ?? "";
  const path = /file\s*=\s*(.*)/.exec(message)?.[1]?.trim() ?? "the file";
  if (/converting column|Could not convert/i.test(message)) {
    return diagnose(conversionFailed, undefined, { ...conversionDetails(message), line, detail: original === "" ? firstLines(message) : `the line is ${original}` });
  }
  if (/unicode|utf-?8/i.test(message)) return diagnose(fileUnreadable, undefined, { path, format: "UTF-8 text", detail: firstLines(message) });
  const wanted = numberIn(message, /Expected Number of Columns: (\d+)/);
  const found = numberIn(message, /Expected Number of Columns: \d+ Found: (\d+)/);
  const problem = found === undefined ? "does not have the columns of the header" : raggedWords(wanted, found);
  return diagnose(rowsUnreadable, undefined, { path, rows: [{ line, problem, raw: original }], count: 1 });
}

function conversionDetails(message: string): { column: string | undefined; value: string | undefined; line: number | undefined } {
  return {
    column: /converting column "(.*?)"/i.exec(message)?.[1] ?? /from source column (\S+)/i.exec(message)?.[1],
    value: /Could not convert string "([^"]*)"/i.exec(message)?.[1] ?? /(?:string|value) ['"]([^'"]*)['"]/i.exec(message)?.[1],
    line: undefined,
  };
}

function numberIn(message: string, pattern: RegExp): number | undefined {
  const found = pattern.exec(message)?.[1];
  return found === undefined ? undefined : Number(found);
}

const quoted = (message: string): string | undefined => /["']([^"']+)["']/.exec(message)?.[1];

function firstLines(message: string): string {
  return message.split("\n").map((line) => line.trim()).filter((line) => line !== "").slice(0, 2).join(" ").slice(0, 300);
}
