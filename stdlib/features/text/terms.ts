/** How a text is cut into terms. */
export interface Tokenising {
  readonly lowercase: boolean;
  /** The shortest and the longest run of words that is a term. */
  readonly ngrams: readonly [number, number];
  /** Words that are left out before runs are formed. */
  readonly stopWords: readonly string[];
}

/** What Python's `\w` is: letters, numbers and the underscore of any script. */
const words = /[\p{L}\p{N}_]{2,}/gu;

/** The terms of a text, with repetitions: words of at least two characters, as scikit-learn finds them by `(?u)\b\w\w+\b`, and runs of them joined by a space. */
export function termsOf(text: string, { lowercase, ngrams: [from, to], stopWords }: Tokenising): readonly string[] {
  const found = (lowercase ? text.toLowerCase() : text).match(words) ?? [];
  const kept = stopWords.length === 0 ? found : found.filter((word) => !stopWords.includes(word));
  if (to === 1) return kept;
  const terms: string[] = [];
  for (let length = from; length <= to; length++) for (let at = 0; at + length <= kept.length; at++) terms.push(kept.slice(at, at + length).join(" "));
  return terms;
}
