import { diagnose, MlpError } from "../../language/diagnostics/diagnostic.ts";
import { placeRefused } from "../../language/diagnostics/registry/files.ts";
import { diskFull, homeNotWritable, runIsActive } from "../../language/diagnostics/registry/execution.ts";
import { inputError, runFailed } from "../exit.ts";
import { printDiagnostics } from "./diagnostics.ts";

const fromTheDisk: ReadonlySet<string> = new Set([homeNotWritable.code, diskFull.code, runIsActive.code]);

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EEXIST: "a file is in the place of a folder",
  EISDIR: "it is a folder",
  ENOENT: "there is no such file or folder",
  ENOSPC: "there is no space left on the disk",
  ENOTDIR: "a file is in the place of a folder",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
};

/** Shows an error that ended the command, and gives the exit code. A user's mistake has no stack; ours asks to be reported. */
export async function showFailure(error: unknown): Promise<number> {
  if (error instanceof MlpError) {
    await printDiagnostics([error.diagnostic], new Map());
    // Before a run has begun, what is wrong is what the user gave, unless the disk refuses.
    return fromTheDisk.has(error.diagnostic.code) ? runFailed : inputError;
  }
  const { code, path } = error as NodeJS.ErrnoException;
  const why = reasons[code ?? ""];
  if (why !== undefined && path !== undefined) return showFailure(new MlpError(diagnose(placeRefused, undefined, { path, why })));
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`mlp: this is a bug in mlp, please report it with the text below\n${stack}\n`);
  return runFailed;
}
