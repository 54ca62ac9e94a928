import { distance } from "fastest-levenshtein";

/** The name that was probably meant: near in spelling, with two letters swapped counting as one mistake, or the same apart from case. */
export function nearest(written: string, candidates: Iterable<string>): string | undefined {
  const word = written.toLowerCase();
  const allowed = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let least = allowed + 1;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    if (Math.abs(other.length - word.length) > allowed) continue;
    const edits = mistakes(word, other);
    if (edits < least) {
      best = candidate;
      least = edits;
    }
  }
  return best;
}

const mistakes = (a: string, b: string): number => (isSwapped(a, b) ? 1 : distance(a, b));

/**
 * The name that was meant, where this is certain enough to write it: no other is as near; it is no other number (`x1` for `x2`), and no other
 * name of one or two letters.
 */
export function meant(written: string, candidates: readonly string[]): string | undefined {
  const near = nearest(written, candidates);
  if (near === undefined) return undefined;
  const word = written.toLowerCase();
  const least = mistakes(word, near.toLowerCase());
  if (candidates.some((other) => other !== near && mistakes(word, other.toLowerCase()) <= least)) return undefined;
  if (least > 0 && (Math.min(written.length, near.length) < 3 || withoutDigits(near) === withoutDigits(written))) return undefined;
  return near;
}

const withoutDigits = (name: string): string => name.replace(/\d/g, "");

/** The same letters but for two neighbours in the other order: `laod` for `load`. */
function isSwapped(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at + 1 < a.length && a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}

/** "did you mean `x`?", or a short list of what there is. */
export function suggestion(written: string, candidates: readonly string[], what: string): string | undefined {
  const near = nearest(written, candidates);
  if (near !== undefined) return `did you mean \`${near}\`?`;
  if (candidates.length === 0) return undefined;
  const shown = candidates.slice(0, 8).map((name) => `\`${name}\``).join(", ");
  return `${what}: ${shown}${candidates.length > 8 ? `, and ${candidates.length - 8} more` : ""}`;
}
