import { MlpError } from "../../language/diagnostics/diagnostic.ts";
import { inputError, runFailed } from "../exit.ts";
import { printDiagnostics } from "./diagnostics.ts";

/** Shows an error that ended the command, and gives the exit code. A user's mistake has no stack; ours asks to be reported. */
export async function showFailure(error: unknown): Promise<number> {
  if (error instanceof MlpError) {
    await printDiagnostics([error.diagnostic], new Map());
    return /^MLP6/.test(error.diagnostic.code) ? runFailed : inputError;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`mlp: this is a bug in mlp, please report it with the text below\n${stack}\n`);
  return runFailed;
}
