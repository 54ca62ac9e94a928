import type { Diagnostic, Fix } from "./diagnostic.ts";
import { withEdits, type Edit } from "./edits.ts";

/** A fix with the diagnostic that it mends. */
export interface Applied {
  readonly diagnostic: Diagnostic;
  readonly fix: Fix;
}

/**
 * A text with the first fix of each diagnostic made; of fixes that touch each other only the first, and none that changes another file.
 * Where a part of the text cannot be read, only that is mended: it may declare what seems to be misspelt.
 */
export function applyFixes(file: string, text: string, diagnostics: readonly Diagnostic[]): { readonly text: string; readonly applied: readonly Applied[] } {
  const unread = diagnostics.filter((diagnostic) => isOfSyntax(diagnostic) && (diagnostic.span?.file ?? file) === file);
  const applied: Applied[] = [];
  const edits: Edit[] = [];
  for (const diagnostic of unread.length > 0 ? unread : diagnostics) {
    const [fix] = diagnostic.fixes;
    if (!fix || fix.edits.some(({ span }) => span.file !== file) || fix.edits.some((one) => edits.some((other) => touch(one, other)))) continue;
    edits.push(...fix.edits);
    applied.push({ diagnostic, fix });
  }
  return { text: withEdits(text, 0, edits), applied };
}

const isOfSyntax = ({ code }: Diagnostic): boolean => code.startsWith("MLP1");
const touch = ({ span: a }: Edit, { span: b }: Edit): boolean => a.start <= b.end && b.start <= a.end;
