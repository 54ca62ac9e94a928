import { MlpError } from "../../language/diagnostics/diagnostic.ts";
import { diskFull, homeNotWritable, runIsActive } from "../../language/diagnostics/registry/execution.ts";
import { inputError, runFailed } from "../exit.ts";
import { printDiagnostics } from "./diagnostics.ts";

const fromTheDisk: ReadonlySet<string> = new Set([homeNotWritable.code, diskFull.code, runIsActive.code]);

/** Shows an error that ended the command, and gives the exit code. A user's mistake has no stack; ours asks to be reported. */
export async function showFailure(error: unknown): Promise<number> {
  if (error instanceof MlpError) {
    await printDiagnostics([error.diagnostic], new Map());
    // Before a run has begun, what is wrong is what the user gave, unless the disk refuses.
    return fromTheDisk.has(error.diagnostic.code) ? runFailed : inputError;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`mlp: this is a bug in mlp, please report it with the text below\n${stack}\n`);
  return runFailed;
}
