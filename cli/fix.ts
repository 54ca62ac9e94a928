import { applyFixes, type Applied } from "../language/diagnostics/apply-fixes.ts";
import { LineMap } from "../language/syntax/span.ts";
import { openPipeline, type PipelineOptions } from "./pipeline.ts";
import { readSourceFile, replaceSourceFile } from "./source-file.ts";

/** What is mended may bring to light what was behind it. */
const mostRounds = 10;

/** Makes the fixes of a file until none is left, and writes it; says what was mended where, a line each. */
export async function fixFile(file: string, options: PipelineOptions): Promise<readonly string[]> {
  const made: string[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const { diagnostics, texts } = await openPipeline(file, options, "check");
    const [[name = file, checked = ""] = []] = [...texts];
    const { text, applied } = applyFixes(name, checked, diagnostics);
    if (applied.length === 0) break;
    // Somebody may have written it meanwhile: that is what the next round looks at.
    if ((await readSourceFile(file)) !== checked) continue;
    await replaceSourceFile(file, text);
    made.push(...applied.map((one) => lineOf(file, checked, one)));
  }
  return made;
}

function lineOf(file: string, text: string, { diagnostic, fix }: Applied): string {
  const { line, character } = new LineMap(text).position(diagnostic.span?.start ?? 0);
  return `${file}:${line + 1}:${character + 1} ${diagnostic.code} mended: ${fix.title}`;
}
