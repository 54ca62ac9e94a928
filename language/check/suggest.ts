import { distance } from "fastest-levenshtein";

/** The name that was probably meant: near in spelling, or the same apart from case. */
export function nearest(written: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(written.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - written.length) >= least && candidate.toLowerCase() !== written.toLowerCase()) continue;
    const edits = distance(written.toLowerCase(), candidate.toLowerCase()) + (written === candidate ? 0 : 0.5);
    if (edits < least + 0.5) {
      best = candidate;
      least = edits - 0.5;
    }
  }
  return best;
}

/** "did you mean `x`?", or a short list of what there is. */
export function suggestion(written: string, candidates: readonly string[], what: string): string | undefined {
  const near = nearest(written, candidates);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  if (candidates.length === 0) return undefined;
  const shown = candidates.slice(0, 8).map((name) => `\`${name}\``).join(", ");
  return `${what}: ${shown}${candidates.length > 8 ? `, and ${candidates.length - 8} more` : ""}`;
}
