import { collectGarbage } from "../../runtime/gc.ts";
import { usageError } from "../exit.ts";
import { projectOf, type HomeOptions } from "../home.ts";

/** Removes artefacts that no recent run and no registered model needs. */
export async function gc(options: HomeOptions & { readonly keepRuns: string; readonly dryRun?: boolean }): Promise<void> {
  const keepRuns = Number(options.keepRuns);
  if (!Number.isInteger(keepRuns) || keepRuns < 0) {
    process.stderr.write(`mlp: --keep-runs takes a whole number from 0, and this is \`${options.keepRuns}\`\n`);
    process.exitCode = usageError;
    return;
  }
  const { home } = await projectOf(options);
  const removed = await collectGarbage({ home, keepRuns, dryRun: options.dryRun ?? false });
  const size = removed.bytes < 1e6 ? `${(removed.bytes / 1e3).toFixed(1)} kB` : `${(removed.bytes / 1e6).toFixed(1)} MB`;
  process.stdout.write(`${options.dryRun ? "would remove" : "removed"} ${removed.objects} artefacts (${size}), ${removed.results} results, ${removed.runs} runs\n`);
}
