import type { Diagnostic, Fix } from "./diagnostic.ts";

/** A fix with the diagnostic that it mends. */
export interface Applied {
  readonly diagnostic: Diagnostic;
  readonly fix: Fix;
}

/** A text with the first fix of each diagnostic made; of fixes that touch each other only the first, and none that changes another file. */
export function applyFixes(file: string, text: string, diagnostics: readonly Diagnostic[]): { readonly text: string; readonly applied: readonly Applied[] } {
  const applied: Applied[] = [];
  const edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  for (const diagnostic of diagnostics) {
    const [fix] = diagnostic.fixes;
    if (!fix || fix.edits.some(({ span }) => span.file !== file)) continue;
    const own = fix.edits.map(({ span, text: written }) => ({ start: span.start, end: span.end, text: written }));
    if (own.some((one) => edits.some((other) => one.start <= other.end && other.start <= one.end))) continue;
    edits.push(...own);
    applied.push({ diagnostic, fix });
  }
  let mended = text;
  for (const { start, end, text: written } of edits.sort((a, b) => b.start - a.start)) mended = mended.slice(0, start) + written + mended.slice(end);
  return { text: mended, applied };
}
