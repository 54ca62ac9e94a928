/** A set of characters as a test of one. */
export type Fits = (character: string) => boolean;

const inRange = (from: number, to: number): Fits => (character) => {
  const code = character.codePointAt(0) ?? -1;
  return code >= from && code <= to;
};

export const exactly = (wanted: string): Fits => (character) => character === wanted;
export const between = (from: string, to: string): Fits => inRange(from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0);
export const anyOf = (sets: readonly Fits[]): Fits => (character) => sets.some((fits) => fits(character));
export const noneOf = (sets: readonly Fits[]): Fits => (character) => !sets.some((fits) => fits(character));

const digits: Fits = (character) => /^[0-9]$/.test(character);
export const wordCharacter: Fits = (character) => /^[0-9A-Za-z_]$/.test(character);
/** Fewer than JavaScript counts as blanks. */
const blanks: Fits = (character) => /^[\t\n\f\r ]$/.test(character);

/** `\d` and its like: of ASCII. */
export const namedClasses: ReadonlyMap<string, Fits> = new Map([
  ["d", digits],
  ["D", noneOf([digits])],
  ["w", wordCharacter],
  ["W", noneOf([wordCharacter])],
  ["s", blanks],
  ["S", noneOf([blanks])],
]);

/** Letters, marks, numbers, punctuation, symbols, separators, and control characters, with their subdivisions. */
const categories = new Set("L,Ll,Lu,Lt,Lm,Lo,M,Mn,Mc,Me,N,Nd,Nl,No,P,Pc,Pd,Ps,Pe,Pi,Pf,Po,S,Sm,Sc,Sk,So,Z,Zs,Zl,Zp,Cc,Cf".split(","));

/** A category of Unicode: `Lu` of `\p{Lu}`. */
export function categoryClass(name: string): Fits | undefined {
  if (!categories.has(name)) return undefined;
  const pattern = new RegExp(`^\\p{${name}}$`, "u");
  return (character) => pattern.test(character);
}
