import { resolve } from "node:path";
import { chalkStderr as chalk } from "chalk";
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { toJson } from "../../language/diagnostics/to-json.ts";
import { runTests, testsIn, type TestOutcome } from "../../stdlib/testing/run-tests.ts";
import { inputError, interrupted, runFailed, success } from "../exit.ts";
import { readSourceFile } from "../source-file.ts";
import { printDiagnostics } from "../view/diagnostics.ts";

export interface TestOptions {
  /** A part of the names of the tests to run. */
  readonly only?: string;
  readonly json?: boolean;
}

/** Runs the tests that stand in pipelines, and says which have not passed and why. */
export async function test(files: readonly string[], options: TestOptions): Promise<void> {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  process.once("SIGTERM", () => stop.abort());
  const wanted = (name: string) => name.includes(options.only ?? "");
  const outcomes: TestOutcome[] = [];
  for (const path of files) {
    const file = resolve(path);
    const text = await readSourceFile(path);
    const texts = new Map([[file, text]]);
    if (!options.json) process.stdout.write(`${path}\n`);
    for await (const outcome of runTests({ file, text }, { only: wanted, signal: stop.signal })) {
      outcomes.push(outcome);
      if (options.json) process.stdout.write(`${JSON.stringify({ ...outcome, diagnostics: toJson(outcome.diagnostics, (name) => texts.get(name)) })}\n`);
      else await show(outcome, texts);
    }
    // Without a readable test nothing else would tell why.
    if (testsIn({ file, text }).length === 0 && !options.json) process.stdout.write("  no tests\n");
  }
  const passed = outcomes.filter(({ status }) => status === "passed").length;
  if (!options.json) process.stdout.write(`\n${passed} passed, ${outcomes.length - passed} failed\n`);
  process.exitCode = stop.signal.aborted ? interrupted : exitCodeOf(outcomes);
}

function exitCodeOf(outcomes: readonly TestOutcome[]): number {
  if (outcomes.some(({ status }) => status === "failed")) return runFailed;
  return outcomes.some(({ status }) => status === "broken") ? inputError : success;
}

async function show({ name, status, seconds, diagnostics }: TestOutcome, texts: ReadonlyMap<string, string>): Promise<void> {
  const sign = status === "passed" ? chalk.green("✓") : chalk.red("✗");
  process.stdout.write(`  ${sign} ${name} ${seconds.toFixed(2)} s\n`);
  if (status !== "passed") await printDiagnostics(diagnostics.filter((diagnostic: Diagnostic) => diagnostic.severity === "error"), texts);
}
