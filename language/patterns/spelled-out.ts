import { categoryClass } from "./classes.ts";

const [last, surrogates] = [0x10ffff, { from: 0xd800, to: 0xdfff }];

const known = new Map<string, string>();

/** All characters of a category, or all others, as the ranges of a class. Computed once: a look at every character there is. */
function rangesOf(name: string, negated: boolean): string {
  const key = `${negated ? "not " : ""}${name}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const fits = categoryClass(name);
  if (!fits) throw new Error(`\`${name}\` is no category of Unicode`);
  const ranges: string[] = [];
  const hex = (code: number): string => `\\x{${code.toString(16)}}`;
  let from = -1;
  for (let code = 0; code <= last + 1; code++) {
    const isIn = code <= last && (code < surrogates.from || code > surrogates.to) && fits(String.fromCodePoint(code)) !== negated;
    if (isIn && from < 0) from = code;
    if (isIn || from < 0) continue;
    ranges.push(`${hex(from)}-${hex(code - 1)}`);
    from = -1;
  }
  const text = ranges.join("");
  known.set(key, text);
  return text;
}

/**
 * A pattern that means the same to an engine whose Unicode is of another year: each `\p{…}` is spelled out as the characters that are in it here.
 * The pattern is one that `parsePattern` reads.
 */
export function spelledOut(source: string): string {
  let isClass = false;
  return source.replace(/\\[pP]\{(\w+)\}|\\.|[[\]]/gsu, (part: string, category: string | undefined) => {
    if (category !== undefined) {
      const ranges = rangesOf(category, part.startsWith("\\P"));
      return isClass ? ranges : `[${ranges}]`;
    }
    if (part === "[" || part === "]") isClass = part === "[";
    return part;
  });
}
