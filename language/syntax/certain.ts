import { withEdits } from "../diagnostics/edits.ts";
import type { Trouble } from "./troubles.ts";

/**
 * Mistakes of the lexer in a stretch of text that begins at `start`. They keep their fixes only if the stretch can be read once all of them are
 * made: the lexer knows the sign, but not whether it stands where the one that is meant for it may stand.
 */
export function withCertainFixes(mistakes: readonly Trouble[], stretch: string, start: number, canBeRead: (text: string) => boolean): readonly Trouble[] {
  const edits = mistakes.flatMap(({ diagnostic }) => diagnostic.fixes.flatMap((fix) => fix.edits));
  if (edits.length === 0 || canBeRead(withEdits(stretch, start, edits))) return mistakes;
  return mistakes.map((mistake) => ({ ...mistake, diagnostic: { ...mistake.diagnostic, fixes: [] } }));
}
